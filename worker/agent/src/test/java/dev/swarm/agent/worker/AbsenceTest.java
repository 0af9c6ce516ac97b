package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.WorkerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator or its hub is away, and nothing that was measured is lost. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class AbsenceTest {
  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;
  private Assignment held;

  @BeforeEach
  void open() throws Exception {
    swarm = new TestSwarm(root);
    coordinator = swarm.coordinator;
    held = swarm.assignment("m4max-1", Optional.empty(), Map.of("HOLD", "a"));
    swarm.assign(held);
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @Test
  void finishesTheRunAndDeliversItsOutcomeOnce() throws Exception {
    swarm.start();
    coordinator.awaitRunning("m4max-1");
    coordinator.stop();
    swarm.open("a");
    Await.until("the outcome is on disk", () -> swarm.outbox().size() == 1);
    coordinator.forget();
    coordinator.start();

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");
    assertThat(outcome.getHeld()).isEqualTo(Device.held(held));
    assertThat(outcome.getOutcome().hasMeasured()).isTrue();
    assertThat(swarm.outbox()).hasSize(1);
    swarm.judge(outcome, Status.STATUS_KEEP);
    Await.until("it is gone from disk", () -> swarm.outbox().isEmpty());
    coordinator.await("a state after that", state -> state.getLedgerRows() == 1);

    coordinator.forget();
    swarm.assign(swarm.assignment("m4max-2", Optional.of("m4max-1"), Map.of("LR", "0.05")));
    coordinator.awaitOutcome("m4max-2");
    assertThat(coordinator.states())
        .noneMatch(state -> FakeCoordinator.outcome(state, "m4max-1").isPresent());
  }

  @Test
  void saysOnceThatTheCoordinatorIsAway() throws Exception {
    swarm.start();
    coordinator.awaitRunning("m4max-1");
    int before = coordinator.connections();
    coordinator.stop();
    Await.until("it says so", () -> complaints() == 1);
    coordinator.refuse(2, io.grpc.Status.UNAVAILABLE.withDescription("not yet"));
    coordinator.start();
    Await.until("it is back", () -> coordinator.connections() > before);
    assertThat(coordinator.refusalsLeft()).isZero();
    assertThat(complaints()).isEqualTo(1);
    // It may not have heard the answer yet, and would not know that anybody was back.
    Assignment next = swarm.assignment("m4max-2", Optional.of("m4max-1"), Map.of("LR", "0.05"));
    swarm.assign(held, next);
    coordinator.await(
        "it has heard something", state -> state.getHeldList().contains(Device.held(next)));
    coordinator.stop();
    Await.until("it says so again", () -> complaints() == 2);
  }

  @Test
  void holdsAnOutcomeBackUntilItsCommitIsInTheHub() throws Exception {
    swarm.start();
    coordinator.awaitRunning("m4max-1");
    Await.until(
        "its commit is in the hub",
        () -> swarm.hub.resolve("refs/autoresearch/experiments/m4max-1").isPresent());
    swarm.open("a");
    ReportedOutcome first = coordinator.awaitOutcome("m4max-1");
    swarm.hub.stop();
    coordinator.forget();
    Assignment next = swarm.assignment("m4max-2", Optional.of("m4max-1"), Map.of("LR", "0.05"));
    swarm.judge(first, Status.STATUS_KEEP, next);
    Await.until("the second outcome is on disk", () -> names().contains("m4max-2"));

    WorkerState troubled =
        coordinator.await(
            "its trouble, with the run over",
            state ->
                state.hasTrouble()
                    && !state.hasRunning()
                    && state.getHeldList().contains(Device.held(next)));
    assertThat(troubled.getTrouble()).contains("is not in the hub yet");
    assertThat(troubled.getOutcomesList()).isEmpty();
    swarm.hub.start();

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-2");
    assertThat(outcome.getHeld()).isEqualTo(Device.held(next));
    coordinator.forget();
    swarm.judge(outcome, Status.STATUS_DISCARD);
    coordinator.await("no trouble", state -> state.getLedgerRows() == 2 && !state.hasTrouble());
    assertThat(swarm.said().lines().filter(line -> line.contains("not in the hub"))).hasSize(1);
  }

  private String names() throws IOException {
    return swarm.outbox().toString();
  }

  private long complaints() {
    return swarm.said().lines().filter(line -> line.contains("can't be reached")).count();
  }
}
