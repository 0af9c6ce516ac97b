package dev.swarm.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.SearchMethod;
import dev.swarm.proto.v1.Standing;
import dev.swarm.proto.v1.Status;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that goes on by itself, at the coordinator's end of the link. */
class OfflineLinkTest {
  private static final String SERIES = "1772700000000";

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
  void tellsAWorkerThatAsksWhereItStands() throws Exception {
    DesiredState desired = worker.join();
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
    assertThat(desired.hasStanding()).as("nobody asked").isFalse();
    worker.state.setOfflineSearch(true);

    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.6));

    Standing standing = desired.getStanding();
    assertThat(standing.getHead().getExperiment()).isEqualTo("m4max-0");
    assertThat(standing.getHead().getMean()).isEqualTo(1.5);
    assertThat(standing.getHead().getMemoryMib()).isEqualTo(2048);
    assertThat(standing.getKnobsMap()).containsEntry("DEPTH", "4");
    assertThat(standing.getBaseKnobsMap()).containsEntry("DEPTH", "4");
    assertThat(standing.getSearch()).isEqualTo(SearchMethod.SEARCH_METHOD_RANDOM);
    assertThat(standing.getTriedList()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(standing.getLeft()).isEqualTo(47);
    assertThat(standing.getNextNumber()).isEqualTo(4);
  }

  @Test
  void takesInWhatAWorkerRanByItselfOnceThoughItIsToldAgainAfterACrash() throws Exception {
    DesiredState desired = worker.join();
    desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
    List<OfflineRun> runs =
        List.of(
            run(1, "first", "m4max-0", 1.4),
            run(2, "second", "first", 1.45),
            run(3, "third", "first", 1.3));
    desired
        .getAssignmentsList()
        .forEach(each -> worker.state.addOutcomes(FakeWorker.measured(each, 1.6)));
    tell(runs.get(0));
    coordinator.awaitState("m4max", "returning");
    worker.close();

    coordinator.restart();
    worker = new FakeWorker(coordinator, "m4max", "folder-a");
    for (OfflineRun run : runs) {
      tell(run);
      tell(run);
    }
    worker.state.clearOffline();
    desired = worker.send().await("work", each -> each.getAssignmentsCount() == 2);

    assertThat(coordinator.ledger())
        .extracting(LedgerEntry::getExperiment)
        .containsExactly("m4max-0", "m4max-1", "m4max-2", "m4max-3", "m4max-4", "m4max-5");
    assertThat(coordinator.ledger())
        .extracting(LedgerEntry::getStatus)
        .containsExactly(
            Status.STATUS_KEEP,
            Status.STATUS_DISCARD,
            Status.STATUS_DISCARD,
            Status.STATUS_KEEP,
            Status.STATUS_DISCARD,
            Status.STATUS_KEEP);
    assertThat(coordinator.ledger().get(4).getBase()).isEqualTo("m4max-3");
    assertThat(desired.getHead().getExperiment()).isEqualTo("m4max-5");
    assertThat(desired.getHead().getExperimentCommit()).isEqualTo(runs.get(2).getCommit());
    assertThat(desired.getAssignments(0).getExperiment()).isEqualTo("m4max-6");
  }

  /** Tells of a run, and hears that it is durable and that nothing new is to be done. */
  private void tell(OfflineRun run) throws Exception {
    worker.close();
    FakeWorker again = new FakeWorker(coordinator, "m4max", "folder-a");
    again.state.addAllOutcomes(worker.state.getOutcomesList());
    again.state.setOffline(OfflineHistory.newBuilder().setSeries(SERIES).setNext(run));
    worker = again;
    DesiredState answer =
        worker.send().await("taken", each -> each.getOffline().getTaken() >= run.getNumber());
    assertThat(answer.getAssignmentsList()).isEmpty();
    assertThat(answer.getOffline().getTaken()).isEqualTo(run.getNumber());
    worker.state.clearOutcomes();
  }

  private static OfflineRun run(int number, String experiment, String base, double metric) {
    OfflineRun.Builder run =
        OfflineRun.newBuilder()
            .setNumber(number)
            .setExperiment(experiment)
            .setBase(base)
            .setCommit("%040x".formatted(1000 + number))
            .setOutcome(
                Outcome.newBuilder()
                    .setMeasured(Measured.newBuilder().setMetric(metric).setMemoryMib(2048)));
    run.getProposalBuilder()
        .setDescription("DEPTH 4 -> " + (10 + number))
        .getEditBuilder()
        .putKnobs("DEPTH", Integer.toString(10 + number));
    return run.build();
  }
}
