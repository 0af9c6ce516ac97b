package dev.swarm.agent.workspace;

import java.io.IOException;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.io.NullOutputStream;

/**
 * How many lines a commit adds and removes against its parent, as {@code git diff} counts them.
 *
 * @param added lines, 0 or more
 * @param removed lines, 0 or more
 */
public record LineCount(int added, int removed) {
  static LineCount of(Repository repository, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository);
        DiffFormatter diff = new DiffFormatter(NullOutputStream.INSTANCE)) {
      RevCommit experiment = walk.parseCommit(commit);
      RevCommit incumbent = walk.parseCommit(experiment.getParent(0));
      diff.setRepository(repository);
      int added = 0;
      int removed = 0;
      for (DiffEntry entry : diff.scan(incumbent.getTree(), experiment.getTree())) {
        for (Edit edit : diff.toFileHeader(entry).toEditList()) {
          added += edit.getLengthB();
          removed += edit.getLengthA();
        }
      }
      return new LineCount(added, removed);
    }
  }
}
