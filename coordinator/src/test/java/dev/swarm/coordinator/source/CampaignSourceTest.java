package dev.swarm.coordinator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.campaign.InvalidCampaignException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Other people's repositories: what is served as it stands, and what is refused and how. */
class CampaignSourceTest {
  private static final String FILE =
      """
      name: theirs
      metric: score
      metric_direction: maximize
      mutable_files: [train.py]
      run_command: python3 train.py
      budget: 10s
      knobs: [{ name: LR, type: float, min: 0.1, max: 1 }]
      """;

  @TempDir Path home;
  private TestRepository repository;

  @BeforeEach
  void open() throws Exception {
    repository = new TestRepository(home.resolve("theirs"));
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void readsACampaignBelowTheRootOfALargerRepository() throws Exception {
    repository.add("README.md", "all").add("lab/one/train.py", "LR = 0.5\n");
    ObjectId base = repository.add("lab/one/autoresearch.yaml", FILE).commit();
    repository.write("README.md", "changed outside the campaign");

    CampaignSource source = read(repository.folder().resolve("lab/one"));

    assertThat(source.directory()).isEqualTo("lab/one");
    assertThat(source.base()).isEqualTo(base);
    assertThat(source.knobs()).containsEntry("LR", "0.5");
  }

  @Test
  void takesEitherNameOfTheCampaignFileButNotBoth() throws Exception {
    repository.add("train.py", "LR = 0.5\n").add("autoresearch-config.yaml", FILE).commit();
    assertThat(read().file().name()).isEqualTo("theirs");

    repository.add("autoresearch.yaml", FILE).commit();
    assertRefused(
        "%s has both autoresearch.yaml and autoresearch-config.yaml; remove one of them.");
  }

  @Test
  void refusesUncommittedChangesButNotUntrackedFilesAndTheLedger() throws Exception {
    campaign();
    repository.add("results.tsv", "commit\n").commit();
    repository.write("results.tsv", "more\n").write("notes.txt", "mine\n");
    assertThat(read().directory()).isEmpty();

    repository.write("train.py", "LR = 0.7\n");
    assertRefused(
        "%s has uncommitted changes (train.py), which no worker would get; commit or stash them, or name a commit with --base.");

    CampaignSource source = CampaignSource.read(repository.folder(), Optional.of("main"));
    assertThat(source.knobs()).as("as committed").containsEntry("LR", "0.5");
  }

  @Test
  void refusesADetachedHeadUnlessItIsNamed() throws Exception {
    ObjectId commit = campaign();
    repository.git().checkout().setName(commit.name()).call();

    assertRefused(
        "%s is on a detached head ("
            + commit.name().substring(0, 7)
            + "); check a branch out, or name the commit with: --base "
            + commit.name().substring(0, 7));
    String name = commit.name().substring(0, 7);
    assertThat(CampaignSource.read(repository.folder(), Optional.of(name)).base())
        .isEqualTo(commit);
  }

  @Test
  void refusesABaseThatIsNotThere() throws Exception {
    campaign();

    for (String base : new String[] {"0".repeat(40), "v9", "HEAD~7", "no^^{such", "train.py"}) {
      assertThatThrownBy(() -> CampaignSource.read(repository.folder(), Optional.of(base)))
          .isInstanceOf(InvalidCampaignException.class)
          .hasMessage(
              "%s has no commit '%s' to start from; fetch it, or name another with --base."
                  .formatted(repository.folder(), base));
    }
  }

  @Test
  void refusesAShallowClone() throws Exception {
    campaign();
    repository.add("train.py", "LR = 0.6\n").commit();
    Path clone = home.resolve("clone");
    Git.cloneRepository()
        .setURI(repository.folder().toUri().toString())
        .setDirectory(clone.toFile())
        .setDepth(1)
        .call()
        .close();

    assertThatThrownBy(() -> read(clone))
        .isInstanceOf(InvalidCampaignException.class)
        .hasMessage(
            "%s is a shallow clone, which can't be passed on whole; complete it with: git fetch --unshallow"
                .formatted(clone));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesAMutableFileThroughALink() throws Exception {
    Files.createSymbolicLink(repository.folder().resolve("train.py"), Path.of("real.py"));
    repository.git().add().addFilepattern("train.py").call();
    repository.add("real.py", "LR = 0.5\n").add("autoresearch.yaml", FILE).commit();
    assertRefused(
        "The campaign file names 'train.py' under mutable_files, but 'train.py' is a symbolic link to 'real.py'; name the file itself, inside the campaign's folder.");

    Files.createSymbolicLink(repository.folder().resolve("linked"), Path.of("/etc"));
    repository.git().add().addFilepattern("linked").call();
    repository.add("autoresearch.yaml", FILE.replace("[train.py]", "[linked/hosts]")).commit();
    assertRefused(
        "The campaign file names 'linked/hosts' under mutable_files, but 'linked' is a symbolic link to '/etc'; name the file itself, inside the campaign's folder.");
  }

  @Test
  void saysWhetherAFileIsMissingOrOnlyNotCommitted() throws Exception {
    repository.add("autoresearch.yaml", FILE).commit();
    assertRefused(
        "The campaign file names 'train.py' under mutable_files, but the base commit has no such file; commit it or correct the name.");

    repository.write("train.py", "LR = 0.5\n");
    assertRefused(
        "The campaign file names 'train.py' under mutable_files, but the base commit has no such file; commit it with: git add train.py && git commit");
  }

  @Test
  void refusesARunCommandWhoseScriptIsNotThere() throws Exception {
    repository.add("train.py", "LR = 0.5\n");
    repository
        .add("autoresearch.yaml", FILE.replace("python3 train.py", "uv run trian.py"))
        .commit();
    assertRefused(
        "The run command 'uv run trian.py' starts 'trian.py', which the base commit does not have; did you mean 'train.py'?");

    for (String command : new String[] {"make train", "python3 -m lab", "cd x && python3 y.py"}) {
      repository.add("autoresearch.yaml", FILE.replace("python3 train.py", command)).commit();
      assertThat(read().file().runCommand()).isEqualTo(command);
    }
  }

  @Test
  void refusesKnobsThatDoNotOccurOrOccurTwice() throws Exception {
    repository.add("train.py", "lr = 0.5\n").add("autoresearch.yaml", FILE).commit();
    assertRefused(
        "The knob 'LR' is not set in the mutable file. Declare only knobs that train.py sets once.");

    repository.add("train.py", "LR = 0.5\nLR = 0.6\n").commit();
    assertRefused(
        "The knob 'LR' is set more than once in the mutable file. Declare only knobs that train.py sets once.");
  }

  @Test
  void refusesASubmoduleInTheCampaignsFolderButNotBeside() throws Exception {
    repository.add("lab/train.py", "LR = 0.5\n").add("lab/autoresearch.yaml", FILE);
    addSubmodule("beside");
    repository.commit();
    assertThat(read(repository.folder().resolve("lab")).directory()).isEqualTo("lab");

    addSubmodule("lab/deps");
    repository.commit();
    assertThatThrownBy(() -> read(repository.folder().resolve("lab")))
        .hasMessage(
            "The campaign's folder has the submodule 'deps', which every worker would find empty; commit its files instead, or keep it outside the campaign's folder.");
  }

  @Test
  void refusesLargeFilesAndPointersToThem() throws Exception {
    campaign();
    repository
        .add(
            "model.bin",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5000000000\n")
        .commit();
    assertRefused(
        "'model.bin' is kept with Git LFS, so workers would get its pointer and not the file; keep it outside the repository and name its place under data.");

    try (RandomAccessFile large =
        new RandomAccessFile(repository.folder().resolve("model.bin").toFile(), "rw")) {
      large.setLength(101L << 20);
    }
    repository.git().add().addFilepattern("model.bin").call();
    repository.commit();
    assertRefused(
        "'model.bin' has 105 MB in the base commit, and the hub passes on files of up to 100MiB; keep it outside the repository and name its place under data.");
  }

  private void addSubmodule(String path) throws IOException {
    DirCache index = repository.git().getRepository().lockDirCache();
    DirCacheEditor editor = index.editor();
    editor.add(
        new DirCacheEditor.PathEdit(path) {
          @Override
          public void apply(DirCacheEntry entry) {
            entry.setFileMode(FileMode.GITLINK);
            entry.setObjectId(ObjectId.fromString("1".repeat(40)));
          }
        });
    editor.commit();
  }

  private ObjectId campaign() throws Exception {
    return repository.add("train.py", "LR = 0.5\n").add("autoresearch.yaml", FILE).commit();
  }

  private CampaignSource read() throws IOException {
    return read(repository.folder());
  }

  private static CampaignSource read(Path folder) throws IOException {
    return CampaignSource.read(folder, Optional.empty());
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidCampaignException.class)
        .hasMessage(sentence.replace("%s", repository.folder().toString()));
  }
}
