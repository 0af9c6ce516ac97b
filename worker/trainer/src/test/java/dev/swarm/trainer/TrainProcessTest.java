package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real runs of Train.java, as processes, with tiny budgets. */
final class TrainProcessTest {
  private static final EngineName ANY = Launch.ANY;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void trainsAndScoresOnEachEngineOrRefusesInOneSentence(EngineName engine) throws IOException {
    // Small, for the loss of a few steps need not fall, and a slow machine takes no more of others.
    Path train = Launch.small(folder, "", "");
    Launch.Ended run =
        Launch.run(
            Map.of("SWARM_NONCE", "n0nce", "SWARM_BUDGET_SECONDS", "2.5"),
            train,
            "--engine",
            engine.option());
    if (!runsHere(engine)) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.output()).singleElement().asString().contains("use --engine");
      return;
    }
    assertThat(run.exitCode()).isZero();
    assertThat(run.output().get(0))
        .matches(
            "started in \\d+\\.\\d\\d s \\(virtual machine and compilation \\d+\\.\\d\\d,"
                + " engine \\d+\\.\\d\\d, data \\d+\\.\\d\\d, model \\d+\\.\\d\\d\\)");
    assertThat(run.losses()).hasSizeGreaterThan(1);
    assertThat(last(run.losses())).isLessThan(run.losses().get(0));
    assertThat(run.output()).containsOnlyOnce("---");
    assertThat(Double.parseDouble(run.values("val_bpb").get(0)))
        .isLessThan(Double.parseDouble(run.values("order0_bits_per_byte").get(0)));
    assertThat(Double.parseDouble(run.values("training_seconds").get(0)))
        .isBetween(2.5, Double.parseDouble(run.values("total_seconds").get(0)));
    assertThat(Double.parseDouble(run.values("peak_vram_mb").get(0))).isBetween(100.0, 4000.0);
    assertThat(run.values("depth")).containsExactly("2");
    assertThat(last(run.output())).isEqualTo("nonce: n0nce");
  }

  @Test
  void endsADivergingRunWithoutASummary() throws IOException {
    Path train = Launch.small(folder, "UNEMBEDDING_LR = 0.004;", "UNEMBEDDING_LR = 1e30;");
    String text = Files.readString(train);
    Files.writeString(train, text.replace("LOGIT_SOFTCAP = 15;", "LOGIT_SOFTCAP = 0;"));
    Launch.Ended run = Launch.run(Map.of(), train, "--engine", ANY.option(), "--budget", "60s");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(last(run.output())).matches("Diverged: the loss of step \\d+ is .*\\.");
    assertThat(run.output()).doesNotContain("---");
  }

  @Test
  void refusesToScoreAModelThatLooksAhead() throws IOException {
    Path train =
        Launch.small(
            folder,
            "operations.rmsNorm(Weights.lookUp(tokens, embedding))",
            "operations.rmsNorm(Weights.lookUp(tokens.flip(1), embedding))");
    Launch.Ended run = Launch.run(Map.of(), train, "--engine", ANY.option(), "--budget", "0.5s");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(last(run.output())).startsWith("The model looks ahead:");
    assertThat(run.output()).doesNotContain("---");
  }

  @Test
  void failsOnAFileThatDoesNotCompile() throws IOException {
    Path train = Launch.edited(folder, "static TrainedModel train(", "static TrainedModel train((");
    Launch.Ended run = Launch.run(Map.of(), train);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("error: compilation failed").doesNotContain("---");
  }

  @Test
  void refusesWhatItCannotStart() {
    assertThat(Launch.run(Map.of(), Launch.TRAIN, "--treads", "1"))
        .isEqualTo(
            new Launch.Ended(
                2, List.of("There is no option \"--treads\"; did you mean --threads?")));
    assertThat(Launch.run(Map.of(), Path.of("Missing.java")))
        .isEqualTo(new Launch.Ended(2, List.of("There is no file Missing.java.")));
    assertThat(Launch.run(Map.of("SWARM_TRAINER_HOME", "nowhere"), Launch.TRAIN).exitCode())
        .isEqualTo(2);
  }

  @Test
  void startsTwiceAtTheSameMomentOnAColdCache() throws IOException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    String[] options = {"--engine", ANY.option(), "--budget", "0.2s"};
    Process first = Launch.start(cache, Map.of(), Launch.TRAIN, options);
    Process second = Launch.start(cache, Map.of(), Launch.TRAIN, options);
    assertThat(Launch.end(first).exitCode()).isZero();
    assertThat(Launch.end(second).exitCode()).isZero();
  }

  @Test
  void namesBatchSizesThatWouldWork() throws IOException {
    Path train = Launch.edited(folder, "TOTAL_BATCH_SIZE = 2048;", "TOTAL_BATCH_SIZE = 5000;");
    assertThat(Launch.run(Map.of(), train))
        .isEqualTo(
            new Launch.Ended(
                2,
                List.of(
                    "TOTAL_BATCH_SIZE is a multiple of 2048 (sequences of 256 tokens, 8 at a time),"
                        + " not 5000; 4096 or 6144 would work.")));
  }

  @Test
  void refusesAKnobOutOfItsRange() throws IOException {
    Path train = Launch.edited(folder, "WARMDOWN_RATIO = 0.5;", "WARMDOWN_RATIO = 1.5;");
    assertThat(Launch.run(Map.of(), train))
        .isEqualTo(new Launch.Ended(2, List.of("WARMDOWN_RATIO is from 0.0 to 1.0, not 1.5.")));
  }

  @ParameterizedTest
  @EnumSource
  void reportsAnAllocationThatFailsAndEnds(EngineName engine) throws IOException {
    if (!runsHere(engine)) {
      return; // the first test says what happens then
    }
    Path train =
        Launch.small(
            folder,
            "positions = new Positions(harness);",
            "positions = new Positions(harness);\n"
                + "harness.manager().zeros(new Shape(1L << 40)).sum().getFloat();");
    Launch.Ended run = Launch.run(Map.of(), train, "--engine", engine.option());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).anyMatch(line -> line.startsWith("Out of memory: "));
    assertThat(run.output()).doesNotContain("---");
  }

  @Test
  void refusesASecondTrainerOnTheSameCores() throws Exception {
    int cores = Cores.allowed().size();
    Map<String, String> all = Map.of("SWARM_THREADS", Integer.toString(cores));
    Path train = Launch.small(folder, "", "");
    Process first =
        Launch.start(Launch.CACHE, all, train, "--engine", ANY.option(), "--budget", "1h");
    try {
      Launch.awaitStart(first); // it holds the cores
      Launch.Ended second = Launch.run(all, train, "--engine", ANY.option());
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.output())
          .singleElement()
          .asString()
          .startsWith("Another trainer is computing on this CPU: 0 of its ");
    } finally {
      // The next test needs the cores.
      first.destroyForcibly().waitFor();
    }
  }

  private static boolean runsHere(EngineName engine) {
    return engine.runsOn(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
