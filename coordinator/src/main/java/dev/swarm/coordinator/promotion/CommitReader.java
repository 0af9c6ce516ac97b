package dev.swarm.coordinator.promotion;

import dev.swarm.shared.edit.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.io.NullOutputStream;

/**
 * Reads commits of one repository. Safe for any number of threads; nothing is written.
 *
 * @param directory where the campaign lies in the repository; empty for its root
 */
record CommitReader(Repository repository, String directory) {
  /** The commit that a hash, an abbreviation of one, a branch or a tag stands for. */
  Optional<ObjectId> resolve(String name) {
    try {
      return Optional.ofNullable(repository.resolve(name + "^{commit}"));
    } catch (AmbiguousObjectException ambiguous) {
      throw Refusal.unknown(
          "'%s' is the beginning of several commits; give more digits.".formatted(name));
    } catch (RevisionSyntaxException noName) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The commits before one; several for a merge. */
  List<ObjectId> parents(ObjectId commit) {
    try (RevWalk walk = new RevWalk(repository)) {
      return List.of((ObjectId[]) parsed(walk, commit).getParents());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The first line of a commit's message. */
  String title(ObjectId commit) {
    try (RevWalk walk = new RevWalk(repository)) {
      return parsed(walk, commit).getShortMessage();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The files of a commit, by path from the campaign's directory. */
  Application.Files files(ObjectId commit) {
    return path -> read(commit, directory.isEmpty() ? path : directory + "/" + path);
  }

  /** Paths from the repository's root of what differs between two commits. */
  List<String> changed(ObjectId from, ObjectId to) {
    try (RevWalk walk = new RevWalk(repository);
        DiffFormatter diff = new DiffFormatter(NullOutputStream.INSTANCE)) {
      diff.setRepository(repository);
      List<String> paths = new ArrayList<>();
      for (DiffEntry entry : diff.scan(parsed(walk, from).getTree(), parsed(walk, to).getTree())) {
        paths.add(
            entry.getChangeType() == DiffEntry.ChangeType.DELETE
                ? entry.getOldPath()
                : entry.getNewPath());
      }
      return paths;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Optional<byte[]> read(ObjectId commit, String path) {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = parsed(walk, commit);
      try (TreeWalk found = TreeWalk.forPath(repository, path, parsed.getTree())) {
        return found == null || found.isSubtree()
            ? Optional.empty()
            : Optional.of(repository.open(found.getObjectId(0)).getBytes());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** In a cluster a hub has what was pushed to another one only a moment later. */
  private static RevCommit parsed(RevWalk walk, ObjectId commit) throws IOException {
    try {
      return walk.parseCommit(commit);
    } catch (MissingObjectException absent) {
      throw Refusal.unsuitable(
          "Commit %s is not in this coordinator's hub; if it has just been made, try again in a moment."
              .formatted(commit.abbreviate(7).name()));
    }
  }
}
