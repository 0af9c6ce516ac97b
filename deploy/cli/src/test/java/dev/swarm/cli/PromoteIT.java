package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of code that people carry from branch to branch: a whole swarm of two classes. */
class PromoteIT {
  private static final Path LAB = Path.of("src/test/resources/repositories/lab");
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path home;
  private Path repository;
  private Path state;
  private Git git;

  @BeforeEach
  void makeACampaign() throws Exception {
    repository = Files.createDirectories(home.resolve("repository"));
    state = home.resolve("state");
    git = Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call();
    try (Stream<Path> files = Files.list(LAB)) {
      for (Path file : files.toList()) {
        Files.copy(file, repository.resolve(file.getFileName()));
      }
    }
    Files.writeString(repository.resolve(".gitignore"), "cache/\n__pycache__/\n");
    commit("their work");
    assertThat(swarm("init", repository, "--commit").code()).isZero();
  }

  @AfterEach
  void close() {
    git.close();
  }

  @Test
  void carriesACommitToBranchesThatMeasureItThemselves() throws Exception {
    try (SwarmProcess coordinator = coordinator();
        SwarmProcess rack = machine("rack", "h100");
        SwarmProcess mini = machine("mini", "apple-silicon")) {
      for (int run = 1; run <= 3; run++) {
        rack.await("rack-0 ended: score", PATIENCE_SECONDS);
        mini.await("mini-0 ended: score", PATIENCE_SECONDS);
      }
      String twice =
          commitOn("idea", "    offset += offset_speed\n", "    offset += 2 * offset_speed\n");

      git.checkout().setName("idea").call();
      Ended dry = promote("HEAD", "--to", "mini", "--dry-run");
      assertThat(dry.code()).as(dry.output()).isZero();
      assertThat(dry.output())
          .contains("-    offset += offset_speed")
          .contains("+    offset += 2 * offset_speed");
      assertThat(promote("idea", "--to", "mini").output()).contains("1 proposal waits on mini.");
      mini.await("mini-1 ended: score", PATIENCE_SECONDS);
      awaitRow("mini-1", "keep");

      Ended again = promote(twice.substring(0, 9), "--to", "mini");
      assertThat(again.code()).isEqualTo(1);
      assertThat(again.output())
          .contains("%.7s was measured on mini as mini-1: transferred.".formatted(twice));

      refusesWhatMakesNoSense();
      showsAConflictAndLeavesItAlone();

      Ended stack = promote("mini", "--to", "class:h100", "--stack", "--expires", "1h");
      assertThat(stack.output()).contains("1 proposal waits on rack, at the longest until");
      rack.await("rack-1 ended: score", PATIENCE_SECONDS);
      awaitRow("rack-1", "keep");
      assertThat(Files.readString(home.resolve("rack/workspace/train.py")))
          .contains("offset += 2 * offset_speed");
      assertThat(promote("rack-1", "--to", "mini").output())
          .as("it never comes back")
          .contains("was measured on mini as mini-1");
    }
    try (HubInspection hub = new HubInspection(state.resolve("hub.git"))) {
      hub.checkConnected();
    }
  }

  private void refusesWhatMakesNoSense() throws Exception {
    Ended unknown = promote("mini-9", "--to", "rack");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.output())
        .contains("no experiment, commit or branch 'mini-9'")
        .contains("did you mean");
    assertThat(promote("mini-1", "--to", "class:h10").output()).contains("did you mean 'h100'?");
    assertThat(promote("mini-1", "--to", "rak").output()).contains("did you mean 'rack'?");
    Ended own = promote("mini-1", "--to", "mini");
    assertThat(own.code()).isEqualTo(1);
    assertThat(own.output()).contains("It comes from autoresearch/").contains("itself");
    assertThat(promote("mini-0", "--to", "rack").output()).contains("mini-0 is a baseline");

    git.checkout().setName("main").call();
    git.checkout().setCreateBranch(true).setName("cheat").call();
    Path prepare = repository.resolve("prepare.py");
    Files.writeString(prepare, Files.readString(prepare).replace("return -sum", "return 1 - sum"));
    commit("a better score");
    Ended immutable = promote("cheat", "--to", "rack");
    assertThat(immutable.code()).isEqualTo(1);
    assertThat(immutable.output()).contains("changes prepare.py, which no experiment may");
  }

  private void showsAConflictAndLeavesItAlone() throws Exception {
    commitOn("other", "    offset += offset_speed\n", "    offset += offset_speed / 2\n");
    Ended conflict = promote("other", "--to", "mini");
    assertThat(conflict.code()).isEqualTo(1);
    assertThat(conflict.output())
        .contains("It can't be put on autoresearch/")
        .contains("offset += 2 * offset_speed")
        .contains("offset += offset_speed / 2")
        .contains("Make the change by hand on");
  }

  /** A commit on a branch of its own, made on what the campaign started from. */
  private String commitOn(String branch, String before, String after) throws Exception {
    git.checkout().setName("main").call();
    git.checkout().setCreateBranch(true).setName(branch).call();
    Path train = repository.resolve("train.py");
    String text = Files.readString(train);
    assertThat(text).contains(before);
    Files.writeString(train, text.replace(before, after));
    String commit = commit("another step").name();
    git.checkout().setName("main").call();
    return commit;
  }

  private RevCommit commit(String message) throws Exception {
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage(message)
        .setAuthor("them", "them@example.org")
        .setCommitter("them", "them@example.org")
        .setSign(false)
        .call();
  }

  private void awaitRow(String experiment, String status) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Optional<String> row = Optional.empty();
    while (row.isEmpty() && System.nanoTime() < deadline) {
      row =
          swarm("log", "--dir", state)
              .output()
              .lines()
              .filter(line -> line.startsWith(experiment + " "))
              .findFirst();
    }
    assertThat(row).as("the verdict on %s", experiment).isPresent();
    assertThat(row.get()).contains(" " + status + " ");
  }

  private SwarmProcess coordinator() throws Exception {
    SwarmProcess coordinator =
        SwarmProcess.start(
            home,
            "coordinator",
            repository,
            "--dir",
            state,
            "--port",
            0,
            "--git-port",
            0,
            "--experiments",
            0);
    coordinator.await("is ready", 60);
    return coordinator;
  }

  private SwarmProcess machine(String name, String hardwareClass) throws Exception {
    return SwarmProcess.start(
        home,
        "worker",
        "--coordinator",
        Files.readString(state.resolve("address")).strip(),
        "--token-file",
        state.resolve("token"),
        "--machine",
        name,
        "--class",
        hardwareClass,
        "--dir",
        home.resolve(name),
        "--cores",
        name.equals("rack") ? "0" : "1");
  }

  private Ended promote(Object... arguments) throws Exception {
    List<Object> all = new ArrayList<>(List.of("promote"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--dir", state));
    return swarm(all.toArray());
  }

  private Ended swarm(Object... arguments) throws Exception {
    try (SwarmProcess process = SwarmProcess.start(home, arguments)) {
      int code = process.await(60);
      return new Ended(code, process.output());
    }
  }

  private record Ended(int code, String output) {}
}
