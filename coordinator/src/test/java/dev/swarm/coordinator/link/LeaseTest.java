package dev.swarm.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;
  private RunningCoordinator coordinator;

  @AfterEach
  void stop() {
    if (coordinator != null) {
      coordinator.close();
    }
  }

  @Test
  void refusesASecondWorkerUnderALiveName() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 50);
    try (FakeWorker first = new FakeWorker(coordinator, "m4max", "folder-a");
        FakeWorker second = new FakeWorker(coordinator, "m4max", "folder-b")) {
      first.join();
      Status end = second.send().awaitEnd();

      assertThat(end.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
      assertThat(end.getDescription())
          .isEqualTo(
              "The machine name 'm4max' belongs to another live worker; choose another with --machine, or stop that worker and wait until its lease runs out.");
    }
  }

  @Test
  void letsARestartedWorkerHaveItsWorkBack() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 50);
    DesiredState before;
    try (FakeWorker first = new FakeWorker(coordinator, "m4max", "folder-a")) {
      before = first.join();
    }
    try (FakeWorker again = new FakeWorker(coordinator, "m4max", "folder-a")) {
      again.state.setProcess("2");

      assertThat(again.join()).isEqualTo(before);
    }
  }

  @Test
  void letsAMachineComeBackOnItsOldStreamWithItsTokens() throws Exception {
    coordinator = new RunningCoordinator(folder, SHORT, 50);
    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      Assignment baseline = worker.join().getAssignments(0);
      coordinator.awaitState("m4max", "away");

      DesiredState desired = worker.report(FakeWorker.measured(baseline, 1.5));

      assertThat(desired.getHead().getMetric()).isEqualTo(1.5);
      assertThat(coordinator.ledger()).hasSize(1);
    }
  }

  /** The fastest of five counts: a pause of the whole machine is none of the coordinator's. */
  @Test
  void handsTheRunsOfALostWorkerToTheNextWithinASecondUnderNewTokens() throws Exception {
    coordinator = new RunningCoordinator(folder, SHORT, 50);
    DesiredState before;
    try (FakeWorker lost = new FakeWorker(coordinator, "m4max", "folder-a")) {
      before = lost.join();
    }
    Duration fastest = Duration.ofDays(1);
    for (int attempt = 2; attempt <= 6; attempt++) {
      coordinator.awaitState("m4max", "away");
      try (FakeWorker next = new FakeWorker(coordinator, "m4max", "folder-" + attempt)) {
        long began = System.nanoTime();
        DesiredState after = next.join();
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        fastest = took.compareTo(fastest) < 0 ? took : fastest;
        assertHandedOver(before, after, attempt);
        before = after;
      }
    }
    assertThat(fastest).isLessThan(Duration.ofSeconds(1));
  }

  private static void assertHandedOver(DesiredState before, DesiredState after, int attempt) {
    assertThat(after.getBranch()).isEqualTo(before.getBranch());
    assertThat(after.getAssignmentsCount()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      assertThat(after.getAssignments(i).getExperiment())
          .isEqualTo(before.getAssignments(i).getExperiment());
      assertThat(after.getAssignments(i).getAttempt()).isEqualTo(attempt);
      assertThat(after.getAssignments(i).getToken())
          .isGreaterThan(before.getAssignments(1).getToken());
    }
  }

  @Test
  void keepsTheTokensOfRunsThatTheNextWorkerHolds() throws Exception {
    coordinator = new RunningCoordinator(folder, SHORT, 50);
    try (FakeWorker lost = new FakeWorker(coordinator, "m4max", "folder-a");
        FakeWorker next = new FakeWorker(coordinator, "m4max", "folder-b")) {
      DesiredState before = lost.join();
      coordinator.awaitState("m4max", "away");

      before.getAssignmentsList().forEach(each -> next.state.addHeld(FakeWorker.held(each)));
      DesiredState after = next.join();

      assertThat(after.getAssignmentsList()).isEqualTo(before.getAssignmentsList());
    }
  }

  @Test
  void neverAdvancesABranchOnAnOldToken() throws Exception {
    coordinator = new RunningCoordinator(folder, SHORT, 50);
    try (FakeWorker lost = new FakeWorker(coordinator, "m4max", "folder-a");
        FakeWorker next = new FakeWorker(coordinator, "m4max", "folder-b")) {
      Assignment old = lost.join().getAssignments(0);
      coordinator.awaitState("m4max", "away");
      Assignment current = next.join().getAssignments(0);

      DesiredState desired = next.report(FakeWorker.measured(old, 0.1));
      assertThat(desired.hasHead()).isFalse();
      assertThat(coordinator.ledger()).isEmpty();

      desired = next.report(FakeWorker.measured(current, 1.5));
      assertThat(desired.getHead().getMetric()).isEqualTo(1.5);
      desired = next.report(FakeWorker.measured(old, 0.1));
      assertThat(desired.getHead().getMetric()).isEqualTo(1.5);
      assertThat(coordinator.ledger()).extracting(LedgerEntry::getRow).containsExactly(1);
    }
  }

  @Test
  void refusesTheOldStreamOfAWorkerWhoseNameWasTakenOver() throws Exception {
    try (BareLink link = new BareLink(folder);
        FakeWorker lost = link.worker("m4max", "folder-a");
        FakeWorker next = link.worker("m4max", "folder-b")) {
      lost.join();
      link.endLease("m4max", "folder-a");
      Assignment current = next.join().getAssignments(0);

      Status end = lost.send().awaitEnd();

      assertThat(end.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
      next.report(FakeWorker.measured(current, 1.5));
    }
  }
}
