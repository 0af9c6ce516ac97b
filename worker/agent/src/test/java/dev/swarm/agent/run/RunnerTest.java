package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.shared.campaign.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With real processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class RunnerTest {
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

  static List<HostTools> waysToLockAndDetach() {
    HostTools all = Bench.TOOLS;
    return List.of(
        new HostTools(
            all.shell(), all.setsid(), all.flock(), Optional.empty(), all.taskset(), all.prlimit()),
        new HostTools(
            all.shell(),
            Optional.empty(),
            Optional.empty(),
            all.perl(),
            Optional.empty(),
            Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("waysToLockAndDetach")
  void runsACommandInTheWorkspaceAndTellsItsExitCode(HostTools tools) throws Exception {
    RunSpec spec = bench.spec("pwd; echo to-stderr >&2; cat; exit 7");

    Run run = bench.runner(bench.settings, tools).start(spec, progress -> {});

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(
            Exit.Exited.class,
            exit -> {
              assertThat(exit.code()).isEqualTo(7);
              assertThat(exit.after()).isBetween(Duration.ZERO, Duration.ofSeconds(20));
            });
    assertThat(Bench.log(run)).isEqualTo(bench.workspace.toRealPath() + "\nto-stderr\n");
    assertThat(run.folder().end()).contains(run.onExit().get());
  }

  @ParameterizedTest
  @MethodSource("waysToLockAndDetach")
  void leadsASessionOfItsOwnAndLeavesNoProcessBehind(HostTools tools) throws Exception {
    RunSpec spec = bench.spec("echo $$ >pid; while [ ! -e go ]; do sleep 0.02; done");
    Run run = bench.runner(bench.settings, tools).start(spec, progress -> {});
    ProcStat child = ProcStat.read(bench.pidIn("pid")).orElseThrow();
    long wrapper = run.folder().wrapper().orElseThrow().pid();

    assertThat(child.session()).isEqualTo(wrapper);
    assertThat(child.group()).isEqualTo(wrapper);

    Files.createFile(bench.inWorkspace("go"));
    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Exited.class);
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
    assertThat(run.folder().wrapperLog()).isEmptyFile();
  }

  @Test
  void tellsProgressAsItIsPrinted() throws Exception {
    List<Progress> heard = new CopyOnWriteArrayList<>();
    RunSpec spec =
        bench.spec(
            "echo 'started in 2.31 s (java)';"
                + "echo 'step 1 | loss 9.5 | lr 1.0 | 23.1k tokens/s | 1%';"
                + "while [ ! -e go ]; do sleep 0.02; done;"
                + "printf '\\rstep 00002 (50.0%%) | loss: 8.5 | tok/sec: 436,906'");
    Run run = bench.runner().start(spec, heard::add);
    Await.until("the first step", () -> run.progress().step().isPresent());
    Files.createFile(bench.inWorkspace("go"));
    Bench.exitOf(run);

    assertThat(run.progress().startUpSeconds()).hasValue(2.31);
    assertThat(run.progress().step()).hasValue(2);
    assertThat(run.progress().tokensPerSecond()).hasValue(436_906);
    Await.until("the last step is told", () -> heard.contains(run.progress()));
    assertThat(heard).anySatisfy(progress -> assertThat(progress.loss()).hasValue(9.5));
  }

  @ParameterizedTest
  @MethodSource("waysToLockAndDetach")
  void killsWhatIgnoresThePoliteSignal(HostTools tools) throws Exception {
    RunSpec spec = bench.spec("trap '' TERM INT HUP; echo $$ >pid; while :; do sleep 0.05; done");
    Run run = bench.runner(bench.settings, tools).start(spec, progress -> {});
    long pid = bench.pidIn("pid");

    run.kill("replaced by the operator");

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(
            Exit.Killed.class,
            exit -> {
              assertThat(exit.by()).isEqualTo(Exit.Killer.WORKER);
              assertThat(exit.why()).isEqualTo("replaced by the operator");
            });
    assertThat(Bench.isGone(pid)).isTrue();
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
  }

  @Test
  void letsAPoliteCommandCleanUp() throws Exception {
    RunSpec spec =
        bench.spec("trap 'echo bye; exit 0' TERM; echo $$ >pid; while :; do sleep 0.02; done");
    Run run = bench.runner().start(spec, progress -> {});
    bench.pidIn("pid");

    run.kill("enough");

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Killed.class);
    assertThat(Bench.log(run)).contains("bye");
  }

  @Test
  void killsAtTheHardLimit() throws Exception {
    RunSpec spec = bench.spec("sleep 300 & sleep 300", Duration.ofMillis(300));

    Exit exit = bench.exitOf(spec);

    assertThat(exit)
        .isInstanceOfSatisfying(
            Exit.TimedOut.class,
            timedOut ->
                assertThat(timedOut.after())
                    .isBetween(Duration.ofMillis(290), Duration.ofSeconds(10)));
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
  }

  static List<ProcessTable> waysToSeeProcesses() {
    return List.of(new ProcTable(), new PsTable("ps", false));
  }

  @ParameterizedTest
  @MethodSource("waysToSeeProcesses")
  void killsChildrenThatForkTwiceAndLeaveTheSession(ProcessTable table) throws Exception {
    RunSpec spec = bench.spec(detached("sleep 300") + "sleep 300");
    Run run = bench.runner(bench.settings, Bench.TOOLS, table).start(spec, progress -> {});
    long daemon = bench.pidIn("daemon");
    assertThat(ProcStat.read(daemon).orElseThrow().session())
        .isNotEqualTo(run.folder().wrapper().orElseThrow().pid());

    run.kill("enough");

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Killed.class);
    assertThat(Bench.isGone(daemon)).isTrue();
  }

  @Test
  void killsWhatTheCommandLeavesBehindBeforeItTellsTheExit() throws Exception {
    RunSpec spec = bench.spec(detached("sleep 300") + "env -i sleep 301 & echo $! >bare; exit 3");
    Run run = bench.runner().start(spec, progress -> {});

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(3));
    assertThat(Bench.isGone(bench.pidIn("daemon"))).isTrue();
    assertThat(Bench.isGone(bench.pidIn("bare"))).isTrue();
  }

  @Test
  void killsTheChildrenOfAJvmThoughTheyDoNotHoldTheLock() throws Exception {
    RunSpec spec =
        bench.spec(
            "exec '%s' -cp '%s' %s"
                .formatted(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    System.getProperty("java.class.path"),
                    JvmTrainer.class.getName()));
    Run run = bench.runner().start(spec, progress -> {});
    long grandchild = bench.pidIn("grandchild");
    assertThat(LockHolders.find(bench.settings.locks().get(0)))
        .isNotEmpty()
        .doesNotContain(grandchild);

    Files.createFile(bench.inWorkspace("go"));

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isZero());
    assertThat(Bench.isGone(grandchild)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("waysToLockAndDetach")
  void findsTheDeviceBusyWhileAnythingOfAnotherRunLivesAndFreeAfter(HostTools tools)
      throws Exception {
    // Without environment, group and parent it cannot be told to be the run's; the lock can.
    RunSpec first = bench.spec(detached("exec env -i sleep 300"));
    assertThat(Bench.exitOf(bench.runner(bench.settings, tools).start(first, progress -> {})))
        .isInstanceOf(Exit.Exited.class);
    long orphan = bench.pidIn("daemon");
    assertThat(Bench.isGone(orphan)).isFalse();

    assertThat(bench.exitOf(bench.spec("touch started")))
        .isInstanceOfSatisfying(
            Exit.DeviceBusy.class,
            exit -> assertThat(exit.holders()).contains("pid " + orphan).contains("sleep 300"));
    assertThat(bench.inWorkspace("started")).doesNotExist();

    ProcessHandle.of(orphan).orElseThrow().destroyForcibly();
    Await.until("the orphan is gone", () -> Bench.isGone(orphan));
    assertThat(bench.exitOf(bench.spec("true"))).isInstanceOf(Exit.Exited.class);
  }

  @ParameterizedTest
  @MethodSource("waysToLockAndDetach")
  void sharesALockWithEveryDeviceThatOverlaps(HostTools tools) throws Exception {
    Run first = bench.runner(onCores(bench, 0, 1), tools).start(bench.spec("sleep 300"), p -> {});
    Await.until("it runs", () -> Files.exists(first.folder().path().resolve("started")));
    Bench neighbour = new Bench(folder.resolve("neighbour"));
    Runner overlapping = neighbour.runner(onCores(neighbour, 1, 2), tools);
    Runner beside = neighbour.runner(onCores(neighbour, 2, 3), tools);

    assertThat(Bench.exitOf(overlapping.start(neighbour.spec("true"), p -> {})))
        .isInstanceOfSatisfying(
            Exit.DeviceBusy.class,
            exit ->
                assertThat(exit.holders())
                    .contains("core-1", "the run in " + first.folder(), "sleep 300"));
    assertThat(Bench.exitOf(beside.start(neighbour.spec("true"), p -> {})))
        .isInstanceOf(Exit.Exited.class);

    first.kill("enough");
    Bench.exitOf(first);
    assertThat(Bench.exitOf(overlapping.start(neighbour.spec("true"), p -> {})))
        .isInstanceOf(Exit.Exited.class);
    neighbour.close();
  }

  private RunnerSettings onCores(Bench of, int... cores) {
    RunnerSettings usual = of.settings;
    return new RunnerSettings(
        usual.runs(),
        IntStream.of(cores).mapToObj(core -> folder.resolve("core-" + core)).toList(),
        usual.grace(),
        usual.leftoverGrace(),
        usual.look(),
        usual.watchdogSlack());
  }

  @Test
  void callsARunLostWhoseWrapperIsKilledAndKillsItsChild() throws Exception {
    RunSpec spec = bench.spec("echo $$ >pid; sleep 300");
    Run run = bench.runner().start(spec, progress -> {});
    long child = bench.pidIn("pid");

    ProcessHandle.of(run.folder().wrapper().orElseThrow().pid()).orElseThrow().destroyForcibly();

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(
            Exit.Lost.class, exit -> assertThat(exit.why()).contains("wrapper was killed"));
    assertThat(Bench.isGone(child)).isTrue();
    assertThat(bench.exitOf(bench.spec("true"))).isInstanceOf(Exit.Exited.class);
  }

  @Test
  void tellsACommandKilledFromOutsideFromOneThatFailed() throws Exception {
    Run run = bench.runner().start(bench.spec("echo $$ >pid; sleep 300"), progress -> {});

    ProcessHandle.of(bench.pidIn("pid")).orElseThrow().destroyForcibly();

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(
            Exit.Killed.class, exit -> assertThat(exit.by()).isEqualTo(Exit.Killer.HOST));
  }

  @Test
  void killsARunThatFloodsItsLogAndKeepsTheLogBounded() throws Exception {
    RunSpec spec = bench.spec("head -c 1000000000 /dev/zero; sleep 300", withLog(1 << 20));
    Run run = bench.runner().start(spec, progress -> {});

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(
            Exit.Killed.class,
            exit -> {
              assertThat(exit.by()).isEqualTo(Exit.Killer.LOG_LIMIT);
              assertThat(exit.why()).contains("1048576 bytes");
            });
    assertThat(run.folder().log()).hasSize(1 << 20);
  }

  @Test
  void findsTheSummaryAtTheEndOfAFloodThatIsOverBeforeAnyoneLooks() throws Exception {
    RunSpec spec =
        bench.spec(
            "echo beginning; head -c 5000000 /dev/zero | tr '\\0' '\\n';"
                + " printf -- '---\\nval_bpb: 0.99\\nnonce: N\\n'",
            withLog(2000));
    RunnerSettings slow =
        new RunnerSettings(
            bench.settings.runs(),
            bench.settings.locks(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));
    Run run = bench.runner(slow, Bench.TOOLS).start(spec, progress -> {});

    Exit exit = Bench.exitOf(run);

    assertThat(exit).isInstanceOf(Exit.Exited.class);
    assertThat(run.folder().log()).hasSize(2000);
    assertThat(Bench.log(run)).startsWith("beginning\n").containsPattern("\\d+ bytes were cut out");
    assertThat(RunReport.read(run.folder(), exit, "val_bpb", Optional.of("N")).crash()).isEmpty();
  }

  private static RunLimits withLog(long bytes) {
    RunLimits usual = Bench.limits(Duration.ofSeconds(60));
    return new RunLimits(
        usual.training(),
        usual.cycle(),
        usual.memory(),
        usual.processes(),
        usual.fileSize(),
        bytes);
  }

  @Test
  void givesTheChildNothingOfTheWorkersEnvironmentThatIsNotAllowed() throws Exception {
    Map<String, String> workers =
        Map.of(
            "PATH", System.getenv("PATH"),
            "HOME", "/home/worker",
            "SWARM_TOKEN", "secret",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "LC_ALL", "C");
    RunSpec plain = bench.spec("env >env.txt; tr '\\0' '\\n' </proc/$PPID/environ >wrapper.txt");
    RunSpec spec =
        new RunSpec(
            plain.experiment(),
            plain.token(),
            plain.base(),
            plain.nonce(),
            plain.command(),
            plain.workspace(),
            plain.limits(),
            Map.of("HOME", "/home/run", "SWARM_BUDGET_SECONDS", "300"),
            plain.cores(),
            plain.surroundings());
    try (Runner runner =
        Runner.open(bench.settings, Bench.TOOLS, SandboxProbe.none(), workers, Clock.systemUTC())) {
      Bench.exitOf(runner.start(spec, progress -> {}));
    }

    assertThat(Files.readAllLines(bench.inWorkspace("env.txt")))
        .contains(
            "HOME=/home/run", "LC_ALL=C", "SWARM_BUDGET_SECONDS=300", "SWARM_RUN=" + spec.nonce())
        .noneMatch(line -> line.contains("secret"));
    assertThat(bench.inWorkspace("wrapper.txt")).content().doesNotContain("secret");
  }

  @Test
  void bindsTheCommandToItsCores() throws Exception {
    RunSpec plain = bench.spec("grep Cpus_allowed_list /proc/self/status");
    RunSpec spec =
        new RunSpec(
            plain.experiment(),
            plain.token(),
            plain.base(),
            plain.nonce(),
            plain.command(),
            plain.workspace(),
            plain.limits(),
            plain.environment(),
            Optional.of(Cores.parse("0")),
            plain.surroundings());
    Run run = bench.runner().start(spec, progress -> {});

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Exited.class);
    assertThat(Bench.log(run)).matches("Cpus_allowed_list:\\s+0\n");
  }

  @Test
  void startsNothingWhileARunIsOnOrForTheSecondTime() throws Exception {
    Runner runner = bench.runner();
    RunSpec spec = bench.spec("sleep 300");
    Run run = runner.start(spec, progress -> {});

    assertThatThrownBy(() -> runner.start(bench.spec("true"), progress -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not over yet");
    run.kill("enough");
    Bench.exitOf(run);
    assertThatThrownBy(() -> runner.start(spec, progress -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("started before");
    assertThat(runner.find(spec.experiment(), spec.token())).isPresent();

    run.folder().delete();
    assertThat(runner.find(spec.experiment(), spec.token())).isEmpty();
  }

  @Test
  void saysSoWhenTheWorkspaceIsMissing() throws Exception {
    RunSpec spec = bench.spec("true");
    Files.delete(bench.workspace);
    Runner runner = bench.runner();

    assertThatThrownBy(() -> runner.start(spec, progress -> {})).isInstanceOf(IOException.class);
    assertThat(runner.unfinished()).isEmpty();
    assertThat(runner.find(spec.experiment(), 1).orElseThrow().end())
        .get()
        .isInstanceOf(Exit.NotStarted.class);
  }

  @Test
  void saysSoWhenTheLockCannotBeOpened() throws Exception {
    Files.createDirectory(bench.settings.locks().get(0));

    assertThat(bench.exitOf(bench.spec("true")))
        .isInstanceOfSatisfying(
            Exit.NotStarted.class,
            exit -> assertThat(exit.why()).contains("cannot take the device's locks"));
  }

  @Test
  void saysWhichProgramsTheHostLacks() {
    assertThatThrownBy(() -> HostTools.find("/nowhere"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setsid and flock")
        .hasMessageContaining("perl");
  }

  @Test
  void readsWhatARunReported() throws Exception {
    RunSpec spec =
        bench.spec("printf -- '---\\nval_bpb: 0.997900\\npeak_vram_mb: 45060.2\\nnonce: %s\\n' N");
    Run run = bench.runner().start(spec, progress -> {});
    Exit exit = Bench.exitOf(run);

    RunReport report = RunReport.read(run.folder(), exit, "val_bpb", Optional.of("N"));

    assertThat(report.crash()).isEmpty();
    assertThat(report.result())
        .isEqualTo(
            new RunResult.Summary(0.9979, Map.of("val_bpb", 0.9979, "peak_vram_mb", 45060.2)));
    assertThat(report.tail().lines()).last().isEqualTo("nonce: N");
  }

  @Test
  void noticesTheExitAtOnce() throws Exception {
    RunSpec spec = bench.spec("true");
    RunnerSettings slow =
        new RunnerSettings(
            bench.settings.runs(),
            bench.settings.locks(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));

    Run run = bench.runner(slow, Bench.TOOLS).start(spec, progress -> {});

    assertThat(run.onExit().get(10, TimeUnit.SECONDS)).isInstanceOf(Exit.Exited.class);
  }

  /**
   * A command that starts a daemon, which leaves its pid in the file daemon, and waits for that.
   */
  private static String detached(String command) {
    return "setsid sh -c '(echo $(sh -c \"echo \\$PPID\") >daemon; "
        + command
        + ") & ' & while [ ! -s daemon ]; do sleep 0.02; done; ";
  }
}
