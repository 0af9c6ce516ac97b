package dev.swarm.coordinator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The git program, where the machine has one: a second opinion on what the product wrote. */
final class GitProgram {
  private GitProgram() {}

  static boolean present() {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  static void assumePresent() {
    assumeTrue(present(), "no git program on this machine");
  }

  static String run(Path folder, String... words) throws Exception {
    Outcome outcome = call(folder, words);
    assertThat(outcome.exit).as(outcome.output).isZero();
    return outcome.output;
  }

  static String fail(Path folder, String... words) throws Exception {
    Outcome outcome = call(folder, words);
    assertThat(outcome.exit).as(outcome.output).isNotZero();
    return outcome.output;
  }

  private record Outcome(int exit, String output) {}

  private static Outcome call(Path folder, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=m4max", "-c", "user.email=m4max@swarm"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("LC_ALL", "C");
    // It knows nothing of how a hub proves itself.
    builder.environment().put("GIT_SSL_NO_VERIFY", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    return new Outcome(process.waitFor(), output);
  }
}
