package dev.swarm.agent.workspace;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Sets refs of the clone. JGit reports a refused update as a value that is easily overlooked, so
 * every result is looked at here and nowhere else. Safe for any number of threads; after a crash a
 * ref is as it was or as it should be.
 */
final class LocalRefs {
  private final Repository repository;

  LocalRefs(Repository repository) {
    this.repository = repository;
  }

  Optional<ObjectId> resolve(String ref) throws IOException {
    return Optional.ofNullable(repository.exactRef(ref)).map(Ref::getObjectId);
  }

  /** Names a commit for good; naming the same one again changes nothing. */
  void create(String ref, ObjectId commit) throws IOException {
    Optional<ObjectId> present = resolve(ref);
    if (present.isEmpty()) {
      set(ref, ObjectId.zeroId(), commit);
    } else if (!present.get().equals(commit)) {
      throw new WorkspaceException(
          WorkspaceException.Kind.CONFLICT,
          "%s is commit %s already and cannot become %s."
              .formatted(ref, present.get().name(), commit.name()));
    }
  }

  /**
   * Moves a branch from a commit to one that contains it. If the branch contains the new commit
   * already it stays where it is; if it has gone elsewhere that is an error.
   */
  void advance(String ref, ObjectId from, ObjectId to) throws IOException {
    Optional<ObjectId> head = resolve(ref);
    if (head.isPresent() && isAncestor(to, head.get())) {
      return;
    }
    if (head.isPresent() && !head.get().equals(from)) {
      throw new WorkspaceException(
          WorkspaceException.Kind.CONFLICT,
          "%s is at %s, so %s, which stands on %s, cannot be put on it."
              .formatted(ref, head.get().name(), to.name(), from.name()));
    }
    set(ref, head.orElse(ObjectId.zeroId()), to);
  }

  /** Puts a branch on a commit, wherever it was. */
  void reset(String ref, ObjectId commit) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(commit);
    update.setForceUpdate(true);
    update.disableRefLog();
    RefUpdate.Result result = update.update();
    switch (result) {
      case NEW, FAST_FORWARD, NO_CHANGE, FORCED -> {}
      default -> throw new IOException("%s was not set: %s".formatted(ref, result));
    }
  }

  boolean isAncestor(ObjectId ancestor, ObjectId descendant) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(descendant));
    }
  }

  /** The first parent of a commit. */
  ObjectId parent(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(commit).getParent(0).getId();
    }
  }

  private void set(String ref, ObjectId expected, ObjectId commit) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setExpectedOldObjectId(expected);
    update.setNewObjectId(commit);
    update.disableRefLog();
    // Looking for clashing names reads every loose ref, and there is one for each experiment.
    update.setCheckConflicting(false);
    RefUpdate.Result result = update.update();
    switch (result) {
      case NEW, FAST_FORWARD, NO_CHANGE -> {}
      case REJECTED, REJECTED_CURRENT_BRANCH, REJECTED_MISSING_OBJECT, REJECTED_OTHER_REASON ->
          throw new WorkspaceException(
              WorkspaceException.Kind.CONFLICT,
              "%s cannot move from %s to %s: %s."
                  .formatted(ref, expected.name(), commit.name(), result));
      default -> throw new IOException("%s was not set: %s".formatted(ref, result));
    }
  }
}
