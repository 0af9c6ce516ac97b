package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Runs that want the same device: with real processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class SharedDeviceTest {
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
  void findsTheDeviceBusyWhileAnythingOfAnotherRunLivesAndFreeAfter(HostTools tools)
      throws Exception {
    // Without environment, group and parent it cannot be told to be the run's; the lock can.
    RunSpec first =
        bench.spec(
            Bench.detached("exec env -i sleep 300")
                + "until tr '\\0' ' ' </proc/$(cat daemon)/cmdline | grep -q '^sleep 300';"
                + " do sleep 0.02; done");
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
  @MethodSource("dev.swarm.agent.run.Bench#waysToLockAndDetach")
  void sharesALockWithEveryDeviceThatOverlaps(HostTools tools) throws Exception {
    RunSpec sleeps = bench.spec("echo on; sleep 300");
    Run first = bench.runner(onCores(bench, 0, 1), tools).start(sleeps, p -> {});
    Await.until("its command runs", () -> Bench.log(first).equals("on\n"));
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
  void saysSoWhenTheLockCannotBeOpened() throws Exception {
    Files.createDirectory(bench.settings.locks().get(0));

    assertThat(bench.exitOf(bench.spec("true")))
        .isInstanceOfSatisfying(
            Exit.NotStarted.class,
            exit -> assertThat(exit.why()).contains("cannot take the device's locks"));
  }
}
