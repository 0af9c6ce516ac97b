package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.sandbox.SandboxProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are killed, and what is left of them: with real processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class KillingTest {
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
  @MethodSource("dev.swarm.agent.run.Bench#waysToLockAndDetach")
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
    Run run = bench.politeRunner(SandboxProbe.none()).start(spec, progress -> {});
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
                    .as("by its limit, and not by the watchdog after that")
                    .isBetween(Duration.ofMillis(290), bench.settings.watchdogSlack()));
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
  }

  static List<ProcessTable> waysToSeeProcesses() {
    return List.of(new ProcTable(), new PsTable("ps", false));
  }

  @ParameterizedTest
  @MethodSource("waysToSeeProcesses")
  void killsChildrenThatForkTwiceAndLeaveTheSession(ProcessTable table) throws Exception {
    RunSpec spec = bench.spec(Bench.detached("sleep 300") + "sleep 300");
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
    RunSpec spec =
        bench.spec(Bench.detached("sleep 300") + "env -i sleep 301 & echo $! >bare; exit 3");
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
}
