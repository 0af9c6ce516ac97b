package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineReceipt;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.SearchMethod;
import dev.swarm.proto.v1.Standing;
import dev.swarm.proto.v1.StandingHead;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A worker that goes on by itself, and a coordinator that has the last word. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class OfflineTest {
  private static final Duration AT_ONCE = Duration.ofMillis(300);
  private static final String SEARCH =
      """
      keep: {policy: strict}
      knobs:
        - {name: LR, type: float, min: 0.01, max: 0.09}
      """;

  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;

  @BeforeEach
  void open() throws Exception {
    swarm = new TestSwarm(root, TestSwarm.LONG, SEARCH);
    coordinator = swarm.coordinator;
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @Test
  void goesBackToTheCoordinatorsHeadWhereThatDecidesOtherwise() throws Exception {
    swarm.start(swarm.options().withOfflineSearch(AT_ONCE));
    swarm.keepBaseline();
    Await.until("the baseline is on the branch", () -> !swarm.branch().equals(ObjectId.zeroId()));
    ObjectId baseline = swarm.branch();
    coordinator.desire(desired -> desired.setStanding(standing()));
    Await.until(
        "it knows where it stands", () -> told().map(DesiredState::hasStanding).orElse(false));

    coordinator.stop();
    Await.until("it gets on by itself", () -> said("keep for now:") >= 1 && verdicts() >= 3);
    assertThat(clone(Constants.R_HEADS + TestSwarm.BRANCH)).isNotEqualTo(Optional.of(baseline));
    assertThat(swarm.branch()).as("nothing of that is on the hub's branch").isEqualTo(baseline);

    coordinator.forget();
    coordinator.witness(this::takeWithoutKeeping);
    coordinator.start();
    Await.until("all is told", () -> said("The coordinator is back") == 1);

    assertThat(clone(Constants.R_HEADS + TestSwarm.BRANCH)).contains(baseline);
    assertThat(swarm.branch()).isEqualTo(baseline);
    Map<Integer, OfflineRun> runs = runsTold();
    assertThat(runs.keySet())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, runs.size()).boxed().toList());
    assertThat(runs.values())
        .as("every commit is in the hub before it is told of")
        .allSatisfy(
            run ->
                assertThat(swarm.hub.resolve(run.getRef()).map(ObjectId::name))
                    .contains(run.getCommit()));
    assertThat(provisional()).as("what it had advanced to stays").isNotEmpty();
    assertThat(runs.values()).extracting(OfflineRun::getExperiment).doesNotHaveDuplicates();

    coordinator.await("nothing left to tell", state -> !state.hasOffline());
    swarm.assign(swarm.assignment("m4max-9", Optional.of("m4max-1"), Map.of("LR", "0.05")));
    ReportedOutcome next = coordinator.awaitOutcome("m4max-9");
    assertThat(swarm.hub.parsed(ObjectId.fromString(next.getCommit())).getParent(0))
        .isEqualTo(baseline);
  }

  @Test
  void waitsWhereTheCoordinatorDoesNotLetItGoOn() throws Exception {
    Offline offline =
        new Offline(
            swarm.options().withOfflineSearch(AT_ONCE),
            new OfflineFolder(root.resolve("offline")),
            Clock.systemUTC(),
            sentence -> {});
    Outbox outbox = Outbox.open(root.resolve("outbox"));
    DesiredState paused = coordinator.desired();
    DesiredState busy =
        paused.toBuilder()
            .setStanding(standing())
            .addAssignments(swarm.assignment("m4max-2", Optional.of("m4max-1"), Map.of()))
            .build();

    assertThat(offline.begin(paused, List.of(), outbox)).as("without a standing").isFalse();
    assertThat(offline.begin(busy, List.of(), outbox)).as("with work left").isFalse();
    assertThat(offline.isOpen()).isFalse();
    assertThat(offline.begin(busy.toBuilder().clearAssignments().build(), List.of(), outbox))
        .isTrue();
  }

  @Test
  void searchesByWhatItsLedgerSaysWhereTheCampaignSearchesSo() throws Exception {
    List<LedgerEntry> ledger =
        IntStream.range(0, 12)
            .mapToObj(
                row ->
                    LedgerEntry.newBuilder()
                        .setExperiment("m4max-" + row)
                        .setStatus(row == 0 ? Status.STATUS_KEEP : Status.STATUS_DISCARD)
                        .setOutcome(
                            Outcome.newBuilder()
                                .setMeasured(Measured.newBuilder().setMetric(1.04 + row))))
            .map(row -> row.getExperiment().equals("m4max-0") ? row : row.setBase("m4max-0"))
            .map(LedgerEntry.Builder::build)
            .toList();

    assertThat(nextAlone(SearchMethod.SEARCH_METHOD_TPE, ledger))
        .isEqualTo("Likelier among the good of 12 experiments than among the rest.");
    assertThat(nextAlone(SearchMethod.SEARCH_METHOD_RANDOM, ledger))
        .isEqualTo("Drawn at random from the knobs.");
  }

  /** Why a worker that is alone runs what it runs next. */
  private String nextAlone(SearchMethod search, List<LedgerEntry> ledger) throws Exception {
    DesiredState told =
        coordinator.desired().toBuilder()
            .clearAssignments()
            .setStanding(standing().toBuilder().setSearch(search).putBaseKnobs("LR", "0.04"))
            .build();
    Offline offline =
        new Offline(
            swarm.options().withOfflineSearch(AT_ONCE),
            new OfflineFolder(root.resolve("offline-" + search)),
            Clock.systemUTC(),
            sentence -> {});
    assertThat(offline.begin(told, ledger, Outbox.open(root.resolve("outbox")))).isTrue();
    return offline.next().orElseThrow().getProposal().getReason();
  }

  /** The coordinator takes in whatever comes next, and its head stays where it is. */
  private void takeWithoutKeeping(WorkerState state) {
    if (state.hasOffline()) {
      OfflineHistory history = state.getOffline();
      int taken =
          Math.max(
              coordinator.desired().getOffline().getTaken(),
              history.hasNext() ? history.getNext().getNumber() : 0);
      coordinator.desire(
          desired ->
              desired.setOffline(
                  OfflineReceipt.newBuilder().setSeries(history.getSeries()).setTaken(taken)));
    }
  }

  private Map<Integer, OfflineRun> runsTold() {
    Map<Integer, OfflineRun> runs = new TreeMap<>();
    for (WorkerState state : coordinator.states()) {
      if (state.getOffline().hasNext()) {
        OfflineRun run = state.getOffline().getNext();
        runs.put(run.getNumber(), run);
      }
    }
    return runs;
  }

  private static Standing standing() {
    return Standing.newBuilder()
        .setTenure(3)
        .setSeed(11)
        .setNextNumber(2)
        .putKnobs("LR", "0.04")
        .setHead(StandingHead.newBuilder().setExperiment("m4max-1").setRuns(1).setMean(1.04))
        .build();
  }

  private Optional<DesiredState> told() throws IOException {
    return new OfflineFolder(swarm.folder().resolve("offline")).told();
  }

  private long said(String words) {
    return swarm.said().lines().filter(line -> line.contains(words)).count();
  }

  private long verdicts() {
    return said(" for now: ");
  }

  private Optional<ObjectId> clone(String ref) throws Exception {
    try (Repository repository = repository()) {
      return Optional.ofNullable(repository.exactRef(ref)).map(Ref::getObjectId);
    }
  }

  private List<Ref> provisional() throws Exception {
    try (Repository repository = repository()) {
      return repository.getRefDatabase().getRefsByPrefix("refs/autoresearch/provisional/");
    }
  }

  private Repository repository() throws Exception {
    Path place = swarm.folder().resolve("repository.git");
    assertThat(Files.isDirectory(place)).isTrue();
    return new FileRepositoryBuilder().setGitDir(place.toFile()).setMustExist(true).build();
  }
}
