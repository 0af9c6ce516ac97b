package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Resident memory while a small model trains. Without its scopes a step of it leaves 9 MB or more
 * behind, so 300 steps would be gigabytes.
 */
final class FlatMemoryTest {
  private static final int WARM = 10;
  private static final int STEPS = 300;

  @TempDir Path folder;

  static Stream<List<String>> engines() {
    return Stream.of(
            List.of("pytorch", "plain"), List.of("pytorch", "fast"), List.of("mxnet", "plain"))
        .filter(each -> Harnesses.runsHere(each.get(0)));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void staysFlatOverThreeHundredSteps(List<String> engine) throws IOException {
    // The file itself says how much is resident, in step: a reader of its output would come late.
    String reported =
        "step++) {\n      if (step == %d || step == %d) { System.out.println(\"resident \" + rss()); }"
                .formatted(WARM, WARM + STEPS)
            + "\n      if (step > %d) { Runtime.getRuntime().halt(0); }".formatted(WARM + STEPS);
    Path train = Launch.small(folder, "step++) {", reported);
    String text =
        Files.readString(train)
            .replace(
                "final class Train {",
                """
                final class Train {
                  static long rss() {
                    try {
                      String statm = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/statm"));
                      return Long.parseLong(statm.split(" ")[1]) / 256;
                    } catch (java.io.IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }
                """);
    Files.writeString(train, text);
    Launch.Ended run =
        Launch.run(
            Map.of(), train, "--engine", engine.get(0), "--mode", engine.get(1), "--budget", "1h");
    List<Long> resident =
        run.output().stream()
            .filter(line -> line.startsWith("resident "))
            .map(line -> Long.parseLong(line.substring("resident ".length())))
            .toList();
    assertThat(resident).as("resident megabytes").hasSize(2);
    assertThat(resident.get(1) - resident.get(0)).as("growth in MB").isLessThan(50);
  }
}
