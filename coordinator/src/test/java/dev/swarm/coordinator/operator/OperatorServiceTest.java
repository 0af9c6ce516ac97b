package dev.swarm.coordinator.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.PauseRequest;
import dev.swarm.proto.v1.PromoteRequest;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.proto.v1.SwarmStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorServiceTest {
  @TempDir Path folder;
  private RunningCoordinator coordinator;

  @BeforeEach
  void start() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 1);
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void showsACampaignThatNobodyHasJoined() throws Exception {
    SwarmStatus status = coordinator.operator().getStatus(GetStatusRequest.getDefaultInstance());

    assertThat(status)
        .isEqualTo(
            SwarmStatus.newBuilder()
                .setCampaign("tiny")
                .setMetric("val_bpb")
                .setDirection("minimize")
                .build());
  }

  @Test
  void leavesOutWhatIsNotKnownYet() throws Exception {
    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      worker.join();
      MachineStatus status = coordinator.status("m4max");

      assertThat(status.getHardwareClass()).isEqualTo("cpu-x86");
      assertThat(status.getState()).isEqualTo("waiting");
      assertThat(status.hasBaseline()).isFalse();
      assertThat(status.hasBest()).isFalse();
      assertThat(status.hasRunning()).isFalse();
      assertThat(status.hasLast()).isFalse();
      assertThat(status.hasIdleP50Seconds()).isFalse();
      assertThat(status.hasStartupP50Seconds()).isFalse();
      assertThat(status.hasAside()).isFalse();
      assertThat(status.getRemaining()).isEqualTo(1);
    }
  }

  @Test
  void showsWhatKeepsAWorkerFromWorkingWhileItSaysSo() throws Exception {
    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      worker.state.setTrouble("The hub can't be reached.");
      worker.join();
      assertThat(coordinator.status("m4max").getTrouble()).isEqualTo("The hub can't be reached.");

      worker.state.clearTrouble();
      worker.send();
      coordinator.awaitStatus("m4max", "untroubled", each -> !each.hasTrouble());
    }
  }

  @Test
  void isPausedOnlyOnceWhatAMachineWasRunningIsJudged() throws Exception {
    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      Assignment baseline = worker.join().getAssignments(0);
      coordinator.operator().pause(PauseRequest.getDefaultInstance());
      assertThat(coordinator.status("m4max").getState()).isEqualTo("pausing");

      worker.report(FakeWorker.measured(baseline, 1.5));
      assertThat(coordinator.status("m4max").getState()).isEqualTo("paused");
    }
  }

  @Test
  void isDoneOnlyOnceWhatWasPromotedToItIsJudgedToo() throws Exception {
    try (FakeWorker box = new FakeWorker(coordinator, "box", "folder-a");
        FakeWorker m4max = new FakeWorker(coordinator, "m4max", "folder-b")) {
      runItsOnlyExperiment(box, 1.6);
      assertThat(coordinator.status("box").getState()).isEqualTo("done");
      runItsOnlyExperiment(m4max, 1.4);

      promote("m4max-1", "box");
      assertThat(coordinator.status("box").getState()).isEqualTo("waiting");

      DesiredState desired = box.await("promoted", told -> told.getAssignmentsCount() == 1);
      box.report(FakeWorker.measured(desired.getAssignments(0), 1.7));
      assertThat(coordinator.status("box").getState()).isEqualTo("done");
    }
  }

  @Test
  void saysThatABranchsHeadIsNotInTheHubYet() throws Exception {
    try (FakeWorker box = new FakeWorker(coordinator, "box", "folder-a");
        FakeWorker m4max = new FakeWorker(coordinator, "m4max", "folder-b")) {
      box.report(FakeWorker.measured(box.join().getAssignments(0), 1.5));
      runItsOnlyExperiment(m4max, 1.4);

      assertThatThrownBy(() -> promote("m4max-1", "box"))
          .hasMessageStartingWith(
              "FAILED_PRECONDITION: Commit 0000000 is not in this coordinator's hub;");
    }
  }

  /** After a baseline of 1.5, which runs on the base commit. */
  private static void runItsOnlyExperiment(FakeWorker worker, double metric) throws Exception {
    DesiredState desired = worker.join();
    desired =
        worker.report(
            FakeWorker.measured(desired.getAssignments(0), 1.5).toBuilder()
                .setCommit(desired.getCampaign().getBaseCommit())
                .build());
    worker.report(FakeWorker.measured(desired.getAssignments(0), metric));
  }

  private void promote(String what, String to) throws Exception {
    coordinator.operator().promote(PromoteRequest.newBuilder().setWhat(what).setTo(to).build());
  }

  @Test
  void pushesEveryChangeToAWatcher() throws Exception {
    Iterator<SwarmStatus> seen =
        coordinator.operator().watchStatus(GetStatusRequest.getDefaultInstance());
    assertThat(seen.next().getMachinesList()).isEmpty();

    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      DesiredState desired = worker.join();
      assertThat(awaitMachine(seen, "joined").getState()).isEqualTo("waiting");
      desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
      worker.report(FakeWorker.measured(desired.getAssignments(0), 1.25));
      MachineStatus status = awaitMachine(seen, "done");
      assertThat(status.getBest()).isEqualTo(1.25);
      assertThat(status.getLast().getExperiment()).isEqualTo("m4max-1");
      assertThat(status.getRemaining()).isZero();
    }
  }

  @Test
  void readsTheLedgerOfAllBranchesOrOfOne() throws Exception {
    String branch;
    try (FakeWorker box = new FakeWorker(coordinator, "box", "folder-b");
        FakeWorker m4max = new FakeWorker(coordinator, "m4max", "folder-a")) {
      DesiredState first = m4max.join();
      branch = first.getBranch();
      m4max.report(FakeWorker.measured(first.getAssignments(0), 1.5));
      box.report(FakeWorker.measured(box.join().getAssignments(0), 1.7));
    }

    assertThat(coordinator.ledger())
        .extracting(LedgerEntry::getMachine)
        .containsExactly("box", "m4max");
    List<LedgerEntry> one = new ArrayList<>();
    coordinator
        .operator()
        .readLedger(ReadLedgerRequest.newBuilder().setBranch(branch).build())
        .forEachRemaining(one::add);
    assertThat(one).extracting(LedgerEntry::getExperiment).containsExactly("m4max-0");
  }

  @Test
  void readsThePagesOfTheLedgerFromTheNewestBack() throws Exception {
    try (FakeWorker m4max = new FakeWorker(coordinator, "m4max", "folder-a");
        FakeWorker box = new FakeWorker(coordinator, "box", "folder-b")) {
      m4max.report(FakeWorker.measured(m4max.join().getAssignments(0), 1.5));
      box.report(FakeWorker.measured(box.join().getAssignments(0), 1.7));
    }

    List<LedgerEntry> newest = page(ReadLedgerRequest.newBuilder().setLimit(1));
    assertThat(newest).extracting(LedgerEntry::getExperiment).containsExactly("box-0");
    assertThat(
            page(ReadLedgerRequest.newBuilder().setLimit(1).setBefore(newest.get(0).getPosition())))
        .extracting(LedgerEntry::getExperiment)
        .containsExactly("m4max-0");
    assertThat(page(ReadLedgerRequest.newBuilder().setLimit(0)))
        .extracting(LedgerEntry::getPosition)
        .containsExactly(1L, 2L);
    long judged = newest.get(0).getJudgedAtMs();
    assertThat(page(ReadLedgerRequest.newBuilder().setSinceMs(judged))).contains(newest.get(0));
    assertThat(page(ReadLedgerRequest.newBuilder().setSinceMs(judged + 1))).isEmpty();
  }

  private List<LedgerEntry> page(ReadLedgerRequest.Builder request) throws Exception {
    List<LedgerEntry> entries = new ArrayList<>();
    coordinator.operator().readLedger(request.build()).forEachRemaining(entries::add);
    return entries;
  }

  @Test
  void namesTheNearestBranchWhenThereIsNoSuchOne() throws Exception {
    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      String branch = worker.join().getBranch();
      String typed = branch.replace("m4max", "m4mxa");

      assertThatThrownBy(
              () ->
                  coordinator
                      .operator()
                      .readLedger(ReadLedgerRequest.newBuilder().setBranch(typed).build())
                      .hasNext())
          .isInstanceOf(StatusRuntimeException.class)
          .satisfies(
              failure -> {
                Status status = ((StatusRuntimeException) failure).getStatus();
                assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
                assertThat(status.getDescription())
                    .isEqualTo(
                        "No branch or machine '%s' in this swarm; did you mean '%s'?"
                            .formatted(typed, branch));
              });
    }
  }

  private static MachineStatus awaitMachine(Iterator<SwarmStatus> seen, String what) {
    while (seen.hasNext()) {
      for (MachineStatus machine : seen.next().getMachinesList()) {
        if (what.equals("joined") || machine.getState().equals(what)) {
          return machine;
        }
      }
    }
    throw new AssertionError("never " + what);
  }
}
