package dev.swarm.agent.run;

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
 * The shell script that stands between the worker and a run's command, and how it is started.
 *
 * <p>The device's lock is kept by an open descriptor that every child of the script inherits, so
 * the kernel lets go of it only with the last of them, even if the script itself is killed. One
 * exception: a JVM closes the descriptors it inherited before it starts children of its own, so
 * what a trainer on a JVM leaves behind holds no lock. It still carries the run's mark, and {@link
 * ProcessTree} ends it before the run's exit is reported.
 *
 * <p>Immutable.
 */
final class Wrapper {
  private static final String RESOURCE = "wrapper.sh";

  private final Path script;
  private final HostTools tools;
  private final RunnerSettings settings;

  /** Puts the script beside the runs. */
  Wrapper(RunnerSettings settings, HostTools tools) throws IOException {
    this.script = settings.runs().toAbsolutePath().resolve(RESOURCE);
    this.tools = tools;
    this.settings = settings;
    install();
  }

  /** A shell reads its script while it runs it, so the file of a live run is never written to. */
  private void install() throws IOException {
    Path written = script.resolveSibling("." + RESOURCE);
    try (InputStream resource = Wrapper.class.getResourceAsStream(RESOURCE)) {
      Files.copy(resource, written, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(
        written, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  Process start(RunSpec spec, RunFolder folder, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(tools.inOwnSession(command(spec, folder)));
    builder.directory(spec.workspace().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    // Files, not pipes: the run must not feel it when the worker dies.
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.wrapperLog().toFile());
    return builder.start();
  }

  private List<String> command(RunSpec spec, RunFolder folder) {
    List<String> command = new ArrayList<>();
    command.add(tools.shell());
    command.add(script.toString());
    command.add(folder.path().toString());
    command.add(settings.lock().toAbsolutePath().toString());
    command.addAll(tools.locker());
    command.add(seconds(spec.hardLimit().plus(settings.watchdogSlack())));
    command.add(seconds(settings.grace()));
    command.add("--");
    List<String> run = List.of(tools.shell(), "-c", spec.command());
    command.addAll(
        spec.cores().isPresent() && tools.taskset().isPresent()
            ? spec.cores().get().bind(tools.taskset().get(), run)
            : run);
    return command;
  }

  /** Rounded up, for a watchdog is never early. */
  private static String seconds(Duration duration) {
    return Long.toString((duration.toMillis() + 999) / 1000);
  }
}
