package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.agent.workspace.WorkspaceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {
  private static final Instant STARTED = Instant.parse("2026-03-05T10:15:30.123Z");
  private static final Instant KEPT = Instant.parse("2026-03-05T10:21:00Z");
  private static final byte[] LEDGER = "commit\tval_bpb\nabc\t0.99\n".getBytes(UTF_8);

  @TempDir Path folder;
  private BareRemote remote;
  private Workspace workspace;

  @BeforeEach
  void open() throws Exception {
    remote = new BareRemote(folder, BareRemote.campaign(""));
    workspace = remote.open(folder.resolve("worker"));
  }

  @AfterEach
  void close() {
    workspace.close();
    remote.close();
  }

  @Test
  void commitsAnExperimentAsItRanWithOnlyItsMutableFilesChanged() throws Exception {
    ObjectId commit = workspace.commitExperiment(experiment("m4max-1", "MATRIX_LR = 0.05\n"));

    assertThat(TestTree.of(repository(), commit))
        .isEqualTo(BareRemote.campaign("").file("train.py", "MATRIX_LR = 0.05\n"));
    RevCommit parsed = parse(commit);
    assertThat(parsed.getParents()).containsExactly(parse(remote.base));
    assertThat(parsed.getFullMessage()).isEqualTo("experiment: MATRIX_LR 0.04 -> 0.05\n");
    assertThat(parsed.getAuthorIdent().toExternalString())
        .isEqualTo("m4max <m4max@swarm> " + STARTED.getEpochSecond() + " +0000");
    assertThat(parsed.getCommitterIdent()).isEqualTo(parsed.getAuthorIdent());
    assertThat(workspace.resolve(Workspace.experimentRef("m4max-1"))).contains(commit);
    assertThat(workspace.head()).isEqualTo(remote.base);
  }

  @Test
  void commitsABaselineWithItsParentsTree() throws Exception {
    ObjectId commit =
        workspace.commitExperiment(
            new ExperimentCommit("m4max-1", remote.base, "baseline", Map.of(), STARTED));

    assertThat(parse(commit).getTree()).isEqualTo(parse(remote.base).getTree());
    assertThat(commit).isNotEqualTo(remote.base);
  }

  @Test
  void givesTheSameHashesAfterTheWholeFolderWasLost() {
    ObjectId experiment = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    ObjectId kept = workspace.commitKept(new KeptCommit(experiment, LEDGER, KEPT));

    try (Workspace another = remote.open(folder.resolve("another"))) {
      assertThat(another.commitExperiment(experiment("m4max-1", "a = 1\n"))).isEqualTo(experiment);
      assertThat(another.commitKept(new KeptCommit(experiment, LEDGER, KEPT))).isEqualTo(kept);
      assertThat(another.head()).isEqualTo(kept);
    }
  }

  @Test
  void givesTheSameHashesAfterACrashBetweenCommitAndRef() throws Exception {
    ObjectId experiment = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    ObjectId kept = workspace.commitKept(new KeptCommit(experiment, LEDGER, KEPT));
    workspace.close();
    Path refs = folder.resolve("worker/repository.git/refs");
    Files.delete(refs.resolve("autoresearch/experiments/m4max-1"));
    Files.writeString(refs.resolve("heads/" + BareRemote.BRANCH), remote.base.name() + "\n");
    Files.createFile(refs.resolve("heads/" + BareRemote.BRANCH + ".lock"));
    Files.createFile(folder.resolve("worker/repository.git/index.lock"));

    workspace = remote.open(folder.resolve("worker"));

    assertThat(workspace.head()).isEqualTo(remote.base);
    assertThat(workspace.commitExperiment(experiment("m4max-1", "a = 1\n"))).isEqualTo(experiment);
    assertThat(workspace.commitKept(new KeptCommit(experiment, LEDGER, KEPT))).isEqualTo(kept);
    assertThat(workspace.head()).isEqualTo(kept);
  }

  @Test
  void foldsTheLedgerIntoAKeptCommitAndChangesNothingElse() throws Exception {
    ObjectId experiment = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));

    ObjectId kept = workspace.commitKept(new KeptCommit(experiment, LEDGER, KEPT));

    assertThat(TestTree.of(repository(), kept))
        .isEqualTo(
            TestTree.of(repository(), experiment).file("results.tsv", new String(LEDGER, UTF_8)));
    assertThat(parse(kept).getParents()).containsExactly(parse(remote.base));
    assertThat(parse(kept).getFullMessage()).isEqualTo(parse(experiment).getFullMessage());
    assertThat(parse(kept).getCommitterIdent().getWhenAsInstant()).isEqualTo(KEPT);
    assertThat(workspace.head()).isEqualTo(kept);
  }

  @Test
  void leavesTheBranchAloneWhenAKeepIsMadeAgain() {
    ObjectId first = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    ObjectId head = workspace.commitKept(new KeptCommit(first, LEDGER, KEPT));
    ObjectId second = workspace.commitExperiment(experiment("m4max-2", head, "a = 2\n"));
    ObjectId newHead = workspace.commitKept(new KeptCommit(second, LEDGER, KEPT));

    assertThat(workspace.commitKept(new KeptCommit(second, LEDGER, KEPT))).isEqualTo(newHead);
    assertThat(workspace.commitKept(new KeptCommit(first, LEDGER, KEPT))).isEqualTo(head);
    assertThat(workspace.head()).isEqualTo(newHead);
    assertThat(workspace.isAncestor(head, newHead)).isTrue();
    assertThat(workspace.isAncestor(newHead, head)).isFalse();
  }

  @Test
  void neverMovesTheBranchAside() {
    ObjectId first = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    ObjectId aside = workspace.commitExperiment(experiment("m4max-2", "a = 2\n"));
    ObjectId head = workspace.commitKept(new KeptCommit(first, LEDGER, KEPT));

    assertThatThrownBy(() -> workspace.commitKept(new KeptCommit(aside, LEDGER, KEPT)))
        .isInstanceOfSatisfying(
            WorkspaceException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.CONFLICT));
    assertThat(workspace.head()).isEqualTo(head);
  }

  @Test
  void neverGivesAnExperimentAnotherCommit() {
    ObjectId first = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    assertThat(workspace.commitExperiment(experiment("m4max-1", "a = 1\n"))).isEqualTo(first);

    assertThatThrownBy(() -> workspace.commitExperiment(experiment("m4max-1", "a = 2\n")))
        .isInstanceOf(WorkspaceException.class)
        .hasMessageContaining(first.name());
    assertThat(workspace.resolve(Workspace.experimentRef("m4max-1"))).contains(first);
  }

  @Test
  void isNotMisledByTheWorkTree() throws Exception {
    Path tree = folder.resolve("worker/workspace");
    Files.writeString(tree.resolve("train.py"), "something else\n");
    Files.writeString(tree.resolve(".gitignore"), "*\n");
    Files.createDirectories(tree.resolve(".git/hooks"));
    Files.writeString(tree.resolve(".git/config"), "[core]\n\tbare = nonsense\n");

    ObjectId commit = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));

    assertThat(workspace.read(commit, "train.py")).contains("a = 1\n".getBytes(UTF_8));
    assertThat(TestTree.of(repository(), commit))
        .isEqualTo(BareRemote.campaign("").file("train.py", "a = 1\n"));
  }

  @Test
  void keepsModesAndTakesNewFilesInNewFolders() throws Exception {
    ObjectId commit =
        workspace.commitExperiment(
            new ExperimentCommit(
                "m4max-1",
                remote.base,
                "several files",
                Map.of(
                    "run.sh", "#!/bin/bash\n".getBytes(UTF_8),
                    "link", "now a file\n".getBytes(UTF_8),
                    "lib/model.py", "layers = 8\n".getBytes(UTF_8),
                    "new/er/file.py", "x = 1\n".getBytes(UTF_8)),
                STARTED));

    assertThat(TestTree.of(repository(), commit))
        .isEqualTo(
            BareRemote.campaign("")
                .executable("run.sh", "#!/bin/bash\n")
                .file("link", "now a file\n")
                .file("lib/model.py", "layers = 8\n")
                .file("new/er/file.py", "x = 1\n"));
    try (ObjectWalk walk = new ObjectWalk(repository())) {
      walk.markStart(walk.parseCommit(commit));
      walk.checkConnectivity();
    }
  }

  @Test
  void keepsADescriptionOnOneLine() throws Exception {
    ObjectId commit =
        workspace.commitExperiment(
            new ExperimentCommit("m4max-1", remote.base, " a\nb\t c\r\n", Map.of(), STARTED));

    assertThat(parse(commit).getFullMessage()).isEqualTo("experiment: a b c\n");
  }

  @Test
  void worksOnACampaignInAFolderOfALargerRepository() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    TestTree campaign = BareRemote.campaign("projects/gpt/").file("README.md", "root\n");
    try (BareRemote larger = new BareRemote(elsewhere, campaign);
        Workspace inside = larger.open(elsewhere.resolve("worker"), "projects/gpt")) {
      ObjectId experiment = inside.commitExperiment(experiment("m4max-1", larger.base, "a = 1\n"));
      ObjectId kept = inside.commitKept(new KeptCommit(experiment, LEDGER, KEPT));
      inside.checkout(experiment);

      assertThat(TestTree.of(repository(elsewhere.resolve("worker")), kept))
          .isEqualTo(
              campaign
                  .file("projects/gpt/train.py", "a = 1\n")
                  .file("projects/gpt/results.tsv", new String(LEDGER, UTF_8)));
      assertThat(inside.directory().resolve("train.py")).hasContent("a = 1\n");
      assertThat(inside.read(kept, "train.py")).contains("a = 1\n".getBytes(UTF_8));
    }
  }

  @Test
  void saysWhichCommitIsMissing() {
    ObjectId unknown = ObjectId.fromString("0123456789012345678901234567890123456789");

    assertThatThrownBy(() -> workspace.commitExperiment(experiment("m4max-1", unknown, "a\n")))
        .isInstanceOf(WorkspaceException.class)
        .hasMessageContaining(unknown.name())
        .hasMessageContaining("fetch");
    assertThat(workspace.read(remote.base, "absent.py")).isEmpty();
  }

  @Test
  void refusesAMutableFileThatIsAFolder() {
    assertThatThrownBy(
            () ->
                workspace.commitExperiment(
                    new ExperimentCommit(
                        "m4max-1", remote.base, "x", Map.of("lib", new byte[0]), STARTED)))
        .isInstanceOf(WorkspaceException.class)
        .hasMessageContaining("lib is a folder");
  }

  @Test
  void writesAHalfWrittenObjectAgain() throws Exception {
    ObjectId commit = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    ObjectId tree = parse(commit).getTree().getId();
    workspace.close();
    for (ObjectId victim : new ObjectId[] {commit, tree}) {
      cutInHalf(victim);
    }
    Files.delete(folder.resolve("worker/repository.git/refs/autoresearch/experiments/m4max-1"));
    workspace = remote.open(folder.resolve("worker"));

    assertThat(workspace.commitExperiment(experiment("m4max-1", "a = 1\n"))).isEqualTo(commit);
    assertThat(workspace.read(commit, "train.py")).contains("a = 1\n".getBytes(UTF_8));
  }

  @Test
  void reportsADiskThatFailsInOneSentenceAndCarriesOnAfterwards() throws Exception {
    ObjectId commit = workspace.commitExperiment(experiment("m4max-1", "a = 1\n"));
    Path objects = folder.resolve("worker/repository.git/objects");
    Path away = objects.resolveSibling("objects-away");
    Files.move(objects, away);
    Files.createFile(objects);

    assertThatThrownBy(() -> workspace.commitExperiment(experiment("m4max-2", "a = 2\n")))
        .isInstanceOf(WorkspaceException.class);

    Files.delete(objects);
    Files.move(away, objects);
    assertThat(workspace.commitExperiment(experiment("m4max-1", "a = 1\n"))).isEqualTo(commit);
    workspace.commitExperiment(experiment("m4max-2", "a = 2\n"));
  }

  @Test
  void tellsAFullDiskFromABrokenOne() {
    IOException full = new IOException("write failed", new IOException("No space left on device"));

    assertThat(WorkspaceException.of(folder, "commit", full).kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(WorkspaceException.of(folder, "commit", new IOException("broken")).kind())
        .isEqualTo(Kind.DISK_FAILED);
  }

  private void cutInHalf(ObjectId id) throws IOException {
    Path file =
        folder
            .resolve("worker/repository.git/objects")
            .resolve(id.name().substring(0, 2))
            .resolve(id.name().substring(2));
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
  }

  private ExperimentCommit experiment(String id, String train) {
    return experiment(id, remote.base, train);
  }

  private static ExperimentCommit experiment(String id, ObjectId parent, String train) {
    return new ExperimentCommit(
        id, parent, "MATRIX_LR 0.04 -> 0.05", Map.of("train.py", train.getBytes(UTF_8)), STARTED);
  }

  private Repository repository() throws IOException {
    return repository(folder.resolve("worker"));
  }

  private static Repository repository(Path worker) throws IOException {
    return new FileRepositoryBuilder().setGitDir(worker.resolve("repository.git").toFile()).build();
  }

  private RevCommit parse(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository())) {
      RevCommit parsed = walk.parseCommit(commit);
      walk.parseBody(parsed);
      return parsed;
    }
  }
}
