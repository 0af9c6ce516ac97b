package dev.swarm.coordinator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hub says a commit changes. */
class CommitDiffTest {
  @TempDir Path folder;
  private CampaignRepository campaign;

  @BeforeEach
  void makeCampaign() throws Exception {
    campaign = new CampaignRepository(folder.resolve("campaign"));
    campaign.commit("train.py", "LR = 0.04\n");
  }

  @Test
  void showsWhatACommitChangesOfTheFilesAskedFor() throws Exception {
    ObjectId commit = campaign.commit("train.py", "LR = 0.05\n");

    CommitDiff diff = diff(commit, "train.py");
    assertThat(diff.text()).contains("-LR = 0.04\n", "+LR = 0.05\n");
    assertThat(diff.whole()).isTrue();
    assertThat(diff(commit, "other.py").text()).isEmpty();
  }

  @Test
  void showsTheFirstCommitAsAllNew() throws Exception {
    ObjectId root = campaign.git.log().call().iterator().next().getId();

    assertThat(diff(root, "train.py").text()).contains("+LR = 0.04\n");
  }

  @Test
  void cutsALongDiffAtTheEndOfALine() throws Exception {
    ObjectId commit = campaign.commit("train.py", "a line that is new\n".repeat(10_000));

    CommitDiff diff = diff(commit, "train.py");
    assertThat(diff.whole()).isFalse();
    assertThat(diff.text().length()).isBetween(CommitDiff.LONGEST - 100, CommitDiff.LONGEST);
    assertThat(diff.text()).endsWith("+a line that is new\n");
  }

  @Test
  void hasNoneOfACommitThatIsNotThere() throws Exception {
    ObjectId commit = campaign.commit("train.py", "LR = 0.05\n");

    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, commit);
      assertThat(hub.diff("0123456789".repeat(4), List.of("train.py"))).isEmpty();
    }
  }

  private CommitDiff diff(ObjectId commit, String path) {
    try (Hub hub = Hub.open(folder.resolve("hub"))) {
      hub.seed(campaign.folder, commit);
      return hub.diff(commit.name(), List.of(path)).orElseThrow();
    }
  }
}
