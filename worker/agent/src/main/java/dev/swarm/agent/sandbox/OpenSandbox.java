package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** No sandbox: only HOME and TMPDIR are the run's own. */
final class OpenSandbox implements Sandbox {
  @Override
  public SandboxLevel level() {
    return SandboxLevel.NONE;
  }

  @Override
  public List<String> command(View view, List<String> command) {
    return command;
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
