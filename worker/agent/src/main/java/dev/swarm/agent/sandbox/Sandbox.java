package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Turns a command into one that runs shut in. Stateless and thread-safe; what it started dies with
 * the process it started it as.
 */
public interface Sandbox {

  /** What it can do. */
  SandboxLevel level();

  /** The command that runs {@code command} with this view; the limits still hold inside. */
  List<String> command(View view, List<String> command);

  /** HOME and TMPDIR as the run has to be told them. */
  Map<String, String> environment(View view);

  /** Makes ready what the view names; to be called before each command. */
  void prepare(View view) throws IOException;
}
