package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A worker ends, in good order or by kill -9, and the next life of its folder goes on. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class LivesTest {
  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;
  private Assignment held;

  @BeforeEach
  void open() throws Exception {
    swarm = new TestSwarm(root);
    coordinator = swarm.coordinator;
    held = swarm.assignment("m4max-1", Optional.empty(), Map.of("HOLD", "a", "LR", "0.05"));
    swarm.assign(held);
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
    assertThat(swarm.processes()).as("processes left behind").isZero();
  }

  @Test
  void leavesNoProcessBehindWhenItIsStopped() throws Exception {
    Worker first = swarm.start();
    coordinator.awaitRunning("m4max-1");
    Await.until("its processes are there", () -> swarm.processes() > 0);

    swarm.close(first);

    assertThat(swarm.processes()).isZero();
    coordinator.forget();
    swarm.start();
    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");
    assertThat(outcome.getHeld()).isEqualTo(Device.held(held));
    assertThat(outcome.getOutcome().getInterrupted().getReason())
        .isEqualTo("The worker was stopped.");
  }

  @Test
  void handsItsRunBackAtOnceWhenItIsStopped() throws Exception {
    Worker worker = swarm.startPatiently();
    coordinator.awaitRunning("m4max-1");
    coordinator.witness(
        state ->
            FakeCoordinator.outcome(state, "m4max-1")
                .ifPresent(
                    outcome ->
                        coordinator.acknowledge(
                            outcome.getHeld(), desired -> desired.clearAssignments())));

    swarm.close(worker);

    assertThat(coordinator.states())
        .flatExtracting(WorkerState::getOutcomesList)
        .anySatisfy(
            outcome -> {
              assertThat(outcome.getHeld()).isEqualTo(Device.held(held));
              assertThat(outcome.getOutcome().getInterrupted().getReason())
                  .isEqualTo("The worker was stopped.");
            });
  }

  @Test
  void takesTheRunOverFromALifeThatWasKilled() throws Exception {
    killInTheMiddle();

    swarm.start();
    WorkerState state = coordinator.awaitRunning("m4max-1");
    assertThat(state.getRunning().getHeld()).isEqualTo(Device.held(held));
    swarm.open("a");

    assertMeasured(coordinator.awaitOutcome("m4max-1"));
    assertThat(swarm.said()).contains("Took over m4max-1");
  }

  @Test
  void reportsARunThatEndedWhileNobodyWatched() throws Exception {
    killInTheMiddle();
    swarm.open("a");
    Path exit = swarm.folder().resolve("runs/m4max-1.1/exit");
    Await.until("the run ended", () -> Files.exists(exit));

    swarm.start();

    assertMeasured(coordinator.awaitOutcome("m4max-1"));
  }

  @Test
  void reportsWhatAKilledLifeHadNotReportedYet() throws Exception {
    swarm.hub.takePushes(false);
    WorkerLife life = swarm.startProcess();
    coordinator.awaitRunning("m4max-1");
    swarm.open("a");
    Await.until("the outcome is on disk", () -> swarm.outbox().size() == 1);
    life.killHard();
    assertThat(coordinator.states()).allMatch(state -> state.getOutcomesCount() == 0);
    swarm.hub.takePushes(true);

    swarm.start();

    assertMeasured(coordinator.awaitOutcome("m4max-1"));
  }

  @Test
  void killsARunThatNobodyWantsAnyMore() throws Exception {
    killInTheMiddle();
    swarm.assign();

    swarm.start();

    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().getInterrupted().getReason())
        .isEqualTo("The coordinator took it back.");
    assertThat(swarm.processes()).isZero();
  }

  private void killInTheMiddle() throws Exception {
    WorkerLife life = swarm.startProcess();
    coordinator.awaitRunning("m4max-1");
    Await.until("its processes are there", () -> swarm.processes() > 0);
    life.killHard();
    assertThat(swarm.processes()).as("the run goes on").isPositive();
    coordinator.forget();
  }

  private void assertMeasured(ReportedOutcome outcome) {
    assertThat(outcome.getHeld()).isEqualTo(Device.held(held));
    assertThat(outcome.getOutcome().getMeasured().getMetric()).isEqualTo(1.05);
  }
}
