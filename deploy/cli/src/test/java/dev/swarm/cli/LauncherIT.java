package dev.swarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that start the programs, in surroundings that people have. */
class LauncherIT {
  private static final Path PROGRAMS = Path.of("target/swarm/bin").toAbsolutePath();

  /** Java of itself writes ٢ for 2 in Egypt, which no worker would read in a trainer's output. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "swarm --help",
        "swarm-prepare --help",
        "swarm-train ../../worker/trainer/src/main/campaign/Train.java --help"
      })
  void startsProgramsWhoseNumbersReadTheSameInEveryCountry(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.set(0, PROGRAMS.resolve(words.get(0)).toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG");
    builder.environment().put("JDK_JAVA_OPTIONS", "-XshowSettings:locale");
    Process process = builder.start();
    process.getOutputStream().close();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("default format locale = English (Egypt)");
    assertThat(process.waitFor()).isZero();
  }
}
