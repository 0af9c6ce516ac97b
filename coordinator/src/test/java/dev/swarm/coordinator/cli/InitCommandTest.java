package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.server.Coordinator;
import dev.swarm.coordinator.server.CoordinatorOptions;
import dev.swarm.shared.campaign.CampaignFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  private final Shell shell = new Shell();

  @TempDir Path folder;

  @Test
  void writesACampaignThatACoordinatorServes() throws Exception {
    Path campaign = folder.resolve("campaign");
    assertThat(shell.run(new InitCommand(), campaign.toString())).isZero();

    assertThat(shell.out()).contains(campaign.toString(), "swarm coordinator");
    try (Git git = Git.open(campaign.toFile())) {
      assertThat(git.status().call().isClean()).isTrue();
      assertThat(git.getRepository().getBranch()).isEqualTo("main");
      assertThat(git.log().call()).hasSize(1);
    }
    try (Coordinator coordinator =
        Coordinator.start(
            new CoordinatorOptions(
                campaign,
                Optional.empty(),
                folder.resolve("state"),
                "127.0.0.1",
                0,
                0,
                Duration.ofMinutes(1),
                new Settings.Limits(1, OptionalInt.empty(), 1, false)))) {
      assertThat(coordinator.campaignName()).isEqualTo("dickens");
    }
  }

  @Test
  void setsTheBudgetAndChangesNothingElse() throws Exception {
    shell.run(new InitCommand(), folder.resolve("default").toString());
    shell.run(new InitCommand(), folder.resolve("quick").toString(), "--budget", "15s");
    String original = Files.readString(folder.resolve("default/autoresearch.yaml"));
    String quick = Files.readString(folder.resolve("quick/autoresearch.yaml"));

    assertThat(CampaignFile.parse(original).budget()).isEqualTo(Duration.ofMinutes(5));
    assertThat(CampaignFile.parse(quick).budget()).isEqualTo(Duration.ofSeconds(15));
    assertThat(quick.replace("15s", "300s")).isEqualTo(original);
  }

  @Test
  void leavesAFolderAloneThatIsNotEmpty() throws Exception {
    Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");

    assertThat(shell.run(new InitCommand(), folder.toString())).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "%s holds files but is in no git repository; run git init there and commit them, or name a new folder."
                .formatted(folder));
    assertThat(folder).isDirectoryContaining(mine::equals);
    assertThat(folder.toFile().list()).containsExactly("mine.txt");
  }
}
