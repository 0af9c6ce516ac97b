package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.WorkerState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One running, one waiting: when the second experiment starts, and on what. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class WaitingTest {
  private static final Optional<String> ON_BASELINE = Optional.of("m4max-1");

  /** A run's end is the time of a file, which may be that of the kernel's tick before. */
  private static final Duration TICK = Duration.ofMillis(20);

  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;

  @BeforeEach
  void open() throws Exception {
    swarm = new TestSwarm(root);
    coordinator = swarm.coordinator;
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @Test
  void startsAfterTheVerdictAndNotBefore() throws Exception {
    // So patient that nothing but the verdict can be why the second one starts.
    swarm.startPatiently();
    Assignment first = set("m4max-2", Map.of("HOLD", "a"));
    Assignment second = set("m4max-3", Map.of("LR", "0.05"));
    swarm.keepBaseline(first, second);
    coordinator.awaitRunning("m4max-2");
    Instant opened = Instant.now();
    swarm.open("a");
    ReportedOutcome judged = coordinator.awaitOutcome("m4max-2");
    Instant verdict = Instant.now();
    swarm.judge(judged, Status.STATUS_DISCARD, second);

    ReportedOutcome waited = coordinator.awaitOutcome("m4max-3");

    assertThat(startOf(waited)).isBetween(verdict.minusMillis(1), Instant.now());
    assertThat(waited.getOutcome().getFacts().getIdleSeconds())
        .as("the wait for the verdict counts as idle, the run before it does not")
        .isBetween(seconds(verdict, startOf(waited)), seconds(opened.minus(TICK), startOf(waited)));
    assertThat(coordinator.states())
        .as("one experiment at a time")
        .noneMatch(
            state ->
                runs(state, "m4max-3") && state.getLedgerRows() < 2
                    || FakeCoordinator.outcome(state, "m4max-2").isPresent()
                        && FakeCoordinator.outcome(state, "m4max-3").isPresent());
  }

  @Test
  void startsOnTheBaseItNamesWhenNoVerdictComes() throws Exception {
    swarm.start();
    Instant before = Instant.now();
    swarm.keepBaseline(set("m4max-2", Map.of("LR", "0.05")), set("m4max-3", Map.of("LR", "0.06")));
    ReportedOutcome unjudged = coordinator.awaitOutcome("m4max-2");

    ReportedOutcome waited = coordinator.awaitOutcome("m4max-3");

    assertThat(waited.getBase()).isEqualTo("m4max-1");
    assertThat(waited.getOutcome().getFacts().getIdleSeconds())
        .isBetween(2.0, seconds(before, startOf(waited)));
    assertThat(parent(waited)).isEqualTo(parent(unjudged)).isEqualTo(swarm.branch());
    assertThat(coordinator.states())
        .anyMatch(state -> state.getOutcomesCount() == 2 && order(state).equals("m4max-2 m4max-3"));
  }

  @Test
  void runsOnTheNewHeadWhenItWasRebased() throws Exception {
    swarm.startPatiently();
    swarm.keepBaseline(
        set("m4max-2", Map.of("LR", "0.05")), set("m4max-3", Map.of("MODE", "find")));
    ReportedOutcome win = coordinator.awaitOutcome("m4max-2");
    Assignment rebased =
        swarm.assignment("m4max-3", Optional.of("m4max-2"), Map.of("MODE", "find"));
    swarm.judge(win, Status.STATUS_KEEP, rebased);

    ReportedOutcome waited = coordinator.awaitOutcome("m4max-3");

    assertThat(waited.getBase()).isEqualTo("m4max-2");
    assertThat(waited.getOutcome().getMeasured().getMetric()).isEqualTo(1.05);
    assertThat(swarm.hub.files(ObjectId.fromString(waited.getCommit())).get(TestCampaign.MUTABLE))
        .isEqualTo("LR=0.05\nMODE=\"find\"\nHOLD=\"\"\n");
    ObjectId newHead = parent(waited);
    Await.until("the win is on the branch", () -> swarm.branch().equals(newHead));
  }

  @Test
  void neverRunsWhatWasTakenBackWhileItWaited() throws Exception {
    swarm.start();
    Assignment first = set("m4max-2", Map.of("HOLD", "a"));
    swarm.keepBaseline(first, set("m4max-3", Map.of("LR", "0.05")));
    coordinator.awaitRunning("m4max-2");
    Assignment instead = set("m4max-4", Map.of("LR", "0.06"));
    swarm.assign(first, instead);
    coordinator.await(
        "the worker was told", state -> state.getHeldList().contains(Device.held(instead)));
    swarm.open("a");

    coordinator.awaitOutcome("m4max-4");

    assertThat(swarm.hub.resolve("refs/autoresearch/experiments/m4max-3")).isEmpty();
    assertThat(coordinator.states()).noneMatch(state -> runs(state, "m4max-3"));
  }

  @Test
  void startsAfterAnEditThatCouldNotBeMadeWhenNoVerdictComes() throws Exception {
    swarm.start();
    swarm.keepBaseline();
    coordinator.await("the worker has the row", state -> state.getLedgerRows() == 1);
    swarm.assign(set("m4max-2", Map.of("DEPTH", "8")), set("m4max-3", Map.of("LR", "0.06")));

    ReportedOutcome waited = coordinator.awaitOutcome("m4max-3");

    assertThat(waited.getBase()).isEqualTo("m4max-1");
    assertThat(waited.getOutcome().getFacts().getIdleSeconds()).isGreaterThan(2);
  }

  @Test
  void waitsForTheVerdictOnWhatAnEarlierLifeFinished() throws Exception {
    Worker first = swarm.startPatiently();
    Assignment unreported = set("m4max-2", Map.of("HOLD", "a"));
    swarm.keepBaseline(unreported, set("m4max-3", Map.of("MODE", "find")));
    coordinator.awaitRunning("m4max-2");
    Await.until("the branch is in the hub", () -> !swarm.branch().equals(ObjectId.zeroId()));
    coordinator.stop();
    swarm.open("a");
    Await.until("the outcome is on disk", () -> swarm.outbox().size() == 1);
    swarm.close(first);
    coordinator.forget();
    coordinator.start();

    swarm.startPatiently();
    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-2");
    assertThat(coordinator.states()).noneMatch(WorkerState::hasRunning);
    swarm.judge(
        outcome,
        Status.STATUS_KEEP,
        swarm.assignment("m4max-3", Optional.of("m4max-2"), Map.of("MODE", "find")));

    assertThat(coordinator.awaitOutcome("m4max-3").getBase()).isEqualTo("m4max-2");
  }

  private Assignment set(String id, Map<String, String> knobs) {
    return swarm.assignment(id, ON_BASELINE, knobs);
  }

  private static boolean runs(WorkerState state, String experiment) {
    return state.hasRunning() && state.getRunning().getHeld().getExperiment().equals(experiment);
  }

  private static String order(WorkerState state) {
    return String.join(
        " ", state.getOutcomesList().stream().map(each -> each.getHeld().getExperiment()).toList());
  }

  private static Instant startOf(ReportedOutcome outcome) {
    return Instant.ofEpochMilli(outcome.getOutcome().getFacts().getStartedAtMs());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }

  private ObjectId parent(ReportedOutcome outcome) throws Exception {
    return swarm.hub.parsed(ObjectId.fromString(outcome.getCommit())).getParent(0);
  }
}
