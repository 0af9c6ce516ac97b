package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command does with arguments that make no sense: 2 for usage, 1 for anything else. */
class UsageTest {
  private final Shell shell = new Shell();

  @TempDir Path folder;

  @Test
  void showsExamplesInTheHelpOfEveryCommand() {
    for (Callable<Integer> command :
        List.of(
            new StatusCommand(),
            new LogCommand(),
            new BranchesCommand(),
            new CompareCommand(),
            new DiffCommand(),
            new ShowCommand(),
            new ImportCommand(),
            new ExportCommand(),
            new CoordinatorCommand(),
            new InitCommand(),
            new SimulateCommand())) {
      Shell each = new Shell();
      assertThat(each.run(command, "--help")).isZero();
      assertThat(each.out()).contains("Usage: ", "Examples:", "swarm ");
    }
  }

  @Test
  void namesTheNearestOptionWhenOneIsUnknown() {
    assertThat(shell.run(new StatusCommand(), "--jsno")).isEqualTo(2);
    assertThat(shell.err()).contains("--jsno").contains("--json");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void refusesTwoFormatsAtOnce() {
    assertThat(shell.run(new LogCommand(), "--json", "--tsv")).isEqualTo(2);
    assertThat(shell.err()).contains("--json", "--tsv");
  }

  @Test
  void refusesDurationsOfZeroOrLess() {
    for (String time : List.of("0s", "-5s", "soon")) {
      Shell each = new Shell();
      assertThat(each.run(new InitCommand(), folder.resolve("new").toString(), "--budget=" + time))
          .isEqualTo(2);
      assertThat(each.err()).contains("--budget", "'" + time + "'; ");
    }
    assertThat(shell.run(new CoordinatorCommand(), "--lease", "0s")).isEqualTo(2);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void refusesNumbersOutOfRange() {
    for (List<String> arguments :
        List.of(
            List.of("--experiments", "-1"),
            List.of("--port", "70000"),
            List.of("--git-port", "-1"),
            List.of("--seed", "often"))) {
      Shell each = new Shell();
      assertThat(each.run(new CoordinatorCommand(), arguments.toArray(String[]::new)))
          .as("%s", arguments)
          .isEqualTo(2);
      assertThat(each.err()).contains(arguments.get(0), arguments.get(1));
    }
  }

  @Test
  void saysThatThereIsNoCampaign() {
    assertThat(
            shell.run(
                new CoordinatorCommand(),
                folder.resolve("none").toString(),
                "--dir",
                folder.resolve("state").toString()))
        .isEqualTo(1);
    assertThat(shell.err()).startsWith("There is no folder ").contains("swarm init");
  }

  @Test
  void saysThatNoCoordinatorRunsHere() {
    assertThat(shell.run(new StatusCommand(), "--dir", folder.toString())).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "No coordinator runs on %s; start one, or name another with --dir, or with --coordinator and --token-file."
                .formatted(folder));
  }

  @Test
  void saysThatNoCoordinatorAnswers() throws IOException {
    assertThat(
            shell.run(
                new StatusCommand(),
                "--coordinator",
                "127.0.0.1:1",
                "--token-file",
                token().toString()))
        .isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "No coordinator answers at 127.0.0.1:1; is it running, and is the address right?");
  }

  @Test
  void saysThatThereIsNoToken() {
    assertThat(shell.run(new StatusCommand(), "--coordinator", "a:1", "--dir", folder.toString()))
        .isEqualTo(1);
    assertThat(shell.err()).startsWith("There is no token in %s; ".formatted(folder));
  }

  @Test
  void saysThatATokenFileIsNotThereOrEmpty() throws IOException {
    Path absent = folder.resolve("absent");
    assertThat(ask(absent)).isEqualTo(1);
    assertThat(shell.err())
        .startsWith("The token file %s can't be read; copy it".formatted(absent));

    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    assertThat(ask(empty)).isEqualTo(1);
    assertThat(shell.err()).contains("The token file %s is empty".formatted(empty));
  }

  private int ask(Path tokenFile) {
    return shell.run(
        new StatusCommand(), "--coordinator", "127.0.0.1:1", "--token-file", tokenFile.toString());
  }

  private Path token() throws IOException {
    return Files.writeString(folder.resolve("token"), "secret\n");
  }
}
