package dev.swarm.coordinator.source;

import dev.swarm.shared.campaign.InvalidCampaignException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.StatusCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/**
 * What the operator has checked out, and which commit that makes the base. Reads only; one thread.
 */
final class Checkout {
  private static final String LEDGER = "results.tsv";
  private static final int NAMED = 3;

  private final Repository repository;
  private final Path folder;
  private final String directory;

  Checkout(Repository repository, Path folder, String directory) throws IOException {
    this.repository = repository;
    this.folder = folder;
    this.directory = directory;
    if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
      throw new InvalidCampaignException(
          "%s is a shallow clone, which can't be passed on whole; complete it with: git fetch --unshallow"
              .formatted(folder));
    }
  }

  /** The commit that a name stands for. */
  ObjectId named(String name) throws IOException {
    try {
      ObjectId commit = repository.resolve(name + "^{commit}");
      if (commit != null) {
        return commit;
      }
    } catch (RevisionSyntaxException
        | AmbiguousObjectException
        | IncorrectObjectTypeException
        | MissingObjectException none) {
      // As with a name that stands for nothing.
    }
    throw new InvalidCampaignException(
        "%s has no commit '%s' to start from; fetch it, or name another with --base."
            .formatted(folder, name));
  }

  /** The tip of the branch that is checked out. */
  ObjectId branchTip() throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    ObjectId tip = head == null ? null : head.getObjectId();
    if (tip == null) {
      throw new InvalidCampaignException(
          "%s has no commit yet; commit the campaign's files first.".formatted(folder));
    }
    if (!head.isSymbolic()) {
      throw new InvalidCampaignException(
          "%s is on a detached head (%.7s); check a branch out, or name the commit with: --base %.7s"
              .formatted(folder, tip.name(), tip.name()));
    }
    return tip;
  }

  /** Refuses changes in the campaign's folder that its workers would not get. */
  void refuseChanges() throws IOException {
    if (repository.isBare()) {
      return;
    }
    Set<String> changed = changed();
    if (!changed.isEmpty()) {
      String names = changed.stream().limit(NAMED).collect(Collectors.joining(", "));
      throw new InvalidCampaignException(
          "%s has uncommitted changes (%s%s), which no worker would get; commit or stash them, or name a commit with --base."
              .formatted(folder, names, changed.size() > NAMED ? ", ..." : ""));
    }
  }

  private Set<String> changed() throws IOException {
    StatusCommand command = new Git(repository).status();
    if (!directory.isEmpty()) {
      command.addPath(directory);
    }
    try {
      Status status = command.call();
      Set<String> changed = new TreeSet<>(status.getUncommittedChanges());
      changed.remove(directory.isEmpty() ? LEDGER : directory + "/" + LEDGER);
      return changed;
    } catch (GitAPIException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }
}
