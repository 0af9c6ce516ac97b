package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxLevel;
import dev.swarm.agent.sandbox.View;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shell scripts that stand between the worker and a run's command, and how they are started.
 *
 * <p>The device's locks are kept by open descriptors that the command and every child of it
 * inherit, so the kernel lets go of them only with the last, even if the script itself is killed.
 * One exception: a JVM closes the descriptors it inherited before it starts children of its own, so
 * what a trainer on a JVM leaves behind holds no locks. It still carries the run's mark, and {@link
 * ProcessTree} ends it before the run's exit is reported.
 *
 * <p>Immutable.
 */
final class Wrapper {
  private static final String WRAPPER = "wrapper.sh";
  private static final String START = "start.sh";

  /** What {@code ulimit -f} counts in. */
  private static final long BLOCK = 512;

  private final HostTools tools;
  private final RunnerSettings settings;

  private final Sandbox sandbox;

  /** Puts the scripts beside the runs. */
  Wrapper(RunnerSettings settings, HostTools tools, Sandbox sandbox) throws IOException {
    this.tools = tools;
    this.settings = settings;
    this.sandbox = sandbox;
    install(WRAPPER);
    install(START);
  }

  /** A shell reads its script while it runs it, so the file of a live run is never written to. */
  private void install(String name) throws IOException {
    Path script = script(name);
    Path written = script.resolveSibling("." + name);
    try (InputStream resource = Wrapper.class.getResourceAsStream(name)) {
      Files.copy(resource, written, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(
        written, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * @param workers the worker's own environment
   */
  Process start(RunSpec spec, RunFolder folder, Map<String, String> workers) throws IOException {
    View view = spec.surroundings().view(folder.path(), spec.workspace(), spec.limits().memory());
    sandbox.prepare(view);
    ProcessBuilder builder = new ProcessBuilder(tools.inOwnSession(command(spec, folder, view)));
    builder.directory(spec.workspace().toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            ChildEnvironment.of(
                workers, sandbox.environment(view), spec.environment(), spec.nonce()));
    // Files, not pipes: the run must not feel it when the worker dies.
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.wrapperLog().toFile());
    return builder.start();
  }

  private List<String> command(RunSpec spec, RunFolder folder, View view) {
    List<String> command = new ArrayList<>();
    command.add(tools.shell());
    command.add(script(WRAPPER).toString());
    command.add(folder.path().toString());
    command.add(seconds(spec.limits().cycle().plus(settings.watchdogSlack())));
    command.add(seconds(settings.grace()));
    command.add("--");
    command.addAll(tools.locked(settings.locks(), started(spec, folder, view)));
    return command;
  }

  private List<String> started(RunSpec spec, RunFolder folder, View view) {
    List<String> command = new ArrayList<>();
    command.add(tools.shell());
    command.add(script(START).toString());
    command.add(folder.path().toString());
    command.add(Long.toString(Math.max(1, spec.limits().fileSize() / BLOCK)));
    command.add(Integer.toString(settings.locks().size()));
    settings.locks().forEach(lock -> command.add(lock.toString()));
    List<String> confined = sandbox.command(view, limited(spec));
    command.addAll(
        spec.cores().isPresent() && tools.taskset().isPresent()
            ? spec.cores().get().bind(tools.taskset().get(), confined)
            : confined);
    return command;
  }

  /**
   * The kernel counts a user's processes in each user namespace by itself (and does not bound
   * root's); outside of one it would count all that the user runs, so there only the runner counts.
   */
  private List<String> limited(RunSpec spec) {
    List<String> run = new ArrayList<>();
    boolean ownCount =
        sandbox.level() == SandboxLevel.BUBBLEWRAP || sandbox.level() == SandboxLevel.NAMESPACES;
    if (ownCount && tools.prlimit().isPresent()) {
      run.addAll(List.of(tools.prlimit().get(), "--nproc=" + nproc(spec.limits().processes())));
    }
    run.addAll(List.of(tools.shell(), "-c", spec.command()));
    return run;
  }

  /** A little above, so that the runner sees that there are too many. */
  private static int nproc(int processes) {
    return processes + processes / 8 + 16;
  }

  private Path script(String name) {
    return settings.runs().toAbsolutePath().resolve(name);
  }

  /** Rounded up, for a watchdog is never early. */
  private static String seconds(Duration duration) {
    return Long.toString((duration.toMillis() + 999) / 1000);
  }
}
