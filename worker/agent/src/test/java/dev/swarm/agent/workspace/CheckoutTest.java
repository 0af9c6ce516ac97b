package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
  private static final Set<String> MUTABLE = Set.of("train.py");

  @TempDir Path folder;
  private BareRemote remote;
  private Workspace workspace;
  private Path tree;

  @BeforeEach
  void open() throws Exception {
    remote = new BareRemote(folder, BareRemote.campaign(""));
    workspace = remote.open(folder.resolve("worker"));
    tree = workspace.directory();
  }

  @AfterEach
  void close() {
    workspace.close();
    remote.close();
  }

  @Test
  void fillsAnEmptyWorkTreeByteForByte() throws Exception {
    workspace.checkout(remote.base);

    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
  }

  @Test
  void writesTheLedgerIntoAWorkTreeAndNeverThroughALinkInItsPlace() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("results.tsv"), "somebody's\n");
    workspace.checkout(remote.base);
    FileDeletion.delete(tree);
    Files.createSymbolicLink(tree, elsewhere);

    workspace.writeResults("rows\n".getBytes(UTF_8));

    assertThat(elsewhere.resolve("results.tsv")).hasContent("somebody's");
    assertThat(tree.resolve("results.tsv")).hasContent("rows");
  }

  @Test
  void touchesOnlyWhatDiffers() throws Exception {
    workspace.checkout(remote.base);
    FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(tree.resolve("prepare.py"), longAgo);
    ObjectId experiment = experiment("m4max-1", "MATRIX_LR = 0.05\n");

    assertThat(workspace.checkout(experiment)).isEqualTo(new Restored(1, 0));
    assertThat(workspace.checkout(experiment)).isEqualTo(new Restored(0, 0));
    assertThat(tree.resolve("train.py")).hasContent("MATRIX_LR = 0.05\n");
    assertThat(Files.getLastModifiedTime(tree.resolve("prepare.py"))).isEqualTo(longAgo);
  }

  @Test
  void removesWhatARunLeftButKeepsCaches() throws Exception {
    workspace.checkout(remote.base);
    write("__pycache__/train.pyc", "cache");
    write("lib/__pycache__/model.pyc", "cache");
    write("lib/scratch.tmp", "ignored by the rule of lib");
    write(".venv/.git/config", "a repository inside an ignored folder");
    write("vendor/downloaded.bin", "beside a tracked file in an ignored folder");
    write("cache-1/shard", "cache");
    write("leftover/only.pyc", "cache inside a leftover folder");
    write("run.log", "leftover");
    write("scratch.tmp", "the rule of lib does not hold here");
    write("cache-kept", "a rule takes it out of the caches");
    write("leftover/checkpoint.bin", "leftover");
    write("lib/deep/extra/more.txt", "leftover");
    Files.createDirectories(tree.resolve("nothing/in/here"));

    workspace.checkout(remote.base);

    SortedMap<String, String> expected = new TreeMap<>(BareRemote.campaign("").files());
    DiskTree.of(tree)
        .forEach(
            (path, content) -> {
              if (!expected.containsKey(path)) {
                expected.put(path, content);
                assertThat(content).as(path).containsAnyOf("cache", "ignored");
              }
            });
    assertThat(expected)
        .containsKeys(
            "lib/scratch.tmp",
            ".venv/.git/config",
            "vendor/downloaded.bin",
            "cache-1/shard",
            "leftover/only.pyc");
    assertThat(tree.resolve("cache-kept")).doesNotExist();
    assertThat(expected).doesNotContainKeys("__pycache__/train.pyc", "lib/__pycache__/model.pyc");
    assertThat(DiskTree.of(tree)).isEqualTo(expected);
  }

  @Test
  void doesNotLetARunProtectItsLeftoversByAnIgnoreRule() throws Exception {
    workspace.checkout(remote.base);
    write(".gitignore", "*\n");
    write("stash/.gitignore", "*\n");
    write("stash/secret.py", "left for the next run");

    workspace.checkout(remote.base);

    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
  }

  @Test
  void leavesTheLedgerAlone() throws Exception {
    ObjectId experiment = experiment("m4max-1", "a = 1\n");
    ObjectId kept =
        workspace.commitKept(
            new KeptCommit(experiment, "old rows\n".getBytes(UTF_8), Instant.EPOCH));
    workspace.writeResults("newer rows\n".getBytes(UTF_8));

    workspace.checkout(kept);
    assertThat(tree.resolve("results.tsv")).hasContent("newer rows\n");
    assertThat(workspace.verifyImmutable(kept, MUTABLE)).isEmpty();
    workspace.checkout(remote.base);
    assertThat(tree.resolve("results.tsv")).hasContent("newer rows\n");
  }

  @Test
  void neverWritesTheLedgerThroughALink() throws Exception {
    Path victim = folder.resolve("victim");
    Files.writeString(victim, "precious");
    workspace.checkout(remote.base);
    Files.createSymbolicLink(tree.resolve("results.tsv"), victim);

    workspace.writeResults("rows\n".getBytes(UTF_8));
    assertThat(tree.resolve("results.tsv")).isRegularFile().hasContent("rows\n");
    Files.delete(tree.resolve("results.tsv"));
    Files.createSymbolicLink(tree.resolve("results.tsv"), victim);
    workspace.checkout(remote.base);

    assertThat(Files.exists(tree.resolve("results.tsv"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(victim).hasContent("precious");
  }

  @Test
  void neverWritesOrDeletesThroughALink() throws Exception {
    workspace.checkout(remote.base);
    Path outside = Files.createDirectories(folder.resolve("outside/deep/er"));
    Files.writeString(outside.resolve("data.txt"), "precious");
    Files.writeString(folder.resolve("outside/model.py"), "precious");
    FileDeletion.delete(tree.resolve("lib"));
    Files.createSymbolicLink(tree.resolve("lib"), folder.resolve("outside"));
    Files.createSymbolicLink(tree.resolve("leftover"), folder.resolve("outside"));
    Files.delete(tree.resolve("prepare.py"));
    Files.createLink(tree.resolve("prepare.py"), folder.resolve("outside/model.py"));

    assertThat(workspace.verifyImmutable(remote.base, MUTABLE))
        .containsExactly("lib/.gitignore", "lib/deep/er/data.txt", "lib/model.py", "prepare.py");
    workspace.checkout(remote.base);

    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
    assertThat(outside.resolve("data.txt")).hasContent("precious");
    assertThat(folder.resolve("outside/model.py")).hasContent("precious");
  }

  @Test
  void findsAChangedFileWhoseSizeAndTimeWereSetBack() throws Exception {
    workspace.checkout(remote.base);
    Path prepare = tree.resolve("prepare.py");
    FileTime before = Files.getLastModifiedTime(prepare);
    String content = Files.readString(prepare);
    Files.writeString(prepare, content.replace("immutable", "Immutable"));
    Files.setLastModifiedTime(prepare, before);

    assertThat(workspace.verifyImmutable(remote.base, MUTABLE)).containsExactly("prepare.py");
    assertThat(workspace.checkout(remote.base)).isEqualTo(new Restored(1, 0));
    assertThat(workspace.verifyImmutable(remote.base, MUTABLE)).isEmpty();
  }

  @Test
  void reportsEveryKindOfChangeButNotMutableOrUntrackedFiles() throws Exception {
    workspace.checkout(remote.base);
    write("train.py", "mutable");
    write("new.py", "untracked");
    Files.delete(tree.resolve("empty"));
    Files.delete(tree.resolve("dangling"));
    Files.createSymbolicLink(tree.resolve("dangling"), Path.of("elsewhere"));
    Files.setPosixFilePermissions(
        tree.resolve("run.sh"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.delete(tree.resolve("lib.py"));
    Files.createDirectory(tree.resolve("lib.py"));

    assertThat(workspace.verifyImmutable(remote.base, MUTABLE))
        .containsExactly("dangling", "empty", "lib.py", "run.sh");
    workspace.checkout(remote.base);
    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
  }

  @Test
  void isNotHeldUpByAPipeOrAnEndlessFile() throws Exception {
    workspace.checkout(remote.base);
    Files.delete(tree.resolve("prepare.py"));
    boolean piped = makePipe(tree.resolve("prepare.py"));
    try (var large = new RandomAccessFile(tree.resolve("lib.py").toFile(), "rw")) {
      large.setLength(1L << 40);
    }

    assertThat(workspace.verifyImmutable(remote.base, MUTABLE))
        .as("with a pipe: %s", piped)
        .containsExactly("lib.py", "prepare.py");
    workspace.checkout(remote.base);
    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
  }

  @Test
  void opensFoldersThatARunHasClosed() throws Exception {
    workspace.checkout(remote.base);
    write("leftover/inner/file", "x");
    for (String closed : List.of("leftover/inner", "leftover", "lib/deep", "lib")) {
      Files.setPosixFilePermissions(
          tree.resolve(closed), PosixFilePermissions.fromString("---------"));
    }
    Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("r-xr-xr-x"));

    workspace.checkout(remote.base);

    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
  }

  @Test
  void recreatesAWorkTreeThatIsGoneOrIsALink() throws Exception {
    workspace.checkout(remote.base);
    FileDeletion.delete(tree);
    workspace.checkout(remote.base);
    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());

    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "precious");
    FileDeletion.delete(tree);
    Files.createSymbolicLink(tree, outside);
    workspace.checkout(remote.base);
    assertThat(DiskTree.of(tree)).isEqualTo(BareRemote.campaign("").files());
    assertThat(DiskTree.of(outside)).containsOnlyKeys("precious");
  }

  /** What the campaign's rules call a cache may stay, for instance beside vendor's tracked file. */
  @Test
  void restoresTheCommitAfterAnyMischief() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "precious");
    Map<String, String> untouched = DiskTree.of(outside);
    List<ObjectId> commits = List.of(remote.base, experiment("m4max-1", "a\n"), otherShape());
    for (int round = 0; round < 60; round++) {
      ObjectId commit = commits.get(random.nextInt(commits.size()));
      workspace.checkout(commit);
      Map<String, String> expected = TestTree.of(clonedObjects(), commit).files();
      Map<String, String> found = DiskTree.of(tree);
      if (commit != commits.get(2)) {
        found.keySet().removeIf(path -> isIgnored(path) && !expected.containsKey(path));
      }
      assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected);
      assertThat(workspace.verifyImmutable(commit, Set.of()))
          .as("seed %d, round %d", seed, round)
          .isEmpty();
      Mischief.commit(random, tree, outside);
      assertThat(DiskTree.of(outside)).as("seed %d, round %d", seed, round).isEqualTo(untouched);
    }
  }

  private static boolean isIgnored(String path) {
    return path.startsWith("vendor/") || path.matches("(.*/)?train\\.py(/.*)?");
  }

  /** A commit in which folders have become files and files folders. */
  private ObjectId otherShape() throws Exception {
    TestTree shape =
        TestTree.empty()
            .file("lib", "a file now\n")
            .file("prepare.py/inner/train.py", "deep\n")
            .executable("train.py", "b\n")
            .link("run.sh", "lib")
            .file("empty", "");
    ObjectId commit = shape.commitTo(remote.repository(), remote.base, "other shape");
    remote.set("refs/autoresearch/experiments/h100-1", commit);
    assertThat(workspace.fetch("refs/autoresearch/experiments/h100-1"))
        .isEqualTo(new HubAnswer.Ok());
    return commit;
  }

  private Repository clonedObjects() throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(folder.resolve("worker/repository.git").toFile())
        .build();
  }

  private ObjectId experiment(String id, String train) {
    return workspace.commitExperiment(
        new ExperimentCommit(
            id, remote.base, id, Map.of("train.py", train.getBytes(UTF_8)), Instant.EPOCH));
  }

  private void write(String path, String content) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static boolean makePipe(Path place) throws Exception {
    List<String> command = new ArrayList<>(List.of("mkfifo", place.toString()));
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
