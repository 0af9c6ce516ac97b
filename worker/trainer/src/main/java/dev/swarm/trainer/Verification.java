package dev.swarm.trainer;

import dev.swarm.trainer.data.PreparedData;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Scores saved weights once more: {@code swarm-train --verify FOLDER Train.java [options]}. The
 * score comes from this process, which has only the trainer's jars and the data, and never loads
 * the experiment; a child does, and answers inputs with logits through a pipe.
 *
 * <p>What it proves: that the model function of this source file with these weights predicts the
 * held-out text that well, whatever the process that trained has printed or changed in its own
 * memory, and that its predictions do not depend on later tokens where that was tried. What it does
 * not prove: that the weights were trained within the budget, or without the held-out text. The
 * child is not sent any target and has no text on its class path, but a program that finds the
 * prepared data on the disk can read it; keeping it from there is the sandbox's part.
 *
 * <p>One thread. The child ends when its input does, so also when this process is killed.
 */
public final class Verification {
  private static final String TEXT = "crunch-test";

  private final String[] options;
  private final Map<String, String> environment;
  private final Path weights;
  private final Path source;

  private Verification(String[] arguments, Map<String, String> environment) {
    if (arguments.length < 2) {
      throw new Refusal(
          Refusal.USAGE, "usage: swarm-train --verify FOLDER FILE.java [options of the run]");
    }
    this.weights = Path.of(arguments[0]).toAbsolutePath();
    this.source = Path.of(arguments[1]);
    this.options = Arrays.copyOfRange(arguments, 2, arguments.length);
    this.environment = environment;
  }

  /** Prints a summary block and ends with 0, or with one sentence and 1 or 2 for wrong usage. */
  public static void main(String[] arguments) {
    Ending.of(() -> new Verification(arguments, System.getenv()).verify());
  }

  private void verify() throws IOException {
    TrainerOptions parsed =
        TrainerOptions.parse(options, environment, Runtime.getRuntime().availableProcessors());
    if (!Files.exists(WeightsFile.in(weights))) {
      throw new Refusal(
          Refusal.FAILED,
          "There are no weights in "
              + weights
              + "; a run leaves them there with "
              + WeightsFile.VARIABLE
              + " set to that folder.");
    }
    PreparedData data = Harness.open(parsed, environment);
    Process child = start();
    try {
      Scorer scorer = new ServedScorer(child, data.vocabulary().size(), data.sequenceLength());
      double bitsPerByte = new Evaluation(data).bitsPerByte(scorer);
      StringBuilder block = new StringBuilder();
      block.append(String.format(Locale.ROOT, "---%nval_bpb: %.6f%n", bitsPerByte));
      block.append(String.format(Locale.ROOT, "total_seconds: %.1f%n", ProcessStart.age()));
      String nonce = environment.getOrDefault(Summary.NONCE, "");
      System.out.print(block + (nonce.isBlank() ? "" : "nonce: " + nonce + "\n"));
    } finally {
      child.destroyForcibly();
    }
  }

  /** The same virtual machine with the same options, without the text and the nonce. */
  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(jar -> !Path.of(jar).getFileName().toString().startsWith(TEXT))
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(source.toString());
    command.addAll(Arrays.asList(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeAll(List.of(Summary.NONCE, "SWARM_DATA"));
    builder.environment().put(ModelServer.VARIABLE, weights.toString());
    return builder.start();
  }
}
