package dev.swarm.coordinator.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;

/**
 * What a commit changes.
 *
 * @param text as a unified diff; empty when it changes nothing
 * @param whole whether that is all of it, and not only the first {@link #LONGEST} bytes
 */
public record CommitDiff(String text, boolean whole) {
  /** A diff is cut at the end of the last line that fits into so many bytes. */
  public static final int LONGEST = 64 * 1024;

  /** Larger files are only said to differ. */
  private static final int LARGEST_FILE = 4 * 1024 * 1024;

  static Optional<CommitDiff> of(Repository repository, ObjectId commit, Collection<String> paths)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository);
        ObjectReader reader = repository.newObjectReader();
        Bounded out = new Bounded();
        DiffFormatter formatter = new DiffFormatter(out)) {
      RevCommit made = walk.parseCommit(commit);
      formatter.setRepository(repository);
      formatter.setBinaryFileThreshold(LARGEST_FILE);
      if (!paths.isEmpty()) {
        formatter.setPathFilter(PathFilterGroup.createFromStrings(paths));
      }
      formatter.format(before(walk, reader, made), tree(reader, made));
      formatter.flush();
      return Optional.of(new CommitDiff(out.text(), !out.cut));
    } catch (MissingObjectException missing) {
      return Optional.empty();
    }
  }

  private static AbstractTreeIterator before(RevWalk walk, ObjectReader reader, RevCommit commit)
      throws IOException {
    return commit.getParentCount() == 0
        ? new EmptyTreeIterator()
        : tree(reader, walk.parseCommit(commit.getParent(0)));
  }

  private static AbstractTreeIterator tree(ObjectReader reader, RevCommit commit)
      throws IOException {
    CanonicalTreeParser tree = new CanonicalTreeParser();
    tree.reset(reader, commit.getTree());
    return tree;
  }

  /** Keeps the first bytes and forgets the others. */
  private static final class Bounded extends ByteArrayOutputStream {
    private boolean cut;

    @Override
    public synchronized void write(int octet) {
      if (count < LONGEST) {
        super.write(octet);
      } else {
        cut = true;
      }
    }

    @Override
    public synchronized void write(byte[] octets, int from, int length) {
      int room = Math.min(length, LONGEST - count);
      super.write(octets, from, room);
      cut |= room < length;
    }

    String text() {
      String text = toString(StandardCharsets.UTF_8);
      return cut ? text.substring(0, text.lastIndexOf('\n') + 1) : text;
    }
  }
}
