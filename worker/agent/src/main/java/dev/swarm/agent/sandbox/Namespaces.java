package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same namespaces as bubblewrap's, made by util-linux: {@code unshare} makes them, {@code
 * sandbox.sh} mounts the view, {@code setpriv} gives up what that took. Inside, the run's user is
 * called root and may do nothing a user may not.
 */
final class Namespaces implements Sandbox {
  private static final String RESOURCE = "sandbox.sh";

  private final String unshare;
  private final String shell;
  private final Signals signals;
  private final String script;

  Namespaces(String unshare, String shell, Signals signals) throws IOException {
    this.unshare = unshare;
    this.shell = shell;
    this.signals = signals;
    try (InputStream resource = Namespaces.class.getResourceAsStream(RESOURCE)) {
      this.script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public SandboxLevel level() {
    return SandboxLevel.NAMESPACES;
  }

  @Override
  public List<String> command(View view, List<String> command) {
    List<String> wrapped = new ArrayList<>();
    wrapped.add(unshare);
    wrapped.addAll(List.of("--user", "--map-root-user", "--mount", "--pid", "--ipc", "--uts"));
    wrapped.addAll(List.of("--fork", "--kill-child"));
    if (!view.network()) {
      wrapped.add("--net");
    }
    wrapped.addAll(List.of(shell, "-c", script, RESOURCE));
    wrapped.add(root(view).toString());
    wrapped.add(Long.toString(view.memory().orElse(0)));
    wrapped.add(view.directory().toString());
    for (Mount mount : MountPlan.of(view)) {
      wrapped.add(mount.kind().name().toLowerCase(Locale.ROOT));
      wrapped.add(mount.source().toString());
      wrapped.add(mount.place().toString());
    }
    wrapped.add("--");
    return signals.hold(wrapped, command);
  }

  @Override
  public Map<String, String> environment(View view) {
    return OwnFolders.seenAt(view.home(), Path.of("/tmp"));
  }

  @Override
  public void prepare(View view) throws IOException {
    OwnFolders.make(view);
    Files.createDirectories(root(view));
  }

  /** Only this run's processes ever see what is mounted there. */
  private static Path root(View view) {
    return view.ownTemporary().resolveSibling("root");
  }
}
