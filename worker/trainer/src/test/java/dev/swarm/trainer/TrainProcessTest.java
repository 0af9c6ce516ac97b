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
  private static final EngineName ANY =
      runsHere(EngineName.MXNET) ? EngineName.MXNET : EngineName.PYTORCH;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void trainsAndScoresOnEachEngineOrRefusesInOneSentence(EngineName engine) {
    Launch.Ended run =
        Launch.run(
            Map.of("SWARM_NONCE", "n0nce", "SWARM_BUDGET_SECONDS", "2.5"),
            Launch.TRAIN,
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
    assertThat(Double.parseDouble(run.values("training_seconds").get(0))).isBetween(2.5, 15.0);
    assertThat(Double.parseDouble(run.values("peak_vram_mb").get(0))).isBetween(100.0, 1500.0);
    assertThat(run.values("depth")).containsExactly("4");
    assertThat(last(run.output())).isEqualTo("nonce: n0nce");
  }

  @Test
  void endsADivergingRunWithoutASummary() throws IOException {
    Path train = Launch.edited(folder, "MATRIX_LR = 0.002;", "MATRIX_LR = 1e30;");
    Launch.Ended run = Launch.run(Map.of(), train, "--engine", ANY.option(), "--budget", "60s");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(last(run.output())).matches("Diverged: the loss of step \\d+ is .*\\.");
    assertThat(run.output()).doesNotContain("---");
  }

  @Test
  void refusesToScoreAModelThatLooksAhead() throws IOException {
    Path train = Launch.edited(folder, "j <= i ? 0 : -1e9", "0");
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

  private static boolean runsHere(EngineName engine) {
    return engine.runsOn(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
