package dev.swarm.trainer;

import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.swarm.trainer.data.BundledText;
import dev.swarm.trainer.data.PreparedData;
import dev.swarm.trainer.data.RowPacking;
import dev.swarm.trainer.data.UnusableData;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * The immutable side of an experiment: data, budget clock, evaluation and report. {@code
 * Train.java} trains with it; the harness alone scores the model and prints the summary block.
 *
 * <p>One harness per process, used by one thread: an engine can compute only one gradient at a
 * time. A crash loses nothing but the run; no file is written but the natives in the cache.
 */
public final class Harness {
  /** First steps that cost no budget. */
  static final int STARTUP_EXCLUDE_STEPS = 1;

  /** A loss above this, in nats per token, ends the run. */
  private static final double DIVERGED = 100;

  private final PrintStream out = System.out;
  private final StartUp startUp = new StartUp(ProcessStart::age);
  private final Optional<String> nonce;
  private final TrainerOptions options;
  private final NDManager manager;
  private final Operations operations;
  private final PreparedData data;
  private final RowPacking rows;
  private final BudgetClock clock;
  private ProgressLog progressLog;
  private StepGarbage garbage;
  private long tokens;
  private long stepTokens;

  private Harness(String[] arguments, Map<String, String> environment) {
    startUp.ended("virtual machine and compilation");
    nonce = Optional.ofNullable(environment.get("SWARM_NONCE")).filter(text -> !text.isBlank());
    options =
        TrainerOptions.parse(arguments, environment, Runtime.getRuntime().availableProcessors());
    manager = new EngineLoader(options, environment).load();
    operations = Mode.operations(options, manager);
    startUp.ended("engine");
    data =
        options.data().isPresent()
            ? PreparedData.open(options.data().get())
            : BundledText.open(EngineLoader.cache(environment));
    rows = data.training(options.seed());
    clock = new BudgetClock(options.budget(), System::nanoTime);
    startUp.ended("data");
  }

  /**
   * Does a whole run and ends the process: code 0 after the summary block, 1 where training failed
   * or diverged, 2 where the run cannot begin as it was asked for. Only a code 0 has a summary.
   *
   * @param arguments the command line's options
   * @param training trains the model
   */
  public static void run(String[] arguments, Training training) {
    int exitCode = Refusal.FAILED;
    try {
      if (arguments.length == 1 && arguments[0].equals("--help")) {
        System.out.print("usage: swarm-train FILE [options]\n" + Option.help());
      } else {
        Harness harness = new Harness(arguments, System.getenv());
        harness.report(training.train(harness));
      }
      exitCode = 0;
    } catch (Refusal refusal) {
      System.err.println(refusal.getMessage());
      exitCode = refusal.exitCode();
    } catch (UnusableData unusable) {
      System.err.println(unusable.getMessage());
      exitCode = Refusal.USAGE;
    } catch (RuntimeException | Error failure) {
      failure.printStackTrace();
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(exitCode);
  }

  /** Where arrays that live as long as the run are made. */
  public NDManager manager() {
    return manager;
  }

  /** Seed of this run, for the first weights. */
  public long seed() {
    return options.seed();
  }

  /** Number of tokens there are, the width of the logits. */
  public int vocabSize() {
    return data.vocabulary().size();
  }

  /** Tokens per sequence, in training and in evaluation. */
  public int sequenceLength() {
    return data.sequenceLength();
  }

  /** Starts recording for a gradient; one at a time. */
  public GradientCollector newGradientCollector() {
    return manager.getEngine().newGradientCollector();
  }

  /** The operations that a model spends its time in, as this run's engine and mode do them. */
  public Operations operations() {
    return operations;
  }

  /**
   * Ends the run where it can't begin as its knobs ask for.
   *
   * @param holds whether it can
   * @param sentence what the knob has to be, without the full stop
   */
  public void require(boolean holds, String sentence) {
    if (!holds) {
      throw new Refusal(Refusal.USAGE, sentence + ".");
    }
  }

  /** Whether the budget allows another step. */
  public boolean training() {
    if (progressLog == null) {
      garbage = new StepGarbage(System.err);
      startUp.ended("model");
      out.println(startUp.line());
      out.flush();
      progressLog = new ProgressLog(out, System::nanoTime);
    } else {
      garbage.betweenSteps();
    }
    return !clock.spent();
  }

  /** Part of the budget that is spent, 0 to 1; it stays 0 during the first step. */
  public double progress() {
    return clock.progress();
  }

  /**
   * The next training batch, of {@code rows} sequences (at least 1) drawn from the training text.
   */
  public Batch nextBatch(int rows) {
    stepTokens += (long) rows * sequenceLength();
    return Batch.on(manager, options.engine(), this.rows.next(rows));
  }

  /**
   * Ends an optimizer step: counts it, reports it and ends the run if the loss shows that it
   * diverged. MXNet computes in the background: when the loss is known, the rest of the step may
   * still run, and is then counted with the next step; of the last step it is not counted.
   *
   * @param loss the step's loss, nats per token
   * @param learningRate multiplier of the learning rates that the step used, for the report
   */
  public void stepDone(float loss, double learningRate) {
    clock.stepDone();
    garbage.stepEnds();
    if (Float.isNaN(loss) || loss > DIVERGED) {
      throw new Refusal(
          Refusal.FAILED,
          String.format("Diverged: the loss of step %d is %s.", clock.steps(), loss));
    }
    progressLog.step(clock.steps(), loss, learningRate, stepTokens, clock.progress());
    tokens += stepTokens;
    stepTokens = 0;
  }

  private void report(TrainedModel trained) {
    Evaluation evaluation = new Evaluation(manager, options.engine(), data);
    double bitsPerByte = evaluation.bitsPerByte(trained.model());
    Summary summary =
        new Summary(
            bitsPerByte,
            clock.trainingSeconds(),
            ProcessStart.age(),
            PeakMemory.megabytes(),
            0,
            tokens,
            clock.steps(),
            trained.parameterCount(),
            trained.depth(),
            evaluation.orderZeroEntropy(),
            nonce);
    out.print(summary.text());
    out.flush();
  }
}
