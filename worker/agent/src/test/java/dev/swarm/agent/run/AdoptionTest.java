package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.agent.sandbox.SandboxProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker dies, in a process of its own or by leaving its folder, and the next life goes on. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class AdoptionTest {
  private static final String WAITS =
      "echo $$ >pid; echo 'step 3 | loss 2.5 | 1k tokens/s';"
          + " while [ ! -e go ]; do sleep 0.02; done; exit 7";

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void adoptsTheRunOfAKilledWorkerAndGetsItsExitCode(boolean withPerl) throws Exception {
    WorkerProcess worker = WorkerProcess.start(bench, bench.spec(WAITS), withPerl);
    long child = bench.pidIn("pid");
    worker.killHard();
    assertThat(Bench.isGone(child)).isFalse();

    Runner next = bench.runner();
    assertThatThrownBy(() -> next.start(bench.spec("true"), progress -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("adopt it");
    Run run = next.adopt(next.unfinished().get(0), progress -> {});
    Await.until("progress of the adopted run", () -> run.progress().step().isPresent());
    assertThat(run.onExit()).isNotDone();
    Files.createFile(bench.inWorkspace("go"));

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(7));
    assertThat(Bench.exitOf(next.start(bench.spec("true"), progress -> {})))
        .isInstanceOf(Exit.Exited.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killsTheWholeTreeOfAKilledWorkersRun(boolean withPerl) throws Exception {
    RunSpec spec =
        bench.spec(
            "trap '' TERM; setsid sh -c '(trap \"\" TERM; sleep 300; sleep 300) &' &"
                + " sleep 300 & echo $$ >pid; while :; do sleep 0.05; done");
    WorkerProcess worker = WorkerProcess.start(bench, spec, withPerl);
    bench.pidIn("pid");
    worker.killHard();
    assertThat(Bench.processesOf(spec.nonce())).hasSizeGreaterThan(3);

    Runner next = bench.runner();
    Run run = next.adopt(next.unfinished().get(0), progress -> {});
    run.kill("the worker was restarted");

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Killed.class);
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
    assertThat(Bench.exitOf(next.start(bench.spec("true"), progress -> {})))
        .isInstanceOf(Exit.Exited.class);
  }

  @Test
  void adoptsARunThatIsShutIn() throws Exception {
    RunSpec spec =
        bench.spec("echo 'step 3 | loss 2.5'; while [ ! -e go ]; do sleep 0.02; done; exit 7");
    WorkerProcess worker = WorkerProcess.start(bench, spec, false, true);
    Path log = RunFolder.of(bench.settings.runs(), spec.experiment(), spec.token()).log();
    Await.until("it runs", () -> Files.exists(log) && Files.size(log) > 0);
    worker.killHard();

    Runner next = bench.runner();
    Run run = adopt(next, next.unfinished().get(0));
    Await.until("progress of the adopted run", () -> run.progress().step().isPresent());
    Files.createFile(bench.inWorkspace("go"));

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(7));
  }

  @Test
  void killsAnAdoptedRunThatIsShutInWithAllItsChildren() throws Exception {
    RunSpec spec =
        bench.spec(
            "trap '' TERM; setsid sh -c '(sleep 300 &)'; echo on; while :; do sleep 1; done");
    WorkerProcess worker = WorkerProcess.start(bench, spec, false, true);
    Path log = RunFolder.of(bench.settings.runs(), spec.experiment(), spec.token()).log();
    Await.until("it runs", () -> Files.exists(log) && Files.size(log) > 0);
    worker.killHard();
    assertThat(Bench.processesOf(spec.nonce())).hasSizeGreaterThan(3);

    Runner next = bench.runner();
    Run run = adopt(next, next.unfinished().get(0));
    run.kill("the worker was restarted");

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Killed.class);
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
    assertThat(Bench.exitOf(next.start(bench.spec("true"), progress -> {})))
        .isInstanceOf(Exit.Exited.class);
  }

  @Test
  void countsTheHardLimitFromTheStartAndNotFromTheAdoption() throws Exception {
    RunSpec spec = bench.spec("echo $$ >pid; sleep 300", Duration.ofHours(1));
    Runner first = bench.runner();
    first.start(spec, progress -> {});
    bench.pidIn("pid");
    first.close();

    Run run = adoptIn(bench.runnerAfter(Duration.ofHours(2)));

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.TimedOut.class);
  }

  @Test
  void findsTheDeviceBusyWhileAnOrphanWithoutWrapperLives() throws Exception {
    WorkerProcess worker = WorkerProcess.start(bench, bench.spec(WAITS), false);
    long child = bench.pidIn("pid");
    worker.killHard();
    RunFolder left = nextLife().unfinished().get(0);
    long wrapper = left.wrapper().orElseThrow().pid();
    ProcessHandle.of(wrapper).orElseThrow().destroyForcibly();
    Await.until("the wrapper is gone", () -> Bench.isGone(wrapper));

    Bench neighbour = new Bench(folder.resolve("neighbour"));
    RunnerSettings sameDevice =
        new RunnerSettings(
            neighbour.settings.runs(),
            bench.settings.locks(),
            bench.settings.grace(),
            bench.settings.leftoverGrace(),
            bench.settings.look(),
            bench.settings.watchdogSlack());
    Runner other = neighbour.runner(sameDevice, Bench.TOOLS);
    assertThat(Bench.exitOf(other.start(bench.spec("true"), progress -> {})))
        .isInstanceOfSatisfying(
            Exit.DeviceBusy.class, exit -> assertThat(exit.holders()).contains("pid " + child));

    assertThat(Bench.exitOf(nextLife().adopt(left, progress -> {})))
        .isInstanceOfSatisfying(
            Exit.Lost.class, exit -> assertThat(exit.why()).contains("wrapper was killed"));
    assertThat(Bench.isGone(child)).isTrue();
    assertThat(Bench.exitOf(other.start(bench.spec("true"), progress -> {})))
        .isInstanceOf(Exit.Exited.class);
    neighbour.close();
  }

  @Test
  void hearsTheExitCodeOfARunThatEndedWhileNobodyWatched() throws Exception {
    RunSpec spec = bench.spec("echo $$ >pid; exit 9");
    try (Runner first = bench.runner()) {
      Run unheard = first.start(spec, progress -> {});
      Bench.exitOf(unheard);
      Files.delete(unheard.folder().path().resolve("end"));
    }

    Run run = adoptIn(nextLife());

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(9));
    assertThat(adopt(nextLife(), run.folder()).onExit().get()).isEqualTo(run.onExit().get());
  }

  @Test
  void leavesItsRunsToTheNextLifeOnceItIsClosed() throws Exception {
    Runner first = bench.runner();
    Run started = first.start(bench.spec(WAITS), progress -> {});
    bench.pidIn("pid");
    first.close();
    Files.createFile(bench.inWorkspace("go"));
    Await.until("the exit code is on disk", () -> started.folder().exit().isPresent());

    assertThat(Bench.exitOf(adoptIn(nextLife()))).isInstanceOf(Exit.Exited.class);
    assertThat(started.onExit()).isNotDone();
  }

  @Test
  void carriesThroughAKillTheLastLifeHadBegun() throws Exception {
    RunSpec spec = bench.spec("trap '' TERM; echo $$ >pid; while :; do sleep 0.05; done");
    Runner first = bench.runner();
    Run started = first.start(spec, progress -> {});
    bench.pidIn("pid");
    first.close();
    started.folder().write(new Stop(Stop.Cause.TIME_OUT, "its hard limit is over"));

    Run run = adoptIn(nextLife());

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.TimedOut.class);
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
  }

  @Test
  void neverStartsTheCommandOfARunThatWasGivenUpBeforeItsWrapperSpoke() throws Exception {
    RunSpec spec = bench.spec("touch started");
    RunFolder left = leave(spec);

    assertThat(Bench.exitOf(adoptIn(nextLife()))).isInstanceOf(Exit.Lost.class);

    // The wrapper was only slow: it comes now, and must see that it is not wanted.
    new Wrapper(bench.settings, Bench.TOOLS, SandboxProbe.none())
        .start(spec, left, System.getenv())
        .waitFor();
    assertThat(left.exit().orElseThrow().state()).isEqualTo(WrapperExit.State.STOPPED);
    assertThat(bench.inWorkspace("started")).doesNotExist();
  }

  @Test
  void leavesAProcessAloneThatGotThePidOfADeadWrapper() throws Exception {
    Process bystander = new ProcessBuilder("setsid", "sleep", "300").start();
    try {
      Await.until(
          "the bystander leads a group, as the wrapper did",
          () -> ProcStat.read(bystander.pid()).orElseThrow().group() == bystander.pid());
      String boot = ProcessId.thisBoot().orElseThrow();
      List<String> recorded =
          List.of(
              // Another start in the same boot, the same start in another boot, and a host that
              // tells neither and on which the pid's owner started later than the wrapper spoke.
              "ticks=1\nboot=" + boot + "\nstarted=" + (now() + 100),
              "ticks=" + ticks(bystander) + "\nboot=other\nstarted=" + (now() + 100),
              "ticks=\nboot=\nstarted=" + (now() - 100));
      for (String identity : recorded) {
        RunFolder left = leave(bench.spec("true"));
        Files.writeString(
            left.path().resolve("pid"), "pid=" + bystander.pid() + "\n" + identity + "\n");

        assertThat(Bench.exitOf(adopt(nextLife(), left))).isInstanceOf(Exit.Lost.class);
        assertThat(bystander.isAlive()).isTrue();
      }
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void tellsARebootFromAKilledWrapper() throws Exception {
    RunFolder left = leave(bench.spec("true"));
    Files.writeString(
        left.path().resolve("pid"), "pid=4242\nticks=1\nboot=other\nstarted=" + now() + "\n");

    assertThat(Bench.exitOf(adoptIn(nextLife())))
        .isInstanceOfSatisfying(
            Exit.Lost.class, exit -> assertThat(exit.why()).contains("rebooted"));
  }

  @Test
  void doesNotTrustAPidFileThatWouldMeanEverybody() throws Exception {
    RunFolder left = leave(bench.spec("true"));
    Files.writeString(left.path().resolve("pid"), "pid=1\nticks=\nboot=\nstarted=" + now() + "\n");

    assertThat(left.wrapper()).isEmpty();
    assertThat(Bench.exitOf(adoptIn(nextLife()))).isInstanceOf(Exit.Lost.class);
  }

  @Test
  void endsARunByItselfWhenTheWorkerDoesNotComeBack() throws Exception {
    RunnerSettings settings = Bench.settings(folder, Duration.ZERO);
    RunSpec spec = bench.spec("trap '' TERM; while :; do sleep 0.05; done", Duration.ofSeconds(1));
    RunFolder left = leave(spec);
    // No worker watches it, however long it takes to begin: its limit would be the worker's too.
    new Wrapper(settings, Bench.TOOLS, SandboxProbe.none())
        .start(spec, left, System.getenv())
        .waitFor();

    Await.until("nothing is left", () -> Bench.processesOf(spec.nonce()).isEmpty());
    assertThat(left.stop()).map(Stop::cause).contains(Stop.Cause.TIME_OUT);
    assertThat(Bench.exitOf(adoptIn(nextLife()))).isInstanceOf(Exit.TimedOut.class);
  }

  private Runner nextLife() throws IOException {
    return bench.runner();
  }

  private Run adoptIn(Runner runner) throws IOException {
    assertThat(runner.unfinished()).hasSize(1);
    return adopt(runner, runner.unfinished().get(0));
  }

  private static Run adopt(Runner runner, RunFolder left) {
    return runner.adopt(left, progress -> {});
  }

  /** A folder as a worker leaves it that dies before its wrapper says anything. */
  private RunFolder leave(RunSpec spec) throws IOException {
    nextLife().close();
    RunFolder left = RunFolder.of(bench.settings.runs(), spec.experiment(), spec.token());
    left.create(RunRecord.of(spec, Instant.now(), OptionalLong.empty()));
    return left;
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static long ticks(Process process) {
    Optional<ProcStat> stat = ProcStat.read(process.pid());
    return stat.orElseThrow().startTicks();
  }
}
