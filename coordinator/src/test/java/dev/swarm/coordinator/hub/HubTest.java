package dev.swarm.coordinator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
  @TempDir Path folder;
  private CampaignRepository campaign;
  private ObjectId first;
  private ObjectId second;

  @BeforeEach
  void makeCampaign() throws Exception {
    campaign = new CampaignRepository(folder.resolve("campaign"));
    first = campaign.commit("train.py", "one");
    second = campaign.commit("train.py", "two");
  }

  @Test
  void canBeSeededWithACommitThatIsNotTheTipOfABranch() {
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, first);

      assertThat(hub.resolve(Hub.MAIN)).contains(first);
      assertThat(hub.read(first, "train.py")).contains("one".getBytes());
      assertThat(hub.read(first, "absent.py")).isEmpty();
    }
  }

  @Test
  void leavesTheOperatorsRepositoryAsItWas() throws Exception {
    var before = campaign.git.getRepository().getRefDatabase().getRefs();
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, first);
    }
    assertThat(campaign.git.getRepository().getRefDatabase().getRefs())
        .usingRecursiveComparison()
        .isEqualTo(before);
    assertThat(campaign.git.status().call().isClean()).isTrue();
  }

  @Test
  void canBeSeededTwiceAndAfterARestart() {
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, second);
      hub.seed(campaign.folder, second);
    }
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, second);
      assertThat(hub.resolve(Hub.MAIN)).contains(second);
    }
  }

  @Test
  void refusesAnotherBase() {
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, second);

      assertThatThrownBy(() -> hub.seed(campaign.folder, first))
          .isInstanceOf(HubException.class)
          .hasMessageContaining(second.name())
          .hasMessageContaining("another folder");
      assertThat(hub.resolve(Hub.MAIN)).contains(second);
    }
  }

  @Test
  void knowsTheCommitThatABranchAdvancedToByAnExperiment() throws Exception {
    ObjectId ran = campaign.commit("train.py", "three");
    campaign.git.checkout().setName(second.name()).call();
    ObjectId kept = campaign.commit("results.tsv", "a row");
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, second);
      assertThat(hub.advancedTo("autoresearch/mar5-box", ran.name())).as("no branch").isEmpty();
      hub.bring(campaign.folder, kept);
      RefUpdate push = hub.repository().updateRef("refs/heads/autoresearch/mar5-box");
      push.setNewObjectId(kept);
      push.update();

      assertThat(hub.advancedTo("autoresearch/mar5-box", ran.name())).as("no commit").isEmpty();
      hub.bring(campaign.folder, ran);
      assertThat(hub.advancedTo("autoresearch/mar5-box", ran.name())).contains(kept);
      assertThat(hub.advancedTo("autoresearch/mar5-box", second.name()))
          .as("the branch is elsewhere")
          .isEmpty();
    }
  }

  @Test
  void saysWhatIsWrongWithARepositoryItCannotUse() throws Exception {
    Path shallow = folder.resolve("shallow");
    Git.cloneRepository()
        .setURI(campaign.folder.toUri().toString())
        .setDirectory(shallow.toFile())
        .setDepth(1)
        .call()
        .close();
    ObjectId unknown = ObjectId.fromString("0123456789012345678901234567890123456789");
    Path noRepository = Files.createTempDirectory("no-repository");
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      assertThatThrownBy(() -> hub.seed(shallow, second)).hasMessageContaining("--unshallow");
      assertThatThrownBy(() -> hub.seed(campaign.folder, unknown))
          .hasMessageContaining("no commit");
      assertThatThrownBy(() -> hub.seed(noRepository, first))
          .hasMessageContaining("not a git repository");
      assertThat(hub.resolve(Hub.MAIN)).isEmpty();
    } finally {
      Files.delete(noRepository);
    }
  }

  @Test
  void opensAfterACrashThatLeftLocksAndHalfAFolder() throws IOException {
    Path place = folder.resolve("hub");
    Files.createDirectories(folder.resolve("hub.new/objects"));
    Files.createFile(folder.resolve("hub.new/HEAD"));
    try (Hub hub = Hub.open(place)) {
      hub.seed(campaign.folder, second);
    }
    Files.createFile(place.resolve("refs/heads/main.lock"));
    Files.createFile(place.resolve("config.lock"));
    Files.createFile(place.resolve("packed-refs.lock"));
    Files.writeString(place.resolve("gc.pid"), "1 elsewhere");
    Files.createFile(place.resolve("seed.bundle"));

    try (Hub hub = Hub.open(place)) {
      assertThat(hub.resolve(Hub.MAIN)).contains(second);
      assertThat(hub.tidy()).isTrue();
    }
    assertThat(folder.resolve("hub.new")).doesNotExist();
    assertThat(place.resolve("seed.bundle")).doesNotExist();
  }

  @Test
  void refusesAFolderThatHoldsSomethingElse() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    Files.createFile(folder.resolve("photos/holiday.jpg"));

    assertThatThrownBy(() -> Hub.open(folder.resolve("photos")))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("not a git hub");
  }

  @Test
  void belongsToOneCoordinatorAtATime() {
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      assertThatThrownBy(() -> Hub.open(folder.resolve("hub")))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("another coordinator");
    }
    Hub.open(folder.resolve("hub")).close();
  }

  @Test
  void doesNotTidyWhileAPushIsUnderWay() throws Exception {
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, second);
      CountDownLatch pushing = new CountDownLatch(1);
      CountDownLatch mayEnd = new CountDownLatch(1);
      Thread push =
          new Thread(
              () -> {
                try {
                  hub.gate()
                      .push(
                          () -> {
                            pushing.countDown();
                            awaitQuietly(mayEnd);
                          });
                } catch (IOException impossible) {
                  throw new AssertionError(impossible);
                }
              });
      push.start();
      pushing.await();
      assertThat(hub.tidy()).isFalse();
      mayEnd.countDown();
      push.join();
      assertThat(hub.tidy()).isTrue();
      assertThat(hub.read(second, "train.py")).contains("two".getBytes());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
