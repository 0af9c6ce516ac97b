package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of other people run unchanged: whole swarms on Python files that are not ours. */
class RepositoryIT {
  private static final long PATIENCE_SECONDS = 600;

  @TempDir private Path home;
  private SwarmProcesses swarm;
  private TheirRepository repository;

  @BeforeEach
  void makeARepository() throws Exception {
    swarm = new SwarmProcesses(home);
    repository = TheirRepository.in(home.resolve("repository"));
  }

  @AfterEach
  void stop() {
    swarm.stop();
    repository.close();
  }

  @Test
  void climbsInAFolderOfALargerRepositoryAfterInit() throws Exception {
    Path lab = repository.copy("lab", "research/lab");
    repository.write("README.md", "many projects\n");
    repository.write(".gitignore", "cache/\n__pycache__/\n");
    repository.commit("their work");
    assertThat(swarm.output("init", lab, "--commit"))
        .contains("python3 train.py (as program.md says)")
        .contains("maximize (higher is better, as program.md says)")
        .contains("LEARNING_RATE, STEPS, MOMENTUM");

    swarm.coordinator(lab, "--experiments", 2);
    String end = swarm.machine("box").await("box-2 ended: score", PATIENCE_SECONDS);
    assertThat(end).doesNotContain("crash");
    swarm.awaitDone(PATIENCE_SECONDS);
    assertThat(swarm.rows()).hasSize(3).noneMatch(row -> row.contains("crash"));
    swarm.stop();

    try (HubInspection hub = swarm.hub()) {
      hub.checkConnected();
      assertThat(hub.changedSinceMain())
          .as("the campaign's own files and nothing else")
          .isSubsetOf(Set.of("research/lab/train.py", "research/lab/results.tsv"))
          .contains("research/lab/results.tsv");
    }
    Path workspace = swarm.folder("box").resolve("workspace/research/lab");
    assertThat(Files.readAllLines(workspace.resolve("cache/runs.txt")))
        .as("an ignored cache outlives every run")
        .hasSizeGreaterThan(4);
    assertThat(repository.git().status().call().isClean()).as("the operator's repository").isTrue();
  }

  @Test
  void runsTheSpecificationsTemplateAsItStands() throws Exception {
    repository.copy("template", "");
    repository.commit("their work");

    swarm.coordinator(repository.path(), "--experiments", 0);
    SwarmProcess machine = swarm.machine("box");
    for (int run = 1; run <= 3; run++) {
      machine.await("box-0 ended: the_metric_name 0.75", PATIENCE_SECONDS);
    }
  }

  @Test
  void namesWhatIsWrongWithARepositoryAndStartsNothing() throws Exception {
    repository.copy("template", "");
    repository.commit("their work");
    repository.write("train.py", "print('mine')\n");

    SwarmProcesses.Ended refused =
        swarm.run("coordinator", repository.path(), "--dir", swarm.state(), "--port", 0);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.output())
        .contains("has uncommitted changes (train.py), which no worker would get;");
    assertThat(swarm.state()).doesNotExist();
    assertThat(repository.path().resolve("train.py")).hasContent("print('mine')\n");
  }
}
