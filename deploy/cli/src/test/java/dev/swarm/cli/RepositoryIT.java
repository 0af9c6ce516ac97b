package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of other people run unchanged: whole swarms on Python files that are not ours. */
class RepositoryIT {
  private static final Path REPOSITORIES = Path.of("src/test/resources/repositories");
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path home;
  private Path repository;
  private Path state;
  private Path worker;
  private Git git;

  @BeforeEach
  void makeARepository() throws Exception {
    repository = Files.createDirectories(home.resolve("repository"));
    state = home.resolve("state");
    worker = home.resolve("worker");
    git = Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call();
  }

  @AfterEach
  void close() {
    git.close();
  }

  @Test
  void climbsInAFolderOfALargerRepositoryAfterInit() throws Exception {
    Path lab = copy("lab", repository.resolve("research/lab"));
    Files.writeString(repository.resolve("README.md"), "many projects\n");
    Files.writeString(repository.resolve(".gitignore"), "cache/\n__pycache__/\n");
    commit();
    try (SwarmProcess init = SwarmProcess.start(home, "init", lab, "--commit")) {
      assertThat(init.await(60)).as(init.output()).isZero();
      assertThat(init.output())
          .contains("python3 train.py (as program.md says)")
          .contains("maximize (higher is better, as program.md says)")
          .contains("LEARNING_RATE, STEPS, MOMENTUM");
    }

    try (SwarmProcess coordinator = coordinator(lab, "--experiments", "2");
        SwarmProcess machine = machine()) {
      String end = machine.await("box-2 ended: score", PATIENCE_SECONDS);
      assertThat(end).doesNotContain("crash");
      try (SwarmProcess watch =
          SwarmProcess.start(home, "status", "--watch", "--json", "--dir", state)) {
        watch.await("\"done\"", PATIENCE_SECONDS);
      }
      assertThat(ledger()).hasSize(3).noneMatch(row -> row.contains("crash"));
    }

    try (HubInspection hub = new HubInspection(state.resolve("hub.git"))) {
      hub.checkConnected();
      assertThat(hub.changedSinceMain())
          .as("the campaign's own files and nothing else")
          .isSubsetOf(Set.of("research/lab/train.py", "research/lab/results.tsv"))
          .contains("research/lab/results.tsv");
    }
    Path workspace = worker.resolve("workspace/research/lab");
    assertThat(Files.readAllLines(workspace.resolve("cache/runs.txt")))
        .as("an ignored cache outlives every run")
        .hasSizeGreaterThan(4);
    assertThat(git.status().call().isClean()).as("the operator's repository").isTrue();
  }

  @Test
  void runsTheSpecificationsTemplateAsItStands() throws Exception {
    copy("template", repository);
    commit();

    try (SwarmProcess coordinator = coordinator(repository, "--experiments", "0");
        SwarmProcess machine = machine()) {
      for (int run = 1; run <= 3; run++) {
        machine.await("box-0 ended: the_metric_name 0.75", PATIENCE_SECONDS);
      }
    }
  }

  @Test
  void namesWhatIsWrongWithARepositoryAndStartsNothing() throws Exception {
    copy("template", repository);
    commit();
    Files.writeString(repository.resolve("train.py"), "print('mine')\n");

    try (SwarmProcess refused =
        SwarmProcess.start(home, "coordinator", repository, "--dir", state, "--port", 0)) {
      assertThat(refused.await(60)).isEqualTo(1);
      assertThat(refused.output())
          .contains("has uncommitted changes (train.py), which no worker would get;");
    }
    assertThat(state).doesNotExist();
    assertThat(Files.readString(repository.resolve("train.py"))).isEqualTo("print('mine')\n");
  }

  private static Path copy(String name, Path target) throws Exception {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(REPOSITORIES.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  private void commit() throws Exception {
    git.add().addFilepattern(".").call();
    git.commit()
        .setMessage("their work")
        .setAuthor("them", "them@example.org")
        .setCommitter("them", "them@example.org")
        .setSign(false)
        .call();
  }

  private SwarmProcess coordinator(Path campaign, String... more) throws Exception {
    List<Object> arguments =
        new ArrayList<>(
            List.of("coordinator", campaign, "--dir", state, "--port", 0, "--git-port", 0));
    arguments.addAll(List.of(more));
    SwarmProcess coordinator = SwarmProcess.start(home, arguments.toArray());
    coordinator.await("is ready", 60);
    return coordinator;
  }

  private SwarmProcess machine() throws Exception {
    String address = Files.readString(state.resolve("address")).strip();
    return SwarmProcess.start(
        home,
        "worker",
        "--coordinator",
        address,
        "--token-file",
        state.resolve("token"),
        "--machine",
        "box",
        "--dir",
        worker);
  }

  private List<String> ledger() throws Exception {
    try (SwarmProcess log = SwarmProcess.start(home, "log", "--tsv", "--dir", state)) {
      assertThat(log.await(60)).as(log.output()).isZero();
      return log.output().lines().skip(1).toList();
    }
  }
}
