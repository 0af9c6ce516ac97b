package dev.swarm.agent.workspace;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * One machine's clone and work tree. The repository is bare and lies in {@code repository.git},
 * beside the work tree {@code workspace} and not in it: a run that rewrites .git, hooks or the
 * index finds none of them, and there is no index to go stale, since commits are built in the
 * object database and checkouts compare contents.
 *
 * <p>Safe for any number of threads; what touches the work tree goes one at a time. After a crash
 * at any moment it is opened again and every call may be repeated: commits come out with the same
 * hash, refs that are set already stay, a checkout finishes what another began. The caller sees to
 * it that one process at a time owns the folder and that no run is alive during a checkout.
 */
public final class Workspace implements AutoCloseable {
  /** Where every experiment's commit is kept as it ran, here and in the hub. */
  public static final String EXPERIMENTS = "refs/autoresearch/experiments/";

  /** Where wins are kept that the machine advanced to by itself, in this clone only. */
  private static final String PROVISIONAL = "refs/autoresearch/provisional/";

  /** What a run printed, by path from the campaign's directory, where an eval command needs it. */
  public static final String LOG = "run.log";

  /** The campaign's base commit, here and in the hub. */
  public static final String BASE = CloneFolder.BASE;

  private final Path folder;
  private final Path workTree;
  private final CampaignDirectory campaign;
  private final String branch;
  private final FileRepository repository;
  private final LocalRefs refs;
  private final CommitMaker commits;
  private final HubLink hub;
  private final Object workTreeTurn = new Object();

  private Workspace(
      Path folder,
      CampaignDirectory campaign,
      Remote remote,
      String branch,
      FileRepository repository) {
    this.folder = folder;
    this.workTree = folder.resolve("workspace");
    this.campaign = campaign;
    this.branch = branch;
    this.repository = repository;
    this.refs = new LocalRefs(repository);
    this.commits = new CommitMaker(repository, campaign, remote.machine());
    this.hub = new HubLink(repository, remote);
  }

  /**
   * Opens the machine's clone, cloning the hub on first use; later the hub need not be there.
   *
   * @param folder the worker's folder, which this process owns
   * @param branch the machine's branch without {@code refs/heads/}
   * @param campaignDirectory where the campaign lies in the repository, empty for its root
   */
  public static Workspace open(
      Path folder, Remote remote, String branch, String campaignDirectory) {
    Path place = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(place.resolve("workspace"));
      FileRepository repository =
          new CloneFolder(place.resolve("repository.git"), remote, branch).open();
      return new Workspace(
          place, new CampaignDirectory(campaignDirectory), remote, branch, repository);
    } catch (IOException failure) {
      throw WorkspaceException.of(place, "open its clone", failure);
    }
  }

  /** Where the run command is started. */
  public Path directory() {
    return workTree.resolve(campaign.prefix());
  }

  /** The whole work tree, of which the campaign's directory may be a part. */
  public Path root() {
    return workTree;
  }

  /** The full name of the machine's branch. */
  public String branchRef() {
    return Constants.R_HEADS + branch;
  }

  /** The full name of an experiment's ref. */
  public static String experimentRef(String id) {
    return EXPERIMENTS + id;
  }

  /** Makes an experiment's commit and its local ref; making it again gives the same commit. */
  public ObjectId commitExperiment(ExperimentCommit wanted) {
    return attempt(
        "commit experiment " + wanted.id(),
        () -> {
          ObjectId commit = commits.experiment(wanted);
          refs.create(experimentRef(wanted.id()), commit);
          return commit;
        });
  }

  /**
   * Makes the branch's commit of a kept experiment and advances the local branch to it; doing it
   * again gives the same commit and leaves the branch where it is.
   */
  public ObjectId commitKept(KeptCommit wanted) {
    return attempt(
        "commit kept experiment " + wanted.experiment().name(),
        () -> {
          ObjectId commit = commits.kept(wanted);
          refs.advance(branchRef(), refs.parent(commit), commit);
          return commit;
        });
  }

  /**
   * The same for a win that is not the coordinator's yet, which has a ref of its own besides, so
   * that it stays when the branch is put elsewhere.
   *
   * @param name unique among them, and the same for the same win
   */
  public ObjectId commitProvisionally(String name, KeptCommit wanted) {
    ObjectId commit = commitKept(wanted);
    return attempt(
        "name provisional win " + name,
        () -> {
          refs.create(PROVISIONAL + name + "-" + commit.name(), commit);
          return commit;
        });
  }

  /**
   * Makes the branch's commit of a kept experiment and puts the local branch on it, wherever it
   * was; for a branch that was advanced provisionally.
   */
  public ObjectId resetToKept(KeptCommit wanted) {
    return attempt(
        "go back to kept experiment " + wanted.experiment().name(),
        () -> {
          ObjectId commit = commits.kept(wanted);
          refs.reset(branchRef(), commit);
          return commit;
        });
  }

  /**
   * How many lines an experiment's commit adds and removes against the incumbent it was made on.
   */
  public LineCount lines(ObjectId commit) {
    return attempt("count the lines of " + commit.name(), () -> LineCount.of(repository, commit));
  }

  /** Pushes refs under their own names, given in full. */
  public HubAnswer push(String... fullNames) {
    return push(List.of(fullNames));
  }

  /** Pushes refs under their own names, given in full. */
  public HubAnswer push(Collection<String> fullNames) {
    return attempt("push " + fullNames, () -> hub.push(fullNames));
  }

  /**
   * Fetches refs from the hub, given in full. Experiments arrive under their own names. Branches
   * arrive beside the local ones; the machine's own branch then moves forward if the hub's contains
   * it.
   */
  public HubAnswer fetch(String... fullNames) {
    return attempt(
        "fetch " + List.of(fullNames),
        () -> {
          List<RefSpec> wanted = new ArrayList<>();
          for (String name : fullNames) {
            wanted.add(
                name.startsWith(Constants.R_HEADS)
                    ? new RefSpec("+" + name + ":" + besideLocal(name))
                    : new RefSpec(name + ":" + name));
          }
          HubAnswer answer = hub.fetch(wanted);
          catchUp();
          return answer;
        });
  }

  /**
   * Makes the work tree equal to a commit's tree, byte for byte, and removes what former runs left.
   * Ignored files and results.tsv stay as they are.
   */
  public Restored checkout(ObjectId commit) {
    synchronized (workTreeTurn) {
      return attempt(
          "check out " + commit.name(),
          () -> {
            try (ObjectReader reader = repository.newObjectReader()) {
              return new WorkTree(workTree, campaign, reader).restore(tree(commit));
            }
          });
    }
  }

  /**
   * The files that must not differ from the commit and do: by path from the repository's root, in
   * order, empty if all is well. Contents are hashed, whatever times and sizes say. Untracked files
   * and results.tsv do not count.
   *
   * @param mutable the mutable files by path from the campaign's directory
   */
  public List<String> verifyImmutable(ObjectId commit, Set<String> mutable) {
    synchronized (workTreeTurn) {
      return attempt(
          "check the files of " + commit.name(),
          () -> {
            Set<String> except = mutable.stream().map(campaign::path).collect(Collectors.toSet());
            try (ObjectReader reader = repository.newObjectReader()) {
              return new WorkTree(workTree, campaign, reader).changed(tree(commit), except);
            }
          });
    }
  }

  /** Puts the ledger into the work tree, for whoever reads it there; never through a link. */
  public void writeResults(byte[] results) {
    synchronized (workTreeTurn) {
      attempt(
          "write results.tsv",
          () -> {
            Path ledger = workTree.resolve(campaign.ledger());
            WorkTree.makeFolder(workTree);
            for (Path part = workTree; !part.equals(ledger.getParent()); ) {
              part = part.resolve(part.relativize(ledger).getName(0));
              WorkTree.makeFolder(part);
            }
            if (Files.isDirectory(ledger, LinkOption.NOFOLLOW_LINKS)) {
              FileDeletion.delete(ledger);
            }
            Path unfinished = folder.resolve("results.tsv.new");
            Files.write(unfinished, results);
            return Files.move(unfinished, ledger, StandardCopyOption.ATOMIC_MOVE);
          });
    }
  }

  /** Puts a run's log into the work tree, where an eval command looks for it. */
  public void writeLog(Path log) {
    synchronized (workTreeTurn) {
      attempt(
          "write run.log",
          () -> {
            Path place = directory().resolve(LOG);
            if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
              FileDeletion.delete(place);
            }
            Path unfinished = folder.resolve("run.log.new");
            Files.copy(log, unfinished, StandardCopyOption.REPLACE_EXISTING);
            // A link that lies there is replaced, not followed.
            return Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
          });
    }
  }

  /** The bytes of a file, by path from the campaign's directory; empty if there is none. */
  public Optional<byte[]> read(ObjectId commit, String path) {
    return attempt(
        "read " + path + " of " + commit.name(),
        () -> {
          try (TreeWalk found = TreeWalk.forPath(repository, campaign.path(path), tree(commit))) {
            return found == null || found.isSubtree()
                ? Optional.empty()
                : Optional.of(repository.open(found.getObjectId(0)).getBytes());
          }
        });
  }

  /**
   * Fetches commits that this clone lacks, with all that comes before them.
   *
   * @throws IOException when the hub can't be reached or does not have them
   */
  public void fetchCommits(ObjectId... commits) throws IOException {
    List<RefSpec> missing = new ArrayList<>();
    for (ObjectId commit : commits) {
      if (!has(commit)) {
        missing.add(new RefSpec(commit.name()));
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    HubAnswer answer = attempt("fetch " + missing, () -> hub.fetch(missing));
    if (!(answer instanceof HubAnswer.Ok)) {
      throw new IOException("The hub does not give %s: %s".formatted(missing, answer));
    }
  }

  /** The only parent of an experiment's commit. */
  public ObjectId parent(ObjectId commit) {
    return attempt("find the parent of " + commit.name(), () -> refs.parent(commit));
  }

  /** The commit that a full ref name stands for in this clone. */
  public Optional<ObjectId> resolve(String fullName) {
    return attempt("resolve " + fullName, () -> refs.resolve(fullName));
  }

  /** Whether this clone has a commit. */
  public boolean has(ObjectId commit) {
    return attempt("look for " + commit.name(), () -> repository.getObjectDatabase().has(commit));
  }

  /** The head of the machine's branch in this clone. */
  public ObjectId head() {
    return resolve(branchRef())
        .orElseThrow(
            () ->
                new WorkspaceException(
                    WorkspaceException.Kind.MISSING,
                    "%s is gone from this clone.".formatted(branchRef())));
  }

  /** Whether a commit is, or comes before, another. */
  public boolean isAncestor(ObjectId ancestor, ObjectId descendant) {
    return attempt("compare commits", () -> refs.isAncestor(ancestor, descendant));
  }

  @Override
  public void close() {
    repository.close();
  }

  private void catchUp() throws IOException {
    Optional<ObjectId> inHub = refs.resolve(CloneFolder.inHub(branch));
    Optional<ObjectId> local = refs.resolve(branchRef());
    if (inHub.isPresent() && local.isPresent() && refs.isAncestor(local.get(), inHub.get())) {
      refs.advance(branchRef(), local.get(), inHub.get());
    }
  }

  private static String besideLocal(String branchName) {
    return CloneFolder.inHub(branchName.substring(Constants.R_HEADS.length()));
  }

  private ObjectId tree(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(commit).getTree().getId();
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T attempt(String what, Work<T> work) {
    try {
      return work.run();
    } catch (MissingObjectException missing) {
      throw new WorkspaceException(
          WorkspaceException.Kind.MISSING,
          "%s is not in this clone, so the worker cannot %s; fetch its ref first."
              .formatted(missing.getObjectId().name(), what),
          missing);
    } catch (DirectoryIteratorException failure) {
      throw WorkspaceException.of(folder, what, failure.getCause());
    } catch (InvalidPathException unspeakable) {
      throw new WorkspaceException(
          WorkspaceException.Kind.DISK_FAILED,
          "%s has a name this machine cannot write; start the worker with LC_ALL=C.UTF-8."
              .formatted(unspeakable.getInput()),
          unspeakable);
    } catch (IOException failure) {
      throw WorkspaceException.of(folder, what, failure);
    }
  }
}
