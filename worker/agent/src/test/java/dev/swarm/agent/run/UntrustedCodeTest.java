package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxLevel;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.sandbox.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Experiments that mean no good, in real processes, under each sandbox that Linux has. Where a host
 * refuses one its tests fail; none is left out.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class UntrustedCodeTest {
  /** For how long the processes of this test sleep, in seconds, and those of no other. */
  private final String nap = "300." + ProcessHandle.current().pid() + System.nanoTime();

  @TempDir Path folder;
  private Bench bench;
  private Path home;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder);
    home = Files.createDirectories(folder.resolve("a-home/.swarm")).getParent();
    Files.writeString(home.resolve(".swarm/token"), "the-swarms-token\n");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  static List<Sandbox> sandboxes() throws IOException {
    return SandboxProbe.candidates(System.getenv("PATH"));
  }

  @Test
  void findsBothSandboxesOfLinuxOnThisHost() throws Exception {
    assertThat(sandboxes())
        .extracting(Sandbox::level)
        .containsExactly(SandboxLevel.BUBBLEWRAP, SandboxLevel.NAMESPACES);
    SandboxProbe probe = SandboxProbe.look(System.getenv("PATH"), folder.resolve("probe"));
    assertThat(probe.sandbox().level()).isEqualTo(SandboxLevel.BUBBLEWRAP);
    assertThat(probe.warning()).isEmpty();
  }

  @Test
  void warnsWhereThereIsNone() throws Exception {
    SandboxProbe probe = SandboxProbe.look("/nowhere", folder.resolve("probe"));

    assertThat(probe.sandbox().level()).isEqualTo(SandboxLevel.NONE);
    assertThat(probe.warning()).get().asString().contains("without a sandbox", "bubblewrap");
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void cannotReadTheSwarmsToken(Sandbox sandbox) throws Exception {
    Map<String, String> workers = new HashMap<>(System.getenv());
    workers.put("SWARM_TOKEN", "the-swarms-token");
    workers.put("OPENAI_API_KEY", "the-key");
    String command =
        "cat '%s'; ls -a ~; ls '%s'; cat /etc/shadow; env; cat /proc/[0-9]*/environ"
            .formatted(home.resolve(".swarm/token"), folder);
    try (Runner runner =
        Runner.open(bench.settings, Bench.TOOLS, sandbox, workers, Clock.systemUTC())) {
      Run run = runner.start(bench.spec(command), progress -> {});
      Bench.exitOf(run);

      assertThat(Bench.log(run))
          .contains("HOME=" + home)
          .contains("TMPDIR=/tmp")
          .contains("No such file or directory")
          .doesNotContain("the-swarms-token", "the-key", "root:", ".swarm\n", "runs\n");
    }
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void canOpenASocketOnlyWhereTheCampaignAllowsTheNetwork(Sandbox sandbox) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(200);
      String command =
          "exec 5<>/dev/tcp/127.0.0.1/%d && echo connected".formatted(server.getLocalPort());
      RunSpec spec = bench.spec("bash -c '" + command + "'");

      assertThat(logOf(sandbox, spec)).doesNotContain("connected");
      assertThat(accepts(server)).isFalse();
      Surroundings open =
          new Surroundings(bench.workspace, home, List.of(), List.of(), List.of(), true);
      assertThat(logOf(sandbox, with(bench.spec(spec.command()), open))).contains("connected");
      assertThat(accepts(server)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void writesNowhereButToItsWorkspaceAndItsOwnFolders(Sandbox sandbox) throws Exception {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Path data = Files.writeString(cache.resolve("data"), "shard");
    Path compiled = folder.resolve("compiled");
    Path fixed = Files.writeString(bench.inWorkspace("prepare.py"), "original");
    Surroundings surroundings =
        new Surroundings(
            bench.workspace, home, List.of(fixed), List.of(cache), List.of(compiled), false);
    String command =
        """
        touch ours; echo a >~/mine; echo b >"$TMPDIR/mine"; cat '%2$s/data'; touch '%3$s/kept'
        for place in '%1$s/beside' '%1$s/runs/beside' '%2$s/data' '%2$s/more' prepare.py \\
            /usr/beside /etc/hosts /sys/kernel/mm/beside /proc/sys/kernel/core_pattern; do
          (echo bad >>"$place") 2>/dev/null && echo "wrote $place"
        done
        rm -f prepare.py; mv prepare.py away.py; ln -sf /etc/hosts prepare.py
        mount -o remount,rw /usr && echo remounted; umount /proc/sys && echo uncovered
        chmod 777 prepare.py && echo chmodded
        echo over
        """
            .formatted(folder, cache, compiled);

    String log = logOf(sandbox, with(bench.spec(command), surroundings));

    assertThat(log)
        .contains("shard", "over\n")
        .doesNotContain(
            "wrote '" + cache,
            "wrote " + cache,
            "wrote prepare",
            "wrote /usr",
            "wrote /etc",
            "wrote /sys",
            "wrote /proc",
            "remounted",
            "uncovered",
            "chmodded");
    assertThat(fixed).hasContent("original");
    assertThat(data).hasContent("shard");
    assertThat(bench.inWorkspace("ours")).exists();
    assertThat(compiled.resolve("kept")).exists();
    assertThat(folder.resolve("beside")).doesNotExist();
    assertThat(bench.settings.runs().resolve("beside")).doesNotExist();
    assertThat(home.resolve("mine")).doesNotExist();
    assertThat(Path.of("/tmp/mine")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void findsNoRepositoryToMeddleWith(Sandbox sandbox) throws Exception {
    Path repository = Files.createDirectories(folder.resolve("repository.git/hooks")).getParent();
    Path config = Files.writeString(repository.resolve("config"), "[core]\n");
    String command =
        ("echo evil >'%1$s/hooks/pre-push'; echo evil >>'%1$s/config';"
                + " mkdir -p .git/hooks && echo evil >.git/hooks/pre-push; echo over")
            .formatted(repository);

    assertThat(logOf(sandbox, bench.spec(command))).endsWith("over\n");

    assertThat(config).hasContent("[core]\n");
    assertThat(repository.resolve("hooks/pre-push")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void leavesNoProcessBehindHoweverItDetachesItself(Sandbox sandbox) throws Exception {
    String both =
        "for each in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$each; echo; done | grep -c '^sleep "
            + nap
            + " '";
    RunSpec spec =
        bench.spec(
            "setsid sh -c '(setsid env -i sleep NAP) & (trap \"\" TERM HUP; sleep NAP; sleep NAP) &';"
                    .replace("NAP", nap)
                + " until [ $(%s) = 2 ]; do sleep 0.02; done;".formatted(both)
                + " echo ready; [ -e stay ] && sleep 300; exit 4");

    Run ended = bench.runner(sandbox).start(spec, progress -> {});
    assertThat(Bench.exitOf(ended))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(4));
    assertThat(sleepers()).isEmpty();

    Files.createFile(bench.inWorkspace("stay"));
    Run killed = bench.runner(sandbox).start(again(spec), progress -> {});
    Await.until("it is ready", () -> Bench.log(killed).contains("ready"));
    assertThat(sleepers()).isNotEmpty();
    killed.kill("enough");
    assertThat(Bench.exitOf(killed)).isInstanceOf(Exit.Killed.class);
    assertThat(sleepers()).isEmpty();
    assertThat(Bench.exitOf(bench.runner(sandbox).start(bench.spec("true"), progress -> {})))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isZero());
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void diesWithItsWrapperAndCannotOutliveTheDevicesLock(Sandbox sandbox) throws Exception {
    RunSpec spec = bench.spec("setsid sleep NAP & sleep NAP".replace("NAP", nap));
    Run run = bench.runner(sandbox).start(spec, progress -> {});
    Await.until("both sleep", () -> sleepers().size() == 2);

    ProcessHandle.of(run.folder().wrapper().orElseThrow().pid()).orElseThrow().destroyForcibly();

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Lost.class);
    assertThat(sleepers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void mayCleanUpWhenItIsAskedToEnd(Sandbox sandbox) throws Exception {
    RunSpec spec =
        bench.spec("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
    Run run = bench.politeRunner(sandbox).start(spec, progress -> {});
    Await.until("it is ready", () -> Bench.log(run).contains("ready"));

    run.kill("enough");

    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Killed.class);
    assertThat(Bench.log(run)).contains("bye");
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void gainsNothingByPrintingASummaryOfItsOwn(Sandbox sandbox) throws Exception {
    String summary = "printf -- '---\\nval_bpb: %s\\nnonce: %s\\n'; ";
    RunSpec twice = bench.spec(summary.formatted("0.1", "N") + summary.formatted("0.99", "N"));
    RunSpec forged = bench.spec(summary.formatted("0.1", "guessed"));

    assertThat(crashOf(sandbox, twice).sentence()).contains("2 summary blocks");
    assertThat(crashOf(sandbox, forged).sentence()).contains("another nonce");
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void findsTheSystemItNeeds(Sandbox sandbox) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Surroundings surroundings =
        new Surroundings(
            bench.workspace,
            home,
            List.of(),
            List.of(Path.of(System.getProperty("java.home"))),
            List.of(),
            false);
    RunSpec spec =
        bench.spec(
            "'"
                + java
                + "' -XshowSettings:properties -version; echo x >/dev/null; head -c 3 /dev/urandom"
                + " | wc -c; echo shared >/dev/shm/x; id -u; ulimit -c; exit 5");

    Run run = bench.runner(sandbox).start(with(spec, surroundings), progress -> {});

    assertThat(Bench.exitOf(run))
        .isInstanceOfSatisfying(Exit.Exited.class, exit -> assertThat(exit.code()).isEqualTo(5));
    assertThat(Bench.log(run)).contains("java.io.tmpdir = /tmp").contains("\n3\n").endsWith("0\n");
    assertThat(run.folder().path().resolve("home")).doesNotExist();
    assertThat(run.folder().path().resolve("tmp")).doesNotExist();
  }

  private Crash crashOf(Sandbox sandbox, RunSpec spec) throws Exception {
    Run run = bench.runner(sandbox).start(spec, progress -> {});
    return RunReport.read(run.folder(), Bench.exitOf(run), "val_bpb", Optional.of("N"))
        .crash()
        .orElseThrow();
  }

  private String logOf(Sandbox sandbox, RunSpec spec) throws Exception {
    Run run = bench.runner(sandbox).start(spec, progress -> {});
    assertThat(Bench.exitOf(run)).isInstanceOf(Exit.Exited.class);
    return Bench.log(run);
  }

  private RunSpec again(RunSpec spec) {
    return bench.spec(spec.command());
  }

  private static RunSpec with(RunSpec spec, Surroundings surroundings) {
    return new RunSpec(
        spec.experiment(),
        spec.token(),
        spec.base(),
        spec.nonce(),
        spec.command(),
        spec.workspace(),
        spec.limits(),
        spec.environment(),
        spec.cores(),
        surroundings);
  }

  private static boolean accepts(ServerSocket server) throws IOException {
    try {
      server.accept().close();
      return true;
    } catch (SocketTimeoutException nobody) {
      return false;
    }
  }

  /** The processes that the experiment here leaves, by what they run: they hide everything else. */
  private List<String> sleepers() {
    return ProcessHandle.allProcesses()
        .filter(process -> !Bench.isGone(process.pid()))
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.matches("(.*/)?sleep " + nap))
        .toList();
  }
}
