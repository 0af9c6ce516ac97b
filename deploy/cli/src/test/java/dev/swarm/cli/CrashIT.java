package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 of a coordinator and of a worker in the middle of real runs: nothing acknowledged is
 * lost, the run in flight is finished or handed out again, and no branch goes back.
 */
class CrashIT {
  private static final long PATIENCE_SECONDS = 600;

  @TempDir private Path home;
  private SwarmProcesses swarm;
  private Path campaign;
  private RunGate gate;

  @BeforeEach
  void writeACampaign() throws Exception {
    swarm = new SwarmProcesses(home);
    campaign = home.resolve("campaign");
    swarm.output("init", campaign, "--budget", "4s");
    gate = RunGate.into(campaign, home.resolve("gate"));
  }

  @AfterEach
  void stop() {
    swarm.stop();
  }

  @Test
  void losesNothingWhenTheCoordinatorIsKilledInTheMiddleOfARun() throws Exception {
    gate.shutBehindTheBaseline();
    SwarmProcess first = swarm.coordinatorThatComesBack(campaign);
    SwarmProcess machine = machine();
    machine.await("box-0 ended", PATIENCE_SECONDS);
    machine.await("Runs box-1", PATIENCE_SECONDS);
    String baseline = awaitRow(1).get(0);
    ObjectId head = head();

    first.kill();
    machine.await("can't be reached", PATIENCE_SECONDS);
    gate.open();
    machine.await("box-1 ended", PATIENCE_SECONDS);
    swarm.coordinator(campaign);
    machine.await("box-2 ended", PATIENCE_SECONDS);
    List<String> rows = awaitRow(3);
    assertThat(rows.get(0)).isEqualTo(baseline);
    assertOneRowAnExperiment(rows);
    assertStandsOn(head);
  }

  @Test
  void goesOnWithTheRunWhenTheWorkerIsKilledInTheMiddleOfIt() throws Exception {
    gate.shutBehindTheBaseline();
    swarm.coordinator(campaign);
    SwarmProcess first = machine();
    first.await("box-0 ended", PATIENCE_SECONDS);
    first.await("Runs box-1", PATIENCE_SECONDS);
    awaitRow(1);
    ObjectId head = head();

    first.kill();
    SwarmProcess again = machine();
    again.await("Took over box-1", PATIENCE_SECONDS);
    gate.open();
    again.await("box-1 ended: val_bpb", PATIENCE_SECONDS);
    List<String> rows = awaitRow(2);
    assertOneRowAnExperiment(rows);
    assertThat(rows.get(1)).doesNotContain("crash");
    assertStandsOn(head);
  }

  @Test
  void leavesNoTrainerBehindWhenAWorkerIsStopped() throws Exception {
    gate.shut();
    swarm.coordinator(campaign);
    SwarmProcess machine = machine();
    machine.await("Runs box-0", PATIENCE_SECONDS);
    swarm.awaitStatus(each -> each.path("running").path("step").isNumber(), PATIENCE_SECONDS);
    List<ProcessHandle> processes = processesOfTheRun();
    assertThat(processes).isNotEmpty();

    machine.terminate();
    machine.await(PATIENCE_SECONDS);
    assertThat(processes).noneMatch(SwarmProcess::isRunning);

    gate.shutBehindTheBaseline();
    SwarmProcess again = machine();
    again.await("Runs box-0", PATIENCE_SECONDS);
    again.await("box-0 ended: val_bpb", PATIENCE_SECONDS);
    assertThat(awaitRow(1)).hasSize(1);
  }

  private SwarmProcess machine() throws Exception {
    return swarm.machine("box", "--env", "SWARM_CACHE=" + Path.of("target/cache").toAbsolutePath());
  }

  /** The wrapper, which leads the run's process group, and whatever it has started. */
  private List<ProcessHandle> processesOfTheRun() throws Exception {
    try (Stream<Path> runs = Files.list(swarm.folder("box").resolve("runs"))) {
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

  private static int rows(JsonNode machine) {
    return (machine.path("baseline").isNumber() ? 1 : 0)
        + machine.path("kept").intValue()
        + machine.path("discarded").intValue()
        + machine.path("crashed").intValue();
  }

  /** Waits until the ledger has that many rows, and reads it. */
  private List<String> awaitRow(int count) throws Exception {
    swarm.awaitStatus(machine -> rows(machine) >= count, PATIENCE_SECONDS);
    return swarm.rows();
  }

  private ObjectId head() throws Exception {
    try (HubInspection hub = swarm.hub()) {
      return hub.awaitHead(branch(), PATIENCE_SECONDS);
    }
  }

  private void assertStandsOn(ObjectId before) throws Exception {
    try (HubInspection hub = swarm.hub()) {
      hub.checkConnected();
      hub.checkKeptCommits(branch());
      assertThat(hub.commits(branch()))
          .as("the branch never goes back")
          .extracting(RevCommit::getId)
          .contains(before);
    }
  }

  private String branch() throws Exception {
    return swarm.status().path("branch").textValue();
  }

  private static void assertOneRowAnExperiment(List<String> rows) {
    Set<String> commits = rows.stream().map(row -> row.split("\t")[0]).collect(Collectors.toSet());
    assertThat(commits).as("every experiment is in the ledger once").hasSameSizeAs(rows);
  }
}
