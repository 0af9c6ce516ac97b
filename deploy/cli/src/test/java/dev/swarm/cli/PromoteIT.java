package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.probe.UsableCores;
import dev.swarm.cli.SwarmProcesses.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of code that people carry from branch to branch: a whole swarm of two classes. */
class PromoteIT {
  private static final long PATIENCE_SECONDS = 600;

  @TempDir private Path home;
  private SwarmProcesses swarm;
  private TheirRepository repository;

  @BeforeEach
  void makeACampaign() throws Exception {
    swarm = new SwarmProcesses(home);
    repository = TheirRepository.lab(home.resolve("repository"));
    swarm.output("init", repository.path(), "--commit");
  }

  @AfterEach
  void stop() {
    swarm.stop();
    repository.close();
  }

  @Test
  void carriesACommitToBranchesThatMeasureItThemselves() throws Exception {
    swarm.coordinator(repository.path(), "--experiments", 0);
    SwarmProcess rack = machine("rack", "h100");
    SwarmProcess mini = machine("mini", "apple-silicon");
    for (int run = 1; run <= 3; run++) {
      rack.await("rack-0 ended: score", PATIENCE_SECONDS);
      mini.await("mini-0 ended: score", PATIENCE_SECONDS);
    }
    String twice =
        commitOn("idea", "    offset += offset_speed\n", "    offset += 2 * offset_speed\n");

    repository.git().checkout().setName("idea").call();
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
    assertThat(Files.readString(swarm.folder("rack").resolve("workspace/train.py")))
        .contains("offset += 2 * offset_speed");
    assertThat(promote("rack-1", "--to", "mini").output())
        .as("it never comes back")
        .contains("was measured on mini as mini-1");
    swarm.stop();
    try (HubInspection hub = swarm.hub()) {
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

    repository.git().checkout().setName("main").call();
    repository.git().checkout().setCreateBranch(true).setName("cheat").call();
    Path prepare = repository.path().resolve("prepare.py");
    Files.writeString(prepare, Files.readString(prepare).replace("return -sum", "return 1 - sum"));
    repository.commit("a better score");
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
    repository.git().checkout().setName("main").call();
    repository.git().checkout().setCreateBranch(true).setName(branch).call();
    Path train = repository.path().resolve("train.py");
    String text = Files.readString(train);
    assertThat(text).contains(before);
    Files.writeString(train, text.replace(before, after));
    String commit = repository.commit("another step").name();
    repository.git().checkout().setName("main").call();
    return commit;
  }

  private void awaitRow(String experiment, String status) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Optional<String> row = Optional.empty();
    while (row.isEmpty() && System.nanoTime() < deadline) {
      row =
          swarm
              .output("log", "--dir", swarm.state())
              .lines()
              .filter(line -> line.startsWith(experiment + " "))
              .findFirst();
    }
    assertThat(row).as("the verdict on %s", experiment).isPresent();
    assertThat(row.get()).contains(" " + status + " ");
  }

  private SwarmProcess machine(String name, String hardwareClass) throws Exception {
    List<Integer> cores = UsableCores.find();
    int core = cores.get(name.equals("rack") ? 0 : cores.size() - 1);
    return swarm.machine(name, "--class", hardwareClass, "--cores", core);
  }

  private Ended promote(Object... arguments) throws Exception {
    List<Object> all = new ArrayList<>(List.of("promote"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--dir", swarm.state()));
    return swarm.run(all.toArray());
  }
}
