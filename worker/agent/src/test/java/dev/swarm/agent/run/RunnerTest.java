package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.agent.probe.UsableCores;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.shared.campaign.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
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
@Timeout(300)
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

  @ParameterizedTest
  @MethodSource("dev.swarm.agent.run.Bench#waysToLockAndDetach")
  void runsACommandInTheWorkspaceAndTellsItsExitCode(HostTools tools) throws Exception {
    RunSpec spec = bench.spec("pwd; echo to-stderr >&2; cat; exit 7");
    Instant before = Instant.now();

    Run run = bench.runner(bench.settings, tools).start(spec, progress -> {});

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(
            Exit.Exited.class,
            exit -> {
              assertThat(exit.code()).isEqualTo(7);
              assertThat(exit.after())
                  .isBetween(Duration.ZERO, Duration.between(before, Instant.now()).plusMillis(1));
            });
    assertThat(Bench.log(run)).isEqualTo(bench.workspace.toRealPath() + "\nto-stderr\n");
    assertThat(run.folder().end()).contains(run.onExit().get());
  }

  @ParameterizedTest
  @MethodSource("dev.swarm.agent.run.Bench#waysToLockAndDetach")
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
    Await.until(
        "the first step is told",
        () -> heard.stream().anyMatch(progress -> progress.loss().equals(OptionalDouble.of(9.5))));
    Files.createFile(bench.inWorkspace("go"));
    Bench.exitOf(run);

    assertThat(run.progress().startUpSeconds()).hasValue(2.31);
    assertThat(run.progress().step()).hasValue(2);
    assertThat(run.progress().tokensPerSecond()).hasValue(436_906);
    Await.until("the last step is told", () -> heard.contains(run.progress()));
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
            Bench.LONG,
            Duration.ofSeconds(60));
    Run run = bench.runner(slow, Bench.TOOLS).start(spec, progress -> {});

    Exit exit = Bench.exitOf(run);

    assertThat(exit).isInstanceOf(Exit.Exited.class);
    assertThat(run.folder().log()).hasSize(2000);
    assertThat(Bench.log(run)).startsWith("beginning\n").containsPattern("\\d+ bytes were cut out");
    assertThat(RunReport.read(run.folder(), exit, "val_bpb", Optional.of("N")).crash()).isEmpty();
  }

  private static RunLimits withLog(long bytes) {
    RunLimits usual = Bench.limits(Bench.LONG);
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
    // A container need not have the host's first core.
    String core = UsableCores.find().get(0).toString();
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
            Optional.of(Cores.parse(core)),
            plain.surroundings());
    Run run = bench.runner().start(spec, progress -> {});

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Exited.class);
    assertThat(Bench.log(run)).matches("Cpus_allowed_list:\\s+" + core + "\n");
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
            Bench.LONG,
            Bench.LONG,
            Bench.LONG,
            Duration.ofSeconds(60));

    Run run = bench.runner(slow, Bench.TOOLS).start(spec, progress -> {});

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Exited.class);
  }
}
