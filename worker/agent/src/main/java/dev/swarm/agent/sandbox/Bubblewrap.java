package dev.swarm.agent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * bubblewrap: own user, mount, process, IPC and (unless allowed) network namespaces, no
 * capabilities. The run's first process takes all others with it, and dies itself with whoever
 * started bubblewrap.
 */
final class Bubblewrap implements Sandbox {

  /**
   * The kernel asks only for the owner of these files, not for a capability: a worker that runs as
   * root would let an experiment write the host's settings.
   */
  private static final List<String> KERNEL_SETTINGS =
      List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs");

  private final String program;
  private final Signals signals;

  Bubblewrap(String program, Signals signals) {
    this.program = program;
    this.signals = signals;
  }

  @Override
  public SandboxLevel level() {
    return SandboxLevel.BUBBLEWRAP;
  }

  @Override
  public List<String> command(View view, List<String> command) {
    List<String> wrapped = new ArrayList<>();
    wrapped.add(program);
    wrapped.addAll(
        List.of(
            "--die-with-parent",
            "--unshare-user",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--cap-drop",
            "ALL"));
    if (!view.network()) {
      wrapped.add("--unshare-net");
    }
    wrapped.addAll(List.of("--proc", "/proc"));
    for (String settings : KERNEL_SETTINGS) {
      if (Files.exists(Path.of(settings))) {
        wrapped.addAll(List.of("--ro-bind", settings, settings));
      }
    }
    wrapped.addAll(List.of("--dev", "/dev"));
    view.memory()
        .ifPresent(bytes -> wrapped.addAll(List.of("--size", Long.toString(bytes), "--tmpfs")));
    view.memory().ifPresent(bytes -> wrapped.add("/dev/shm"));
    for (Mount mount : MountPlan.of(view)) {
      wrapped.addAll(
          List.of(option(mount.kind()), mount.source().toString(), mount.place().toString()));
    }
    wrapped.addAll(List.of("--chdir", view.directory().toString(), "--"));
    return signals.hold(wrapped, command);
  }

  private static String option(Mount.Kind kind) {
    return switch (kind) {
      case READ -> "--ro-bind";
      case WRITE -> "--bind";
      case DEVICE -> "--dev-bind";
      case LINK -> "--symlink";
    };
  }

  @Override
  public Map<String, String> environment(View view) {
    return OwnFolders.seenAt(view.home(), Path.of("/tmp"));
  }

  @Override
  public void prepare(View view) throws java.io.IOException {
    OwnFolders.make(view);
  }
}
