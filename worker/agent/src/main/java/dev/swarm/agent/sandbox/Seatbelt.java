package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * macOS's {@code sandbox-exec} with a profile of its own for each run: no writing outside the run's
 * folders, no reading of the home but for what the view names, no network. The system's own files
 * stay readable, and so do other processes' names. Of several rules that match, the last counts.
 */
final class Seatbelt implements Sandbox {
  private final String program;

  Seatbelt(String program) {
    this.program = program;
  }

  @Override
  public SandboxLevel level() {
    return SandboxLevel.SEATBELT;
  }

  @Override
  public List<String> command(View view, List<String> command) {
    List<String> wrapped = new ArrayList<>(List.of(program, "-p", profile(view)));
    wrapped.addAll(command);
    return wrapped;
  }

  static String profile(View view) {
    List<String> rules = new ArrayList<>(List.of("(version 1)", "(allow default)"));
    rules.add("(deny file-write*)");
    rules.add("(deny file-read-data file-write* " + subpath(view.home()) + ")");
    rules.add("(deny process-info* (target others))");
    rules.add("(deny signal (target others))");
    rules.add("(allow signal (target same-sandbox))");
    view.readable().forEach(path -> rules.add("(allow file-read* " + subpath(path) + ")"));
    List<Path> writable = new ArrayList<>(view.writable());
    writable.addAll(List.of(view.workTree(), view.ownHome(), view.ownTemporary()));
    writable.forEach(path -> rules.add("(allow file-read* file-write* " + subpath(path) + ")"));
    view.fixed().forEach(path -> rules.add("(deny file-write* (literal " + quoted(path) + "))"));
    rules.add("(allow file-write* (subpath \"/dev\"))");
    if (!view.network()) {
      rules.add("(deny network*)");
    }
    return String.join("\n", rules) + "\n";
  }

  private static String subpath(Path path) {
    return "(subpath " + quoted(path) + ")";
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public Map<String, String> environment(View view) {
    return OwnFolders.seenAt(view.ownHome(), view.ownTemporary());
  }

  @Override
  public void prepare(View view) throws IOException {
    OwnFolders.make(view);
    OwnFolders.linkIntoHome(view);
  }
}
