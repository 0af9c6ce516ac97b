package dev.swarm.agent.run;

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

  final Path root;
  final Path workspace;
  final RunnerSettings settings;
  private final List<Runner> runners = new ArrayList<>();
  private final List<String> nonces = new ArrayList<>();

  Bench(Path root) throws IOException {
    this.root = root;
    this.workspace = Files.createDirectories(root.resolve("workspace"));
    this.settings = settings(root, 64 << 20, Duration.ofSeconds(60));
  }

  static RunnerSettings settings(Path root, long logLimit, Duration watchdogSlack) {
    return new RunnerSettings(
        root.resolve("runs"),
        root.resolve("device.lock"),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(20),
        logLimit,
        watchdogSlack);
  }

  /** One runner after another over the same folders: the lives of one worker. */
  Runner runner() throws IOException {
    return runner(settings, TOOLS);
  }

  Runner runner(RunnerSettings settings, HostTools tools) throws IOException {
    return runner(settings, tools, new ProcTable());
  }

  Runner runner(RunnerSettings settings, HostTools tools, ProcessTable table) throws IOException {
    Runner runner = new Runner(settings, tools, System.getenv(), Clock.systemUTC(), table);
    runners.add(runner);
    return runner;
  }

  RunSpec spec(String command) {
    return spec(command, Duration.ofSeconds(60));
  }

  RunSpec spec(String command, Duration hardLimit) {
    String nonce = "n" + nonces.size() + "-" + Long.toHexString(System.nanoTime());
    nonces.add(nonce);
    return new RunSpec(
        "exp-" + nonces.size(),
        1,
        "abc123",
        nonce,
        command,
        workspace,
        hardLimit,
        Map.of(),
        Optional.empty());
  }

  Exit exitOf(RunSpec spec) throws Exception {
    return exitOf(runner().start(spec, progress -> {}));
  }

  static Exit exitOf(Run run) throws Exception {
    return run.onExit().get(30, TimeUnit.SECONDS);
  }

  /** What the command of a run has printed. */
  static String log(Run run) throws IOException {
    return Files.readString(run.folder().log());
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
