package dev.swarm.trainer;

import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.swarm.trainer.data.BundledText;
import dev.swarm.trainer.data.PreparedData;
import dev.swarm.trainer.data.RowPacking;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
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
  private final Map<String, String> environment;
  private final TrainerOptions options;
  private final NDManager manager;
  private final DeviceFacts device;
  private final Mode mode;
  private final Operations operations;
  private final Optional<PreparedData> data;
  private final Optional<RowPacking> rows;
  private final TokenSpace space;
  private final BudgetClock clock;
  private ProgressLog progressLog;
  private StepGarbage garbage;
  private long tokens;
  private long stepTokens;

  Harness(String[] arguments, Map<String, String> environment) {
    this(arguments, environment, Optional.empty());
  }

  private Harness(
      String[] arguments, Map<String, String> environment, Optional<TokenSpace> without) {
    startUp.ended("virtual machine and compilation");
    this.environment = environment;
    options =
        TrainerOptions.parse(arguments, environment, Runtime.getRuntime().availableProcessors());
    List<NvidiaGpu> gpus = NvidiaGpu.all(environment);
    manager = new EngineLoader(options, environment, gpus).load();
    device = new DeviceFacts(manager.getDevice(), gpus, environment);
    mode = Mode.of(options.mode(), options.engine(), manager.getDevice(), gpus);
    operations = mode.operations(manager, options.engine());
    startUp.ended("engine");
    data = without.isPresent() ? Optional.empty() : Optional.of(open(options, environment));
    space =
        without.orElseGet(
            () -> new TokenSpace(data.get().vocabulary().size(), data.get().sequenceLength()));
    rows = data.map(prepared -> prepared.training(options.seed()));
    clock = new BudgetClock(options.budget(), System::nanoTime);
    startUp.ended("data");
  }

  /** What a model has to know of the data. */
  private record TokenSpace(int vocabSize, int sequenceLength) {}

  /** The data of a run. */
  static PreparedData open(TrainerOptions options, Map<String, String> environment) {
    return options.data().isPresent()
        ? PreparedData.open(options.data().get())
        : BundledText.open(EngineLoader.cache(environment));
  }

  /** A harness that makes a model and trains none: its budget is spent from the start. */
  static Harness withoutData(
      String[] arguments, Map<String, String> environment, int vocabSize, int sequenceLength) {
    TokenSpace space = new TokenSpace(vocabSize, sequenceLength);
    return new Harness(arguments, environment, Optional.of(space));
  }

  /**
   * Does a whole run and ends the process: code 0 after the summary block, 1 where training failed
   * or diverged, 2 where the run cannot begin as it was asked for. Only a code 0 has a summary.
   *
   * @param arguments the command line's options
   * @param training trains the model
   */
  public static void run(String[] arguments, Training training) {
    Map<String, String> environment = System.getenv();
    Ending.of(
        () -> {
          if (arguments.length == 1 && arguments[0].equals("--help")) {
            System.out.print("usage: swarm-train FILE [options]\n" + Option.help());
          } else if (environment.containsKey(ModelServer.VARIABLE)) {
            ModelServer.serve(arguments, environment, training);
          } else {
            Harness harness = new Harness(arguments, environment);
            harness.takeDevice();
            harness.report(training.train(harness));
          }
        });
  }

  /**
   * A worker that started this run holds the device itself, until the last of its processes ends.
   */
  private void takeDevice() {
    if (environment.containsKey("SWARM_DEVICE_HELD")) {
      return;
    }
    DeviceLock.take(
        EngineLoader.cache(environment).resolve("devices"), manager.getDevice(), options.threads());
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
    return space.vocabSize();
  }

  /** Tokens per sequence, in training and in evaluation. */
  public int sequenceLength() {
    return space.sequenceLength();
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
    if (data.isEmpty()) {
      return false;
    }
    if (progressLog == null) {
      garbage = new StepGarbage(System.err);
      startUp.ended("model");
      out.println(startUp.line());
      out.println(
          String.format(
              "%s on %s, %d threads, %s",
              options.engine().djlName(),
              manager.getDevice(),
              options.threads(),
              mode.description()));
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
    return Batch.on(manager, options.engine(), this.rows.orElseThrow().next(rows));
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

  Scorer scorer(LanguageModel model) {
    return new EngineScorer(manager, options.engine(), model, space.vocabSize());
  }

  private void report(TrainedModel trained) throws IOException {
    String folder = environment.getOrDefault(WeightsFile.VARIABLE, "");
    if (!folder.isBlank()) {
      WeightsFile.save(Path.of(folder), trained.weights());
    }
    Evaluation evaluation = new Evaluation(data.orElseThrow());
    double bitsPerByte = evaluation.bitsPerByte(scorer(trained.model()));
    Summary summary =
        new Summary(
            bitsPerByte,
            clock.trainingSeconds(),
            ProcessStart.age(),
            device.peakMegabytes(),
            device.utilizationPercent(trained.flopsPerToken() * tokensPerSecond()),
            tokens,
            clock.steps(),
            trained.parameterCount(),
            trained.depth(),
            evaluation.orderZeroEntropy(),
            Optional.ofNullable(environment.get(Summary.NONCE)).filter(text -> !text.isBlank()));
    out.print(summary.text());
    out.flush();
  }

  /** Over the budget, so without the steps that cost none. */
  private double tokensPerSecond() {
    double timed = tokens * (1 - (double) STARTUP_EXCLUDE_STEPS / Math.max(1, clock.steps()));
    return timed / Math.max(1e-9, clock.trainingSeconds());
  }
}
