package dev.swarm.agent.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.Hardware;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.WorkerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a worker does while nothing goes wrong. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class WorkerTest {
  private static final Optional<String> ON_BASELINE = Optional.of("m4max-1");

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
  void saysWhoItIsAndWhatItsMachineIsMadeOf() throws Exception {
    swarm.start();

    WorkerState state = coordinator.await("a state", any -> true);

    assertThat(state.getMachine()).isEqualTo("m4max");
    assertThat(state.getHardwareClass()).isEqualTo("cpu-x86");
    assertThat(state.getHardware())
        .isEqualTo(
            Hardware.newBuilder()
                .setOperatingSystem("Linux")
                .setArchitecture("amd64")
                .setCores(2)
                .setMemoryMib(4096)
                .build());
    assertThat(state.getIncarnation()).isNotBlank();
    assertThat(state.getProcess()).isNotBlank();
    assertThat(state.hasRunning()).isFalse();
    assertThat(state.hasTrouble()).isFalse();
    Await.until("it says that it joined", () -> swarm.said().contains("Joined 'quick'"));
  }

  @Test
  void isTheSameWorkerInAnotherProcessAfterARestart() throws Exception {
    Worker first = swarm.start();
    WorkerState before = coordinator.await("a state", any -> true);
    swarm.close(first);
    coordinator.forget();

    swarm.start();

    WorkerState after =
        coordinator.await(
            "a state of the next life", state -> !state.getProcess().equals(before.getProcess()));
    assertThat(after.getIncarnation()).isEqualTo(before.getIncarnation());
  }

  @Test
  void measuresTheBaselineOnTheBaseCommit() throws Exception {
    swarm.start();
    Assignment baseline = swarm.baseline("m4max-1");
    Instant before = Instant.now();

    swarm.assign(baseline);
    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");

    assertThat(outcome.getHeld()).isEqualTo(Device.held(baseline));
    assertThat(outcome.hasBase()).isFalse();
    assertThat(outcome.getOutcome().getMeasured())
        .isEqualTo(
            Measured.newBuilder()
                .setMetric(1.04)
                .setMemoryMib(512.5)
                .putAllSummary(
                    Map.of(
                        "val_bpb", 1.04,
                        "training_seconds", 0.5,
                        "peak_vram_mb", 512.5,
                        "num_steps", 7.0))
                .build());
    RunFacts facts = outcome.getOutcome().getFacts();
    assertThat(Instant.ofEpochMilli(facts.getStartedAtMs()))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThat(facts.getDurationSeconds())
        .isBetween(0.0, Duration.between(before, Instant.now()).toMillis() / 1e3);
    assertThat(facts.getStartupSeconds()).isEqualTo(0.25);
    assertThat(facts.hasIdleSeconds()).isFalse();
    assertThat(outcome.getRef()).isEqualTo("refs/autoresearch/experiments/m4max-1");
    RevCommit commit = swarm.hub.parsed(ObjectId.fromString(outcome.getCommit()));
    assertThat(commit.getFullMessage()).isEqualTo("experiment: baseline\n");
    assertThat(commit.getParent(0)).isEqualTo(swarm.hub.base);
    assertThat(commit.getTree()).isEqualTo(swarm.hub.parsed(swarm.hub.base).getTree());
  }

  @Test
  void tellsHowTheRunGoes() throws Exception {
    swarm.start();
    Assignment held = swarm.assignment("m4max-1", Optional.empty(), Map.of("HOLD", "a"));
    swarm.assign(held);

    RunningExperiment running =
        coordinator.await("progress", state -> state.getRunning().hasStep()).getRunning();

    assertThat(running.getHeld()).isEqualTo(Device.held(held));
    assertThat(running.getElapsedSeconds()).isPositive();
    assertThat(running.getStep()).isEqualTo(7);
    assertThat(running.getLoss()).isEqualTo(2.5);
    assertThat(running.getTokensPerSecond()).isEqualTo(1500);
    assertThat(running.getFraction()).isEqualTo(0.5);
  }

  @Test
  void keepsTheLedgerInTheWorkTree() throws Exception {
    swarm.start();
    ReportedOutcome baseline =
        swarm.keepBaseline(swarm.assignment("m4max-2", ON_BASELINE, Map.of("MODE", "crash")));
    ReportedOutcome crash = coordinator.awaitOutcome("m4max-2");
    swarm.judge(crash, Status.STATUS_CRASH);

    String ledger =
        "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n"
            + baseline.getCommit().substring(0, 7)
            + "\t1.040000\t0.5\tkeep\tbaseline\n"
            + crash.getCommit().substring(0, 7)
            + "\t0.000000\t0.0\tcrash\tset {MODE=crash}\n";
    Path results = swarm.workTree().resolve("results.tsv");
    Await.until(
        "both rows in results.tsv",
        () -> Files.exists(results) && Files.readString(results).equals(ledger));
    coordinator.await("both rows are held", state -> state.getLedgerRows() == 2);
  }

  @Test
  void makesTheBranchsCommitOfAKeepAndPushesIt() throws Exception {
    swarm.start();
    Assignment next = swarm.assignment("m4max-2", ON_BASELINE, Map.of("LR", "0.05"));
    ReportedOutcome baseline = swarm.keepBaseline(next);
    ReportedOutcome win = coordinator.awaitOutcome("m4max-2");
    ObjectId first = swarm.branch();
    swarm.judge(win, Status.STATUS_KEEP);
    Await.until(
        "the branch advanced in the hub",
        () -> !swarm.branch().equals(first) && !swarm.branch().equals(ObjectId.zeroId()));

    RevCommit head = swarm.hub.parsed(swarm.branch());
    RevCommit experiment = swarm.hub.parsed(ObjectId.fromString(win.getCommit()));
    assertThat(win.getBase()).isEqualTo("m4max-1");
    assertThat(head.getParents()).containsExactly(experiment.getParents());
    assertThat(head.getParent(0)).isEqualTo(first);
    assertThat(head.getFullMessage()).isEqualTo(experiment.getFullMessage());
    Map<String, String> files = swarm.hub.files(experiment);
    assertThat(files.get("knobs.sh")).startsWith("LR=0.05\n");
    files.put(
        "results.tsv",
        "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n"
            + baseline.getCommit().substring(0, 7)
            + "\t1.040000\t0.5\tkeep\tbaseline\n"
            + win.getCommit().substring(0, 7)
            + "\t1.050000\t0.5\tkeep\tset {LR=0.05}\n");
    assertThat(swarm.hub.files(head)).isEqualTo(files);
    assertThat(head.getCommitterIdent().getWhenAsInstant())
        .isEqualTo(
            Instant.ofEpochMilli(coordinator.desired().getHead().getAdvancedAtMs())
                .truncatedTo(ChronoUnit.SECONDS));
  }

  @Test
  void makesTheSameBranchCommitAgainInAnotherFolder() throws Exception {
    Worker first = swarm.start();
    swarm.keepBaseline(swarm.assignment("m4max-2", ON_BASELINE, Map.of("LR", "0.05")));
    ReportedOutcome win = coordinator.awaitOutcome("m4max-2");
    ObjectId baselineKept = swarm.branch();
    swarm.judge(win, Status.STATUS_KEEP);
    Await.until("the win is on the branch", () -> !swarm.branch().equals(baselineKept));
    ObjectId head = swarm.branch();
    swarm.close(first);
    // As if the first had died between the verdict and the push.
    swarm.hub.set(TestSwarm.BRANCH_REF, baselineKept);

    swarm.start(swarm.options(root.resolve("other"), "secret"));

    Await.until("the branch is pushed again", () -> swarm.branch().equals(head));
    assertThat(Files.readString(root.resolve("other/workspace/results.tsv"), UTF_8))
        .contains("set {LR=0.05}");
  }

  @Test
  void givesASecondAttemptARefOfItsOwn() throws Exception {
    swarm.start();
    swarm.keepBaseline();
    Assignment again =
        swarm.assignment("m4max-2", ON_BASELINE, Map.of("LR", "0.03")).toBuilder()
            .setAttempt(2)
            .build();
    swarm.assign(again);

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-2");

    assertThat(outcome.getRef()).isEqualTo("refs/autoresearch/experiments/m4max-2.2");
    assertThat(swarm.hub.resolve("refs/autoresearch/experiments/m4max-2")).isEmpty();
  }

  @Test
  void forgetsAnOutcomeOnceItIsAcknowledged() throws Exception {
    swarm.start();
    swarm.assign(swarm.baseline("m4max-1"));
    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");
    assertThat(swarm.outbox()).hasSize(1);

    swarm.judge(outcome, Status.STATUS_KEEP);

    coordinator.await(
        "a state without the outcome",
        state -> state.getLedgerRows() == 1 && state.getOutcomesCount() == 0);
    assertThat(swarm.outbox()).isEmpty();
    assertThat(folderOf(outcome.getHeld())).as("what a person may want to read").isDirectory();
    coordinator.stop();
    coordinator.forget();
    coordinator.start();
    assertThat(coordinator.await("it is back", any -> true).getOutcomesList()).isEmpty();
  }

  private Path folderOf(HeldExperiment held) {
    return swarm.folder().resolve("runs").resolve(held.getExperiment() + "." + held.getToken());
  }
}
