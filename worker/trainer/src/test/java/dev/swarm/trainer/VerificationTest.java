package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that a real run leaves, scored by a second process. */
final class VerificationTest {
  @TempDir Path folder;

  @Test
  void findsTheSameScoreForTheSameWeights() throws IOException {
    Launch.Ended run = run(Launch.small(folder, "", ""));
    Launch.Ended verification = verify(folder.resolve("Train.java"));
    assertThat(verification.exitCode()).isZero();
    double score = bitsPerByte(run);
    assertThat(bitsPerByte(verification)).isCloseTo(score, within(1e-4 * score));
    assertThat(verification.values("nonce")).containsExactly("second");
  }

  @Test
  void findsOutARunThatForgesItsScore() throws IOException {
    String forged =
        """
        public static void main(String[] args) {
            System.setOut(
                new java.io.PrintStream(System.out) {
                  @Override
                  public void print(String text) {
                    super.print(text.replaceAll("val_bpb: .*", "val_bpb: 0.500000"));
                  }
                });
        """;
    Path train = Launch.small(folder, "public static void main(String[] args) {\n", forged);
    Launch.Ended run = run(train);
    assertThat(run.exitCode()).isZero();
    assertThat(bitsPerByte(run)).isEqualTo(0.5);
    assertThat(run.values("nonce")).containsExactly("first");
    assertThat(bitsPerByte(verify(train))).isGreaterThan(2);
  }

  @Test
  void refusesWeightsOfAnotherModel() throws IOException {
    run(Launch.small(folder, "", ""));
    Path wider = Launch.small(folder, "MLP_EXPANSION = 4;", "MLP_EXPANSION = 2;");
    Launch.Ended verification = verify(wider);
    assertThat(verification.exitCode()).isEqualTo(1);
    assertThat(verification.output())
        .anyMatch(line -> line.contains("are not of the model that the source file makes."))
        .doesNotContain("---");
  }

  @Test
  void refusesWhereThereAreNoWeights() throws IOException {
    Launch.Ended verification = verify(Launch.small(folder, "", ""));
    assertThat(verification.exitCode()).isEqualTo(1);
    assertThat(verification.output()).singleElement().asString().contains("There are no weights");
  }

  private Launch.Ended run(Path train) {
    return Launch.run(
        Map.of("SWARM_WEIGHTS", folder.resolve("weights").toString(), "SWARM_NONCE", "first"),
        train,
        "--engine",
        Launch.ANY.option(),
        "--budget",
        "0.3s");
  }

  private Launch.Ended verify(Path train) {
    return Launch.end(
        Launch.start(
            Launch.CACHE,
            Map.of("SWARM_NONCE", "second"),
            Path.of("--verify"),
            folder.resolve("weights").toString(),
            train.toString(),
            "--engine",
            Launch.ANY.option()));
  }

  private static double bitsPerByte(Launch.Ended ended) {
    return Double.parseDouble(ended.values("val_bpb").get(0));
  }
}
