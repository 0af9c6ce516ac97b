package dev.swarm.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.text.Complaint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(300)
final class WorkerCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path token;

  @BeforeEach
  void writeToken() throws Exception {
    token = Files.writeString(folder.resolve("token"), "secret\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu-box | --coordinator is 'gpu-box'; write it as HOST:PORT.",
        "gpu-box: | write it as HOST:PORT.",
        ":7171 | write it as HOST:PORT.",
        "gpu-box:seven | write it as HOST:PORT.",
        "gpu-box:0 | write it as HOST:PORT.",
        "gpu-box:65536 | write it as HOST:PORT.",
        "gpu-box:123456 | write it as HOST:PORT.",
      })
  void wantsAHostAndAPort(String coordinator, String sentence) {
    assertThat(run("--coordinator", coordinator, "--token-file", token.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--machine | M4 Max | 'M4 Max' can't name a machine; use lower-case letters",
        "--cores | 0-x | '0-x' names no cores",
        "--cores | 3-1 | names no cores; write them as 0 or 0,2-3",
        "--env | SPEED | --env",
        "--corse | 1 | --corse",
        "--offline-search | soon | --offline-search is 'soon'; write a number and a unit",
      })
  void saysWhichOptionIsWrong(String option, String value, String sentence) {
    assertThat(
            run("--coordinator", "127.0.0.1:7171", "--token-file", token.toString(), option, value))
        .isEqualTo(2);
    assertThat(err.toString()).contains(sentence);
  }

  @Test
  void wantsToKnowTheCoordinator() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("--coordinator=HOST:PORT");
  }

  @Test
  void saysThatTheTokenFileCannotBeRead() {
    Path missing = folder.resolve("missing");

    assertThat(run("--coordinator", "127.0.0.1:7171", "--token-file", missing.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("The token file " + missing + " can't be read; copy it")
        .contains("--token-file");
  }

  @Test
  void saysThatItsFolderCannotBeMade() {
    Path below = token.resolve("worker");

    assertThat(
            run(
                "--coordinator",
                "127.0.0.1:7171",
                "--token-file",
                token.toString(),
                "--dir",
                below.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("The worker's folder " + below + " can't be used");
  }

  @Test
  void helpsWithExamples() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Examples:").contains("swarm worker --coordinator");
  }

  private int run(String... arguments) {
    return new CommandLine(new WorkerCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              assertThat(failure).isInstanceOf(Complaint.class);
              command.getErr().println(failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }
}
