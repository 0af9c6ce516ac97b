package dev.swarm.agent.workspace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.eclipse.jgit.ignore.IgnoreNode;

/**
 * Which untracked paths are caches to be left alone: the .gitignore files from the root down to one
 * folder, the innermost that has an opinion deciding. They are read from the commit, not from the
 * disk, so a run cannot write itself a rule that keeps its leftovers. Immutable.
 */
final class IgnoreRules {
  static final IgnoreRules NONE = new IgnoreRules(null, "", new IgnoreNode());

  private final IgnoreRules outer;
  private final String folder;
  private final IgnoreNode own;

  private IgnoreRules(IgnoreRules outer, String folder, IgnoreNode own) {
    this.outer = outer;
    this.folder = folder;
    this.own = own;
  }

  /** These rules and those of a folder, whose path is empty or ends in a slash. */
  IgnoreRules with(String folder, byte[] gitignore) throws IOException {
    IgnoreNode node = new IgnoreNode();
    node.parse(new ByteArrayInputStream(gitignore));
    return new IgnoreRules(this, folder, node);
  }

  /** Whether a path from the root is ignored, given that the folder it lies in is not. */
  boolean ignore(String path, boolean isFolder) {
    for (IgnoreRules rules = this; rules != null; rules = rules.outer) {
      Boolean answer = rules.own.checkIgnored(path.substring(rules.folder.length()), isFolder);
      if (answer != null) {
        return answer;
      }
    }
    return false;
  }
}
