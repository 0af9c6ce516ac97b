package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Looks into a hub from outside, with JGit alone, and checks what every swarm must keep. */
final class HubInspection implements AutoCloseable {
  private static final String EXPERIMENTS = "refs/autoresearch/experiments/";

  private final Repository repository;

  HubInspection(Path hub) throws IOException {
    repository = new FileRepositoryBuilder().setGitDir(hub.toFile()).setMustExist(true).build();
  }

  Optional<ObjectId> head(String branch) throws IOException {
    return Optional.ofNullable(repository.exactRef(Constants.R_HEADS + branch))
        .map(Ref::getObjectId);
  }

  /** Waits for the branch, which its machine pushes some time after the verdict. */
  ObjectId awaitHead(String branch, long seconds) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Optional<ObjectId> head = head(branch);
    while (head.isEmpty()) {
      assertThat(System.nanoTime()).as("%s is not pushed in time", branch).isLessThan(deadline);
      Thread.sleep(50);
      head = head(branch);
    }
    return head.get();
  }

  /** The branch's commits on top of the base, the oldest first. */
  List<RevCommit> commits(String branch) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(head(branch).orElseThrow()));
      walk.markUninteresting(walk.parseCommit(head("main").orElseThrow()));
      List<RevCommit> commits = new ArrayList<>();
      for (RevCommit commit : walk) {
        walk.parseBody(commit);
        commits.add(0, commit);
      }
      return commits;
    }
  }

  /** The ledger as it stands in a commit, without its header. */
  List<String> ledger(ObjectId commit) throws IOException {
    return text(commit, "results.tsv").lines().skip(1).toList();
  }

  /** A file as it stands in a commit. */
  String text(ObjectId commit, String path) throws IOException {
    try (RevWalk walk = new RevWalk(repository);
        TreeWalk found = TreeWalk.forPath(repository, path, walk.parseCommit(commit).getTree())) {
      return new String(repository.open(found.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
    }
  }

  Set<String> experiments() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(EXPERIMENTS)) {
      ids.add(ref.getName().substring(EXPERIMENTS.length()));
    }
    return ids;
  }

  /** The paths in which any branch or experiment differs from the base, from the root. */
  Set<String> changedSinceMain() throws IOException {
    Set<String> paths = new HashSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      try (RevWalk walk = new RevWalk(repository);
          TreeWalk trees = new TreeWalk(repository)) {
        trees.setRecursive(true);
        trees.setFilter(TreeFilter.ANY_DIFF);
        trees.addTree(walk.parseCommit(head("main").orElseThrow()).getTree());
        trees.addTree(walk.parseCommit(ref.getObjectId()).getTree());
        while (trees.next()) {
          paths.add(trees.getPathString());
        }
      }
    }
    return paths;
  }

  /** Every commit is under an experiment's ref, and each ledger's hashes name such commits. */
  void checkEveryHashResolves(List<String> ledger) throws IOException {
    Set<ObjectId> experiments = new HashSet<>();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(EXPERIMENTS)) {
      experiments.add(ref.getObjectId());
    }
    for (String row : ledger) {
      ObjectId commit = repository.resolve(row.split("\t")[0]);
      assertThat(commit).as("the commit of '%s' is in the hub", row).isNotNull();
      assertThat(experiments).as("'%s' is under an experiment's ref", row).contains(commit);
    }
  }

  /** Each kept commit holds the ledger up to its own row, which says keep. */
  void checkKeptCommits(String branch) throws IOException {
    for (RevCommit commit : commits(branch)) {
      List<String> ledger = ledger(commit);
      String[] row = ledger.get(ledger.size() - 1).split("\t");
      assertThat(row[3])
          .as("status in the ledger of %s", commit.getShortMessage())
          .isEqualTo("keep");
      assertThat(commit.getShortMessage()).isEqualTo("experiment: " + row[4]);
    }
  }

  /** Walks over every object that any ref needs; what git fsck would miss or find broken throws. */
  void checkConnected() throws IOException {
    try (ObjectWalk walk = new ObjectWalk(repository)) {
      for (Ref ref : repository.getRefDatabase().getRefs()) {
        walk.markStart(walk.parseAny(ref.getObjectId()));
      }
      walk.checkConnectivity();
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
