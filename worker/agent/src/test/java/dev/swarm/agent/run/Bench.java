package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.sandbox.Surroundings;
import dev.swarm.shared.campaign.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A device to run things on in a test: folders, short times, real processes. */
final class Bench implements AutoCloseable {
  static final HostTools TOOLS = HostTools.find(System.getenv("PATH"));

  /** Longer than anything here takes, however slow the host is; a run that is stuck ends by it. */
  static final Duration LONG = Duration.ofMinutes(10);

  final Path root;
  final Path workspace;
  final RunnerSettings settings;
  private final List<Runner> runners = new ArrayList<>();
  private final List<String> nonces = new ArrayList<>();

  Bench(Path root) throws IOException {
    this.root = root;
    this.workspace = Files.createDirectories(root.resolve("workspace"));
    this.settings = settings(root, Duration.ofSeconds(60));
  }

  static RunnerSettings settings(Path root, Duration watchdogSlack) {
    return new RunnerSettings(
        root.resolve("runs"),
        List.of(root.resolve("device.lock")),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(20),
        watchdogSlack);
  }

  /** With the programs that Linux has, and with what there is elsewhere. */
  static List<HostTools> waysToLockAndDetach() {
    HostTools all = TOOLS;
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

  /** One runner after another over the same folders: the lives of one worker. */
  Runner runner() throws IOException {
    return runner(settings, TOOLS);
  }

  Runner runner(RunnerSettings settings, HostTools tools) throws IOException {
    return runner(settings, tools, new ProcTable());
  }

  Runner runner(RunnerSettings settings, HostTools tools, ProcessTable table) throws IOException {
    return runner(settings, tools, SandboxProbe.none(), Clock.systemUTC(), table);
  }

  /** One whose runs are shut in. */
  Runner runner(Sandbox sandbox) throws IOException {
    return runner(settings, TOOLS, sandbox, Clock.systemUTC(), new ProcTable());
  }

  /** One whose runs are shut in, and have all the time they want to end when they are asked to. */
  Runner politeRunner(Sandbox sandbox) throws IOException {
    RunnerSettings polite =
        new RunnerSettings(
            settings.runs(),
            settings.locks(),
            LONG,
            settings.leftoverGrace(),
            settings.look(),
            settings.watchdogSlack());
    return runner(polite, TOOLS, sandbox, Clock.systemUTC(), new ProcTable());
  }

  /** One that comes so much later by its clock. */
  Runner runnerAfter(Duration pause) throws IOException {
    Clock clock = Clock.offset(Clock.systemUTC(), pause);
    return runner(settings, TOOLS, SandboxProbe.none(), clock, new ProcTable());
  }

  private Runner runner(
      RunnerSettings settings, HostTools tools, Sandbox sandbox, Clock clock, ProcessTable table)
      throws IOException {
    Runner runner = new Runner(settings, tools, sandbox, System.getenv(), clock, table);
    runners.add(runner);
    return runner;
  }

  RunSpec spec(String command) {
    return spec(command, LONG);
  }

  RunSpec spec(String command, Duration cycle) {
    return spec(command, limits(cycle));
  }

  /** What every run here is allowed but for its time. */
  static RunLimits limits(Duration cycle) {
    return new RunLimits(cycle, cycle, OptionalLong.empty(), 4096, 4L << 30, 64 << 20);
  }

  RunSpec spec(String command, RunLimits limits) {
    String nonce = "n" + nonces.size() + "-" + Long.toHexString(System.nanoTime());
    nonces.add(nonce);
    return new RunSpec(
        "exp-" + nonces.size(),
        1,
        "abc123",
        nonce,
        command,
        workspace,
        limits,
        Map.of(),
        Optional.empty(),
        Surroundings.bare(workspace, root.resolve("a-home")));
  }

  Exit exitOf(RunSpec spec) throws Exception {
    return exitOf(runner().start(spec, progress -> {}));
  }

  static Exit exitOf(Run run) throws Exception {
    return run.onExit().get(120, TimeUnit.SECONDS);
  }

  /** What the command of a run has printed by now. */
  static String log(Run run) throws IOException {
    Path log = run.folder().log();
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /**
   * A command that starts a daemon, which leaves its pid in the file daemon, and waits for that.
   */
  static String detached(String command) {
    return "setsid sh -c '(echo $(sh -c \"echo \\$PPID\") >daemon; "
        + command
        + ") & ' & while [ ! -s daemon ]; do sleep 0.02; done; ";
  }

  Path inWorkspace(String name) {
    return workspace.resolve(name);
  }

  long pidIn(String name) throws Exception {
    Path file = inWorkspace(name);
    Await.until(
        "a pid in " + name, () -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    return Long.parseLong(Files.readString(file).strip());
  }

  /** Zombies are gone: on this host it may be that nobody asks for them. */
  static boolean isGone(long pid) {
    return ProcStat.read(pid).map(ProcStat::zombie).orElse(true);
  }

  static Set<Long> processesOf(String nonce) {
    return ProcessTable.members(
        new ProcTable().rows(nonce), OptionalLong.empty(), ProcessHandle.current().pid());
  }

  @Override
  public void close() {
    runners.forEach(Runner::close);
    ProcessTree tree = new ProcessTree(new ProcTable(), "/bin/sh");
    nonces.forEach(nonce -> tree.kill(nonce, Optional.empty(), Duration.ZERO));
  }
}
