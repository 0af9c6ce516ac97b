package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The campaign's bare repository: its main branch is the base commit, beside it stand the machines'
 * branches and one ref per experiment. Safe for any number of threads. After a crash it is opened
 * again: what was pushed is on disk, half-written objects have no name, stale locks are removed.
 */
public final class Hub implements AutoCloseable {
  /** The base commit of the campaign. */
  public static final String MAIN = "refs/heads/main";

  /** Where every experiment's commit is kept as it ran. */
  public static final String EXPERIMENTS = "refs/autoresearch/experiments/";

  /** Where commits are kept that somebody promoted. */
  public static final String PROMOTED = "refs/autoresearch/promoted/";

  private final HubLock lock;
  private final FileRepository repository;
  private final PushGate gate = new PushGate();

  private Hub(HubLock lock, FileRepository repository) {
    this.lock = lock;
    this.repository = repository;
  }

  /** Opens the hub in this folder, or makes an empty one. */
  public static Hub open(Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    HubLock lock = null;
    try {
      lock = HubLock.take(place);
      Hub hub = new Hub(lock, HubFolder.open(place));
      lock = null;
      return hub;
    } catch (IOException failure) {
      throw new HubException(
          "The hub in %s cannot be opened: %s".formatted(place, failure), failure);
    } finally {
      releaseUnused(lock);
    }
  }

  private static void releaseUnused(HubLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException ignored) {
        // The failure that brought us here is the one to report.
      }
    }
  }

  /**
   * Makes the campaign's base commit the hub's main branch. Doing it again with the same base
   * changes nothing; another base is refused, for every branch in the hub stands on the first.
   */
  public synchronized void seed(Path campaignRepository, ObjectId baseCommit) {
    Optional<ObjectId> present = resolve(MAIN);
    if (present.isEmpty()) {
      try {
        new CampaignSeed(repository).bring(campaignRepository, baseCommit, MAIN);
        return;
      } catch (IOException | URISyntaxException failure) {
        throw new HubException(
            "The base commit cannot be copied from %s: %s".formatted(campaignRepository, failure),
            failure);
      }
    }
    if (!present.get().equals(baseCommit)) {
      throw new HubException(
          ("This hub was made for base commit %s and cannot be used for %s; "
                  + "start another campaign in another folder.")
              .formatted(present.get().name(), baseCommit.name()));
    }
  }

  /**
   * Copies a commit that somebody promotes out of another repository, with all that comes before
   * it; one that is here already stays as it is.
   *
   * @param repository the operator's own
   */
  public synchronized void bring(Path repository, ObjectId commit) {
    String ref = PROMOTED + commit.name();
    if (resolve(ref).isPresent()) {
      return;
    }
    try {
      new CampaignSeed(this.repository).bring(repository, commit, ref);
    } catch (IOException | URISyntaxException failure) {
      throw new HubException(
          "Commit %s cannot be copied from %s: %s".formatted(commit.name(), repository, failure),
          failure);
    }
  }

  /** The repository, for reading only; it is not the caller's to close. */
  public Repository reading() {
    return repository;
  }

  /** The commit that a full ref name stands for. */
  public Optional<ObjectId> resolve(String ref) {
    try {
      return Optional.ofNullable(repository.exactRef(ref)).map(Ref::getObjectId);
    } catch (IOException failure) {
      throw unreadable(ref, failure);
    }
  }

  /**
   * The commit that a branch stands at here, if it is the one that was made of a kept experiment:
   * it has the same parents, and no other commit of the branch has.
   *
   * @param branch without {@code refs/heads/}
   * @param experiment its commit as it ran, 40 hex digits
   */
  public Optional<ObjectId> advancedTo(String branch, String experiment) {
    Optional<ObjectId> head = resolve(Constants.R_HEADS + branch);
    if (head.isEmpty() || !ObjectId.isId(experiment)) {
      return Optional.empty();
    }
    ObjectId ran = ObjectId.fromString(experiment);
    try (RevWalk walk = new RevWalk(repository)) {
      return repository.getObjectDatabase().has(ran)
              && parents(walk, head.get()).equals(parents(walk, ran))
          ? head
          : Optional.empty();
    } catch (IOException failure) {
      throw unreadable(branch, failure);
    }
  }

  private static List<RevCommit> parents(RevWalk walk, ObjectId commit) throws IOException {
    return List.of(walk.parseCommit(commit).getParents());
  }

  /** The bytes of a file in a commit; empty if the commit has no such file. */
  public Optional<byte[]> read(ObjectId commit, String path) {
    try (RevWalk walk = new RevWalk(repository);
        TreeWalk found = TreeWalk.forPath(repository, path, walk.parseCommit(commit).getTree())) {
      return found == null || found.isSubtree()
          ? Optional.empty()
          : Optional.of(repository.open(found.getObjectId(0)).getBytes());
    } catch (IOException failure) {
      throw unreadable(commit.name() + ":" + path, failure);
    }
  }

  /**
   * What a commit changes of some files, against its first parent.
   *
   * @param commit 40 hex digits
   * @param paths of files in the repository
   * @return absent when the hub has no such commit
   */
  public Optional<CommitDiff> diff(String commit, Collection<String> paths) {
    try {
      return CommitDiff.of(repository, ObjectId.fromString(commit), paths);
    } catch (IOException failure) {
      throw unreadable(commit, failure);
    }
  }

  /**
   * Packs loose refs and the many small packs that pushes leave. Says false, and does nothing, if a
   * push is under way; a push that comes meanwhile waits.
   */
  public boolean tidy() {
    try {
      return gate.tryAlone(this::collect);
    } catch (IOException failure) {
      throw new HubException("The hub cannot be tidied: " + failure, failure);
    }
  }

  private void collect() throws IOException {
    try {
      Git.wrap(repository).gc().call();
    } catch (GitAPIException failure) {
      throw new IOException(failure);
    }
  }

  private static HubException unreadable(String what, IOException failure) {
    return new HubException("The hub cannot read %s: %s".formatted(what, failure), failure);
  }

  FileRepository repository() {
    return repository;
  }

  PushGate gate() {
    return gate;
  }

  @Override
  public void close() {
    repository.close();
    releaseUnused(lock);
  }
}
