package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.shared.campaign.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Real commands that hang, fork, eat memory and flood: killed with all their children. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class GreedyRunTest {
  private static final String HOLDS_64_MB = "big=$(head -c 67108864 /dev/zero | tr '\\0' x)";

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

  static List<Sandbox> everywhere() throws IOException {
    List<Sandbox> all = new ArrayList<>(SandboxProbe.candidates(System.getenv("PATH")));
    all.add(SandboxProbe.none());
    return all;
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void endsOneThatHangsAtTheLimitOfItsCycle(Sandbox sandbox) throws Exception {
    RunSpec spec =
        bench.spec(
            "trap '' TERM INT HUP; (trap '' TERM; sleep 300; sleep 300) & while :; do sleep 1; done",
            Duration.ofMillis(500));

    assertThat(exitOf(sandbox, spec)).isInstanceOf(Exit.TimedOut.class);
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
  }

  @Test
  void endsOneThatTrainsLongerThanItMay() throws Exception {
    RunLimits limits =
        new RunLimits(
            Duration.ofMillis(300), Bench.LONG, OptionalLong.empty(), 100, 1 << 20, 1 << 20);
    RunSpec spec = bench.spec("sleep 0.5; echo 'step 1 | loss 2.5 | 3%'; sleep 300", limits);
    RunSpec evaluates =
        bench.spec("echo 'step 9 | loss 2.5 | 100%'; sleep 0.8; echo 'val_bpb: 1'", limits);

    Exit exit = exitOf(SandboxProbe.none(), spec);

    assertThat(exit)
        .isInstanceOfSatisfying(
            Exit.TimedOut.class,
            timedOut ->
                assertThat(timedOut.after())
                    .as("by its training's limit, and not by the one of its cycle")
                    .isBetween(Duration.ofMillis(790), Bench.LONG.dividedBy(2)));
    assertThat(exitOf(SandboxProbe.none(), evaluates)).isInstanceOf(Exit.Exited.class);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void killsOneThatForksWithoutEnd(Sandbox sandbox) throws Exception {
    RunLimits limits =
        new RunLimits(Bench.LONG, Bench.LONG, OptionalLong.empty(), 100, 1 << 20, 1 << 20);
    // The first of its processes outlives the bomb, which ends where the host forks no more.
    RunSpec spec =
        bench.spec(
            "bomb() { while :; do (setsid sh -c 'sleep 300; :' &); done; };"
                + " sleep 300 & bomb & wait",
            limits);

    Exit exit = exitOf(sandbox, spec);

    assertThat(exit)
        .isInstanceOfSatisfying(
            Exit.Killed.class,
            killed -> {
              assertThat(killed.by()).isEqualTo(Exit.Killer.PROCESS_LIMIT);
              assertThat(killed.why()).contains("its limit is 100");
            });
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void killsOneThatEatsMemory(Sandbox sandbox) throws Exception {
    // Two that take less than the limit each: it is the sum that counts. And no more than that, for
    // nobody knows how soon somebody looks.
    RunSpec spec =
        bench.spec(
            "(HOLD; sleep 300; :) & HOLD; sleep 300; :".replace("HOLD", HOLDS_64_MB),
            memory(100 << 20));
    Run run = bench.runner(sandbox).start(spec, progress -> {});

    Exit exit = Bench.exitOf(run);

    assertThat(exit)
        .isInstanceOfSatisfying(
            Exit.Killed.class,
            killed -> assertThat(killed.by()).isEqualTo(Exit.Killer.MEMORY_LIMIT));
    assertThat(Bench.processesOf(spec.nonce())).isEmpty();
    assertThat(RunReport.read(run.folder(), exit, "val_bpb", Optional.empty()).crash())
        .map(Crash::kind)
        .contains(CrashKind.OUT_OF_MEMORY);
  }

  @Test
  void countsMemoryThatProcessesShareOnce() throws Exception {
    // A shell that holds 64 MB or more and forks: seven times that by the simple sum.
    RunSpec spec =
        bench.spec(
            HOLDS_64_MB + "; for i in 1 2 3 4 5 6; do (sleep 1; :) & done; wait; exit 6",
            memory(300 << 20));

    assertThat(exitOf(SandboxProbe.none(), spec))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(6));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void boundsAFileThatItsOutputGoesToInsteadOfTheLog(Sandbox sandbox) throws Exception {
    RunLimits limits =
        new RunLimits(Bench.LONG, Bench.LONG, OptionalLong.empty(), 100, 1 << 20, 1 << 20);
    RunSpec spec = bench.spec("head -c 100000000 /dev/zero >other.log", limits);
    Run run = bench.runner(sandbox).start(spec, progress -> {});

    Exit exit = Bench.exitOf(run);

    assertThat(bench.inWorkspace("other.log")).hasSize(1 << 20);
    assertThat(RunReport.read(run.folder(), exit, "val_bpb", Optional.empty()).crash())
        .map(Crash::kind)
        .contains(CrashKind.LIMIT);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void killsOneThatFloodsItsLogWhileTheWorkersMemoryStaysFlat(Sandbox sandbox) throws Exception {
    FloodedWorker.Answer answer = FloodedWorker.run(bench.root, sandbox.level());

    assertThat(answer.exit()).isEqualTo("LOG_LIMIT");
    assertThat(answer.logBytes()).isEqualTo(64 << 20);
    assertThat(answer.processesLeft()).isZero();
    assertThat(answer.grownKilobytes()).isLessThan(24 << 10);
    assertThat(Files.size(bench.settings.runs().resolve("flood.1/run.log"))).isEqualTo(64 << 20);
  }

  private static RunLimits memory(long most) {
    return new RunLimits(Bench.LONG, Bench.LONG, OptionalLong.of(most), 100, 1 << 20, 1 << 20);
  }

  private Exit exitOf(Sandbox sandbox, RunSpec spec) throws Exception {
    return Bench.exitOf(bench.runner(sandbox).start(spec, progress -> {}));
  }
}
