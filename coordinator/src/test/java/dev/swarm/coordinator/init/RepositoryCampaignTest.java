package dev.swarm.coordinator.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.source.CampaignSource;
import dev.swarm.coordinator.source.TestRepository;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.Network;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in repositories of several layouts. */
class RepositoryCampaignTest {
  private static final Wishes NONE =
      new Wishes(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

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
  void findsEverythingInAnAutoresearchLayout() throws Exception {
    repository
        .add("program.md", "Run it: `uv run train.py > run.log 2>&1`. Get the lowest val_loss.\n")
        .add(
            "prepare.py",
            """
            import os
            CACHE = os.path.join(os.path.expanduser("~"), ".cache", "corpus")
            TIME_BUDGET = 120
            """)
        .add("helpers.py", "X = 1\n")
        .add("uv.lock", "")
        .add(
            "train.py",
            """
            from prepare import TIME_BUDGET
            import helpers
            LR = 0.04
            print(f"step {LR}")
            print("---")
            print(f"val_loss:         {LR:.6f}")
            print(f"num_steps:        {LR}")
            """)
        .commit();

    CampaignFile file = init(NONE);

    assertThat(file.name()).isEqualTo("theirs");
    assertThat(file.mutableFiles()).containsExactly("train.py");
    assertThat(file.immutableFiles())
        .containsExactly("helpers.py", "prepare.py", "program.md", "uv.lock");
    assertThat(file.runCommand()).isEqualTo("uv run train.py");
    assertThat(file.network()).isEqualTo(Network.ALLOWED);
    assertThat(file.metric()).isEqualTo("val_loss");
    assertThat(file.direction()).isEqualTo(Direction.MINIMIZE);
    assertThat(file.budget()).isEqualTo(Duration.ofMinutes(2));
    assertThat(file.data()).containsExactly("~/.cache/corpus");
    assertThat(file.fileOf("LR")).isEqualTo("train.py");
    assertThat(file.knobs()).hasSize(1);
  }

  @Test
  void givesMlxTheTimeThatItTakes() throws Exception {
    repository
        .add("train.py", "import mlx.core as mx\nLR = 1.5\nprint(f\"val_bpb: {LR}\")\n")
        .commit();

    assertThat(init(NONE).limits().training()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void findsAMetricThatIsMaximised() throws Exception {
    repository
        .add("model.py", "WIDTH = 64\nLR = 0.1\nprint(f\"loss: {LR}\")\nprint(\"accuracy:\", LR)\n")
        .add("test_model.py", "ALPHA = 1\nBETA = 2\nGAMMA = 3\n")
        .commit();

    CampaignFile file = init(NONE);

    assertThat(file.mutableFiles()).containsExactly("model.py");
    assertThat(file.runCommand()).isEqualTo("python3 model.py");
    assertThat(file.metric()).isEqualTo("accuracy");
    assertThat(file.direction()).isEqualTo(Direction.MAXIMIZE);
    assertThat(file.budget()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void findsAMakeTargetAndAJavaProgram() throws Exception {
    repository
        .add("Makefile", "all:\n\techo\ntrain:\n\tjava Kernel.java\n")
        .add(
            "Kernel.java",
            """
            class Kernel {
              static final int BLOCK_SIZE = 256;
              static final double ALPHA = 0.5;
              public static void main(String[] args) {
                System.out.printf("throughput: %.3f%n", ALPHA);
              }
            }
            """)
        .commit();

    CampaignFile file = init(NONE);

    assertThat(file.runCommand()).isEqualTo("make train");
    assertThat(file.metric()).isEqualTo("throughput");
    assertThat(file.direction()).isEqualTo(Direction.MAXIMIZE);
    assertThat(file.knobs()).hasSize(2);
  }

  @Test
  void doesWhatItIsToldInsteadOfGuessing() throws Exception {
    repository.add("train.py", "LR = 0.1\n").add("conf/run.toml", "lr = 1\n").commit();

    CampaignFile file =
        init(
            new Wishes(
                Optional.of("conf/run.toml"),
                Optional.of("sh go.sh > run.log 2>&1"),
                Optional.of("reward"),
                Optional.of(Direction.MAXIMIZE),
                Optional.of(Duration.ofSeconds(90))));

    assertThat(file.mutableFiles()).containsExactly("conf/run.toml");
    assertThat(file.runCommand()).isEqualTo("sh go.sh");
    assertThat(file.metric()).isEqualTo("reward");
    assertThat(file.budget()).isEqualTo(Duration.ofSeconds(90));
    assertThat(file.knobs()).isEmpty();
  }

  @Test
  void neverOverwritesACampaignFileUnlessForced() throws Exception {
    train().add("autoresearch.yaml", "mine\n").commit();

    assertComplaint(
        "%s has a campaign file already (autoresearch.yaml); serve it with: swarm coordinator %s or write it anew with --force");
    assertThat(Files.readString(repository.folder().resolve("autoresearch.yaml")))
        .isEqualTo("mine\n");
    assertThat(RepositoryCampaign.write(repository.folder(), NONE, true)).isNotEmpty();
  }

  @Test
  void commitsTheCampaignFileAndNothingElse() throws Exception {
    train().commit();
    repository.add("staged.txt", "not yet");
    init(NONE);

    RepositoryCampaign.commit(repository.folder());

    assertThat(repository.git().status().call().getAdded()).containsExactly("staged.txt");
    assertThat(CampaignSource.read(repository.folder(), Optional.of("main")).file().metric())
        .isEqualTo("score");
  }

  @Test
  void makesACampaignOfAFolderBelowTheRoot() throws Exception {
    repository.add("other/train.py", "print(1)\n");
    repository.add("lab/model.py", "ALPHA = 1.5\nBETA = 2.5\nprint(f\"score: {BETA}\")\n").commit();
    Path lab = repository.folder().resolve("lab");

    RepositoryCampaign.write(lab, NONE, false);
    RepositoryCampaign.commit(lab);

    CampaignSource source = CampaignSource.read(lab, Optional.empty());
    assertThat(source.directory()).isEqualTo("lab");
    assertThat(source.file().mutableFiles()).containsExactly("model.py");
  }

  @Test
  void saysWhatItCanNotFindAndHowToSayIt() throws Exception {
    repository.add("README.md", "nothing here\n").commit();
    assertComplaint(
        "No file in %s looks like the subject of experiments (a train.py, or one that sets upper-case constants); name it with --mutable FILE.");

    repository.add("train.py", "LR = 0.1\n").commit();
    assertComplaint(
        "train.py prints no 'name: value' that could be the metric; name it with --metric NAME.");

    repository.add("knobs.toml", "ALPHA = 1\nBETA = 2\n").commit();
    repository.git().rm().addFilepattern("train.py").call();
    assertComplaint(
        "Nothing in %s tells how an experiment with knobs.toml is run; say so with --run COMMAND.");
    assertThat(repository.folder().resolve("autoresearch.yaml")).doesNotExist();
  }

  @Test
  void refusesAFolderThatGitDoesNotKnow() throws Exception {
    assertComplaint(
        "%s holds no file that git tracks; add and commit the files of the campaign first.");
  }

  private TestRepository train() throws Exception {
    return repository.add("train.py", "LR = 0.1\nprint(f\"score: {LR}\")\n");
  }

  private CampaignFile init(Wishes wishes) throws IOException {
    List<String> said = RepositoryCampaign.write(repository.folder(), wishes, false);
    assertThat(said).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
    return CampaignFile.parse(Files.readString(repository.folder().resolve("autoresearch.yaml")));
  }

  private void assertComplaint(String sentence) {
    assertThatThrownBy(() -> RepositoryCampaign.write(repository.folder(), NONE, false))
        .isInstanceOf(Complaint.class)
        .hasMessage(sentence.replace("%s", repository.folder().toString()));
  }
}
