package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 of a coordinator and of a worker in the middle of real runs: nothing acknowledged is
 * lost, the run in flight is finished or handed out again, and no branch goes back.
 */
class CrashIT {
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path home;
  private Path campaign;
  private Path state;
  private Path worker;
  private int port;

  @BeforeEach
  void writeACampaign() throws Exception {
    campaign = home.resolve("campaign");
    state = home.resolve("state");
    worker = home.resolve("worker");
    try (SwarmProcess init = SwarmProcess.start(home, "init", campaign, "--budget", "4s")) {
      assertThat(init.await(60)).as(init.output()).isZero();
    }
    port = 0;
  }

  @Test
  void losesNothingWhenTheCoordinatorIsKilledInTheMiddleOfARun() throws Exception {
    SwarmProcess first = coordinator();
    try (SwarmProcess machine = machine()) {
      machine.await("box-0 ended", PATIENCE_SECONDS);
      machine.await("Runs box-1", PATIENCE_SECONDS);
      String baseline = awaitRow(1).get(0);
      ObjectId head = head();

      first.kill();
      machine.await("can't be reached", PATIENCE_SECONDS);
      machine.await("box-1 ended", PATIENCE_SECONDS);
      try (SwarmProcess again = coordinator()) {
        machine.await("box-2 ended", PATIENCE_SECONDS);
        List<String> rows = awaitRow(3);
        assertThat(rows.get(0)).isEqualTo(baseline);
        assertOneRowAnExperiment(rows);
        assertStandsOn(head);
      }
    }
  }

  @Test
  void goesOnWithTheRunWhenTheWorkerIsKilledInTheMiddleOfIt() throws Exception {
    try (SwarmProcess coordinator = coordinator()) {
      SwarmProcess first = machine();
      first.await("box-0 ended", PATIENCE_SECONDS);
      first.await("Runs box-1", PATIENCE_SECONDS);
      awaitRow(1);
      ObjectId head = head();

      first.kill();
      try (SwarmProcess again = machine()) {
        again.await("Took over box-1", PATIENCE_SECONDS);
        again.await("box-1 ended: val_bpb", PATIENCE_SECONDS);
        List<String> rows = awaitRow(2);
        assertOneRowAnExperiment(rows);
        assertThat(rows.get(1)).doesNotContain("crash");
        assertStandsOn(head);
      }
    }
  }

  @Test
  void leavesNoTrainerBehindWhenAWorkerIsStopped() throws Exception {
    try (SwarmProcess coordinator = coordinator()) {
      SwarmProcess machine = machine();
      machine.await("Runs box-0", PATIENCE_SECONDS);
      awaitStatus(each -> each.path("running").path("step").isNumber());
      List<ProcessHandle> processes = processesOfTheRun();
      assertThat(processes).isNotEmpty();

      machine.terminate();
      machine.await(30);
      assertThat(processes).noneMatch(SwarmProcess::isRunning);

      try (SwarmProcess again = machine()) {
        again.await("Runs box-0", PATIENCE_SECONDS);
        again.await("box-0 ended: val_bpb", PATIENCE_SECONDS);
        assertThat(awaitRow(1)).hasSize(1);
      }
    }
  }

  private SwarmProcess coordinator() throws Exception {
    SwarmProcess coordinator =
        SwarmProcess.start(
            home, "coordinator", campaign, "--dir", state, "--port", port, "--git-port", 0);
    coordinator.await("is ready", 60);
    String address = Files.readString(state.resolve("address")).strip();
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return coordinator;
  }

  private SwarmProcess machine() throws Exception {
    return SwarmProcess.start(
        home,
        "worker",
        "--coordinator",
        "127.0.0.1:" + port,
        "--token-file",
        state.resolve("token"),
        "--machine",
        "box",
        "--dir",
        worker,
        "--env",
        "SWARM_CACHE=" + Path.of("target/cache").toAbsolutePath());
  }

  /** The wrapper, which leads the run's process group, and whatever it has started. */
  private List<ProcessHandle> processesOfTheRun() throws Exception {
    try (Stream<Path> runs = Files.list(worker.resolve("runs"))) {
      Properties pid = new Properties();
      try (Reader file =
          Files.newBufferedReader(
              runs.filter(Files::isDirectory).findFirst().orElseThrow().resolve("pid"))) {
        pid.load(file);
      }
      ProcessHandle wrapper =
          ProcessHandle.of(Long.parseLong(pid.getProperty("pid"))).orElseThrow();
      return Stream.concat(Stream.of(wrapper), wrapper.descendants()).toList();
    }
  }

  /** Waits until the machine's status is so, by what the coordinator pushes. */
  private void awaitStatus(Predicate<JsonNode> wanted) throws Exception {
    try (SwarmProcess watch =
        SwarmProcess.start(home, "status", "--watch", "--json", "--dir", state)) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      JsonNode machine;
      do {
        assertThat(System.nanoTime()).as("not so in time: %s", watch.output()).isLessThan(deadline);
        String status = watch.await("{", PATIENCE_SECONDS);
        machine = new JsonMapper().readTree(status).path("machines").path(0);
      } while (!wanted.test(machine));
    }
  }

  private static int rows(JsonNode machine) {
    return (machine.path("baseline").isNumber() ? 1 : 0)
        + machine.path("kept").intValue()
        + machine.path("discarded").intValue()
        + machine.path("crashed").intValue();
  }

  /** Waits until the ledger has that many rows, and reads it. */
  private List<String> awaitRow(int count) throws Exception {
    awaitStatus(machine -> rows(machine) >= count);
    try (SwarmProcess log = SwarmProcess.start(home, "log", "--tsv", "--dir", state)) {
      assertThat(log.await(60)).as(log.output()).isZero();
      return log.output().lines().skip(1).toList();
    }
  }

  private ObjectId head() throws Exception {
    try (HubInspection hub = new HubInspection(state.resolve("hub.git"))) {
      return hub.head(branch()).orElseThrow();
    }
  }

  private void assertStandsOn(ObjectId before) throws Exception {
    try (HubInspection hub = new HubInspection(state.resolve("hub.git"))) {
      hub.checkConnected();
      hub.checkKeptCommits(branch());
      assertThat(hub.commits(branch()))
          .as("the branch never goes back")
          .extracting(RevCommit::getId)
          .contains(before);
    }
  }

  private String branch() throws Exception {
    try (SwarmProcess status = SwarmProcess.start(home, "status", "--json", "--dir", state)) {
      assertThat(status.await(60)).as(status.output()).isZero();
      return new JsonMapper()
          .readTree(status.output())
          .path("machines")
          .path(0)
          .path("branch")
          .textValue();
    }
  }

  private static void assertOneRowAnExperiment(List<String> rows) {
    Set<String> commits = rows.stream().map(row -> row.split("\t")[0]).collect(Collectors.toSet());
    assertThat(commits).as("every experiment is in the ledger once").hasSameSizeAs(rows);
  }
}
