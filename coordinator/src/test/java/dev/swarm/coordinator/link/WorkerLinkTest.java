package dev.swarm.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.proto.v1.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLinkTest {
  @TempDir Path folder;
  private RunningCoordinator coordinator;
  private FakeWorker worker;

  @BeforeEach
  void start() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 50);
    worker = new FakeWorker(coordinator, "m4max", "folder-a");
  }

  @AfterEach
  void stop() {
    worker.close();
    coordinator.close();
  }

  @Test
  void handsOverABaselineAndAnExperimentThatWaitsForIt() throws Exception {
    DesiredState desired = worker.join();

    assertThat(desired.getCampaign().getName()).isEqualTo("tiny");
    assertThat(desired.getCampaign().getFile()).isEqualTo(TestCampaign.FILE);
    assertThat(desired.getCampaign().getBaseCommit()).matches("[0-9a-f]{40}");
    assertThat(desired.getCampaign().getHubPort()).isPositive();
    assertThat(desired.getBranch()).matches("autoresearch/[a-z]{3}\\d{1,2}-m4max");
    assertThat(desired.hasHead()).isFalse();
    assertThat(desired.getAssignmentsCount()).isEqualTo(2);
    Assignment baseline = desired.getAssignments(0);
    assertThat(baseline.getExperiment()).isEqualTo("m4max-0");
    assertThat(baseline.getProposal().getOrigin()).isEqualTo(Origin.ORIGIN_BASELINE);
    assertThat(baseline.getProposal().getEdit().getKnobsMap()).isEmpty();
    assertThat(baseline.hasBase()).isFalse();
    assertThat(baseline.getAttempt()).isEqualTo(1);
    Assignment waiting = desired.getAssignments(1);
    assertThat(waiting.getBase()).isEqualTo("m4max-0");
    assertThat(waiting.getToken()).isGreaterThan(baseline.getToken());
    assertThat(waiting.getProposal().getOrigin()).isEqualTo(Origin.ORIGIN_SEARCH);
    assertThat(waiting.getProposal().getEdit().getKnobsMap()).isNotEmpty();
  }

  @Test
  void answersAnOutcomeWithItsVerdictItsRowAndMoreWork() throws Exception {
    Assignment baseline = worker.join().getAssignments(0);

    DesiredState desired = worker.report(FakeWorker.measured(baseline, 1.5));

    assertThat(desired.getHead().getExperiment()).isEqualTo("m4max-0");
    assertThat(desired.getHead().getMetric()).isEqualTo(1.5);
    assertThat(desired.getHead().getLedgerRows()).isEqualTo(1);
    assertThat(desired.getLedgerList()).hasSize(1);
    LedgerEntry row = desired.getLedger(0);
    assertThat(row.getRow()).isEqualTo(1);
    assertThat(row.getStatus()).isEqualTo(Status.STATUS_KEEP);
    assertThat(row.getCommit()).isEqualTo(desired.getHead().getExperimentCommit());
    assertThat(ids(desired)).containsExactly("m4max-1", "m4max-2");
  }

  @Test
  void keepsWhatIsBetterAndNothingElse() throws Exception {
    DesiredState desired = worker.join();
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.6));
    assertThat(desired.getHead().getExperiment()).isEqualTo("m4max-0");
    desired = worker.report(FakeWorker.crashed(desired.getAssignments(0)));
    assertThat(desired.getHead().getExperiment()).isEqualTo("m4max-0");
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.4));
    assertThat(desired.getHead().getExperiment()).isEqualTo("m4max-3");

    assertThat(coordinator.ledger())
        .extracting(LedgerEntry::getStatus)
        .containsExactly(
            Status.STATUS_KEEP, Status.STATUS_DISCARD, Status.STATUS_CRASH, Status.STATUS_KEEP);
    MachineStatus status = coordinator.status("m4max");
    assertThat(List.of(status.getKept(), status.getDiscarded(), status.getCrashed()))
        .containsExactly(1, 1, 1);
    assertThat(status.getBaseline()).isEqualTo(1.5);
    assertThat(status.getBest()).isEqualTo(1.4);
  }

  @Test
  void refusesAFolderThatBelongsToAnotherCampaign() throws Exception {
    worker.state.setCampaign("0123456789ab-1");
    worker.send();

    io.grpc.Status refused = worker.awaitEnd();
    assertThat(refused.getCode()).isEqualTo(io.grpc.Status.Code.FAILED_PRECONDITION);
    assertThat(refused.getDescription())
        .isEqualTo("The worker's folder belongs to another campaign; start it with another --dir.");

    try (FakeWorker first = new FakeWorker(coordinator, "m4max", "folder-a")) {
      DesiredState desired = first.join();
      assertThat(desired.getCampaign().getId()).isNotEmpty();
      first.state.setCampaign(desired.getCampaign().getId());
      desired = first.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
      assertThat(desired.getHead().getMetric()).isEqualTo(1.5);
    }
  }

  @Test
  void bringsALongLedgerBackInPages() throws Exception {
    int rows = 520;
    String tail = "x".repeat(16_000);
    try (RunningCoordinator busy =
            new RunningCoordinator(folder.resolve("busy"), RunningCoordinator.LONG_LEASE, rows);
        FakeWorker machine = new FakeWorker(busy, "m4max", "folder-a")) {
      DesiredState desired = machine.join();
      desired = machine.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
      for (int row = 2; row <= rows; row++) {
        machine.state.setLedgerRows(row - 1);
        desired = machine.report(FakeWorker.crashed(desired.getAssignments(0), tail));
      }

      machine.state.setLedgerRows(0);
      machine.send();
      DesiredState first = machine.await("the first page", each -> each.getLedgerCount() > 1);
      assertThat(first.getLedgerList()).hasSize(500);
      assertThat(first.getSerializedSize()).isLessThan(500_000);
      machine.state.setLedgerRows(500);
      machine.send();
      DesiredState second = machine.await("the rest", each -> each.getLedgerCount() == 20);
      assertThat(second.getLedger(0).getRow()).isEqualTo(501);
    }
  }

  @Test
  void sendsOnlyTheRowsThatTheWorkerDoesNotHold() throws Exception {
    DesiredState desired = worker.join();
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
    worker.state.setLedgerRows(1);
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.6));

    assertThat(desired.getLedgerList()).extracting(LedgerEntry::getRow).containsExactly(2);
  }

  @Test
  void changesNothingWhenAnOutcomeIsReportedAgain() throws Exception {
    Assignment baseline = worker.join().getAssignments(0);
    worker.report(FakeWorker.measured(baseline, 1.5));
    MachineStatus before = coordinator.status("m4max");

    worker.state.addOutcomes(FakeWorker.measured(baseline, 0.1));
    worker.send().send().send();
    for (double metric : new double[] {0.1, 0.2}) {
      try (FakeWorker reconnected = new FakeWorker(coordinator, "m4max", "folder-a")) {
        reconnected.report(FakeWorker.measured(baseline, metric));
      }
    }

    assertThat(coordinator.ledger()).hasSize(1);
    MachineStatus after = coordinator.status("m4max");
    assertThat(after.getBest()).isEqualTo(before.getBest()).isEqualTo(1.5);
  }

  @Test
  void judgesOutcomesInTheirOrderWhateverOrderTheyComeIn() throws Exception {
    DesiredState desired = worker.join();
    ReportedOutcome first = FakeWorker.measured(desired.getAssignments(0), 1.5);
    ReportedOutcome second = FakeWorker.measured(desired.getAssignments(1), 1.4);

    worker.state.addOutcomes(second).addOutcomes(first);
    desired =
        worker
            .send()
            .await("the first", each -> each.getAcknowledgedList().contains(first.getHeld()));
    assertThat(desired.getAcknowledgedList()).doesNotContain(second.getHeld());
    worker.state.clearOutcomes();
    worker.report(second);

    assertThat(coordinator.ledger())
        .extracting(LedgerEntry::getExperiment)
        .containsExactly("m4max-0", "m4max-1");
    assertThat(coordinator.status("m4max").getBest()).isEqualTo(1.4);
  }

  @Test
  void handsAnInterruptedRunOutAgainAndNeverLogsIt() throws Exception {
    Assignment baseline = worker.join().getAssignments(0);

    DesiredState desired = worker.report(FakeWorker.interrupted(baseline));

    assertThat(desired.getAssignments(0).getExperiment()).isEqualTo("m4max-0");
    assertThat(desired.getAssignments(0).getToken()).isGreaterThan(baseline.getToken());
    assertThat(desired.getAssignments(0).getAttempt()).isEqualTo(2);
    assertThat(coordinator.ledger()).isEmpty();
  }

  @Test
  void setsAMachineAsideThatInterruptsEveryRun() throws Exception {
    DesiredState desired = worker.join();
    for (int i = 0; i < 3; i++) {
      desired = worker.report(FakeWorker.interrupted(desired.getAssignments(0)));
    }

    assertThat(desired.getAside())
        .isEqualTo(
            "3 runs in a row were interrupted, the last one because: The disk is full. Mend it, then start the worker again.");
    assertThat(desired.getAssignmentsList()).isEmpty();
    assertThat(coordinator.status("m4max").getState()).isEqualTo("aside");
    assertThat(coordinator.status("m4max").getAside()).isEqualTo(desired.getAside());

    worker.close();
    worker = new FakeWorker(coordinator, "m4max", "folder-a");
    worker.state.setProcess("2");
    assertThat(worker.join().hasAside()).isFalse();
  }

  @Test
  void wantsTheSameAfterTheCoordinatorWasStartedAgain() throws Exception {
    DesiredState desired = worker.join();
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
    worker.report(FakeWorker.measured(desired.getAssignments(0), 1.4));
    worker.send();
    DesiredState before =
        worker.await("no acknowledgement", each -> each.getAcknowledgedCount() == 0);
    worker.close();

    coordinator.restart();
    worker = new FakeWorker(coordinator, "m4max", "folder-a");
    DesiredState after = worker.join();

    assertThat(withoutPort(after)).isEqualTo(withoutPort(before));
    assertThat(coordinator.ledger()).hasSize(2);
  }

  @Test
  void refusesANameThatIsNone() throws Exception {
    worker.state.setMachine("My Mac");
    worker.send();

    io.grpc.Status end = worker.awaitEnd();
    assertThat(end.getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
    assertThat(end.getDescription()).startsWith("'My Mac' can't name a machine; use ");
  }

  @Test
  void refusesAnOutcomeWithoutAResult() throws Exception {
    Assignment baseline = worker.join().getAssignments(0);
    worker.close();
    try (FakeWorker senseless = new FakeWorker(coordinator, "m4max", "folder-a")) {
      senseless.state.addOutcomes(FakeWorker.measured(baseline, 1.5).toBuilder().clearOutcome());
      senseless.send();

      io.grpc.Status end = senseless.awaitEnd();
      assertThat(end.getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
      assertThat(end.getDescription())
          .isEqualTo("The worker reported an outcome without a result.");
    }
  }

  @Test
  void refusesAnOutcomeWhoseCommitIsNone() throws Exception {
    Assignment baseline = worker.join().getAssignments(0);
    worker.state.addOutcomes(FakeWorker.measured(baseline, 1.5).toBuilder().setCommit("abc"));
    worker.send();

    io.grpc.Status end = worker.awaitEnd();
    assertThat(end.getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
    assertThat(end.getDescription()).contains("'abc'").contains("m4max-0");
    assertThat(coordinator.ledger()).isEmpty();
  }

  @Test
  void showsWhatRunsEvenIfItIsNoExperimentOfOurs() throws Exception {
    DesiredState desired = worker.join();
    worker.state.setRunning(
        RunningExperiment.newBuilder()
            .setHeld(FakeWorker.held(desired.getAssignments(0)))
            .setElapsedSeconds(3)
            .setFraction(0.25));
    worker.send();
    coordinator.awaitState("m4max", "running");
    assertThat(coordinator.status("m4max").getRunning().getDescription()).isEqualTo("baseline");

    worker.state.getRunningBuilder().getHeldBuilder().setExperiment("what is this");
    worker.state.getRunningBuilder().setElapsedSeconds(4);
    worker.send();
    coordinator.awaitStatus("m4max", "elapsed", each -> each.getRunning().getElapsedSeconds() == 4);
    assertThat(coordinator.status("m4max").getRunning().getDescription()).isEmpty();
  }

  /** gRPC writes what a stream's end throws, with its stack, to the terminal. */
  @Test
  void stopsWithoutAFaultWhileItIsWatchedAndAWorkerIsConnected() throws Exception {
    List<LogRecord> faults = new CopyOnWriteArrayList<>();
    Logger grpc = Logger.getLogger("io.grpc.internal.SerializingExecutor");
    Handler handler = new Faults(faults);
    grpc.addHandler(handler);
    try {
      worker.join();
      for (int watcher = 0; watcher < 5; watcher++) {
        coordinator.operator().watchStatus(GetStatusRequest.getDefaultInstance()).next();
      }
      coordinator.stop();
      worker.awaitEnd();
    } finally {
      grpc.removeHandler(handler);
    }
    assertThat(faults).extracting(LogRecord::getThrown).isEmpty();
  }

  private static final class Faults extends Handler {
    private final List<LogRecord> faults;

    private Faults(List<LogRecord> faults) {
      this.faults = faults;
    }

    @Override
    public void publish(LogRecord fault) {
      faults.add(fault);
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  private static List<String> ids(DesiredState desired) {
    return desired.getAssignmentsList().stream().map(Assignment::getExperiment).toList();
  }

  private static DesiredState withoutPort(DesiredState desired) {
    DesiredState.Builder builder = desired.toBuilder();
    builder.getCampaignBuilder().clearHubPort();
    return builder.build();
  }
}
