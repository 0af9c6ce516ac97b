package dev.swarm.coordinator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.shared.text.Complaint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starting a coordinator, and everything that can be wrong with what it is given. */
class CoordinatorTest {
  private static final String HOST = "127.0.0.1";

  @TempDir Path folder;

  @Test
  void refusesAFolderThatIsNotThere() {
    assertComplaint("There is no folder %s; make a campaign there with: swarm init %s");
  }

  @Test
  void refusesAFolderThatIsNoGitRepository() throws Exception {
    Files.createDirectories(campaign());

    assertComplaint("%s is not a campaign: it is no git repository; make one with: swarm init DIR");
  }

  @Test
  void refusesARepositoryWithoutACommit() throws Exception {
    Git.init().setDirectory(campaign().toFile()).call().close();

    assertComplaint("%s has no commit yet; commit the campaign's files first.");
  }

  @Test
  void refusesACommitWithoutACampaignFile() throws Exception {
    TestCampaign.commit(campaign(), Map.of("Train.java", TestCampaign.TRAIN));
    Files.writeString(campaign().resolve("autoresearch.yaml"), TestCampaign.FILE);

    assertComplaint(
        "autoresearch.yaml is not committed in %s; commit it with: git add autoresearch.yaml && git commit");
  }

  @Test
  void refusesACampaignFileThatNamesAFileThatIsNotThere() throws Exception {
    TestCampaign.commit(
        campaign(),
        Map.of("autoresearch.yaml", TestCampaign.FILE, "Train.java", TestCampaign.TRAIN));

    assertComplaint(
        "The campaign file names 'program.md' under immutable_files, but the base commit has no such file; commit it or correct the name.");
  }

  @Test
  void refusesAKnobThatTheFileDoesNotSet() throws Exception {
    commit(TestCampaign.FILE, "class Train { }\n");

    assertComplaint(
        "The knob 'MATRIX_LR' is not set in the mutable file. Declare only knobs that Train.java sets once.");
  }

  @Test
  void refusesACampaignFileWithAnUnknownKey() throws Exception {
    commit(TestCampaign.FILE.replace("budget:", "bugdet:"), TestCampaign.TRAIN);

    assertComplaint("The campaign file has an unknown key 'bugdet'; did you mean 'budget'?");
  }

  @Test
  void saysWhichPortIsInUse() throws Exception {
    TestCampaign.commit(campaign());
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      int taken = other.getLocalPort();
      assertThatThrownBy(() -> Coordinator.start(options(taken, 0)))
          .isInstanceOf(Complaint.class)
          .hasMessageStartingWith("Port %d on 127.0.0.1 can't be used (".formatted(taken))
          .hasMessageEndingWith("); stop what uses it, or choose another with --port.");
      assertThatThrownBy(() -> Coordinator.start(options(0, taken)))
          .isInstanceOf(Complaint.class)
          .hasMessage(
              "Port %d on 127.0.0.1 is in use by another program; stop it, or choose another with --git-port."
                  .formatted(taken));
    }
    Coordinator.start(options(0, 0)).close();
  }

  @Test
  void refusesAFolderThatAnotherCoordinatorHas() throws Exception {
    TestCampaign.commit(campaign());
    try (Coordinator first = Coordinator.start(options(0, 0))) {
      assertComplaintAbout(
          state(),
          "Another coordinator is running on %s; stop it, or choose another folder with --dir.");
      assertThat(Files.readString(StateFolder.address(state())))
          .isEqualTo(HOST + ":" + first.port() + "\n");
    }
    assertThat(StateFolder.address(state())).doesNotExist();
    Coordinator.start(options(0, 0)).close();
  }

  @Test
  void refusesAFolderThatIsAFile() throws Exception {
    TestCampaign.commit(campaign());
    Files.writeString(state(), "");

    assertThatThrownBy(() -> Coordinator.start(options(0, 0)))
        .isInstanceOf(Complaint.class)
        .hasMessageStartingWith("The coordinator's folder %s can't be used: ".formatted(state()));
  }

  @Test
  void refusesToGoOnWithAnotherCampaignFile() throws Exception {
    TestCampaign.commit(campaign());
    Coordinator.start(options(0, 0)).close();
    commit(TestCampaign.FILE.replace("10s", "20s"), TestCampaign.TRAIN);
    assertDiffers();

    TestCampaign.commit(campaign(), Map.of("autoresearch.yaml", TestCampaign.FILE));
    Coordinator.start(options(0, 0)).close();
  }

  @Test
  void goesOnFromWhereItBeganWhateverWasCommittedSince() throws Exception {
    TestCampaign.commit(campaign());
    Coordinator.start(options(0, 0)).close();
    String began = main();
    commit(TestCampaign.FILE, TestCampaign.TRAIN.replace("4;", "6;"));

    Coordinator.start(options(0, 0)).close();

    assertThat(main()).isEqualTo(began);
  }

  @Test
  void refusesAJournalOfANewerVersionAndLeavesItAlone() throws Exception {
    TestCampaign.commit(campaign());
    Coordinator.start(options(0, 0)).close();
    rename("CampaignStarted", "CampaignBegun");

    assertComplaintAbout(
        state(),
        "The journal in %s can't be used: The journal holds a 'CampaignBegun', which this version does not know; it was written by a newer one.");

    rename("CampaignBegun", "CampaignStarted");
    Coordinator.start(options(0, 0)).close();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsItsTokenWhereOnlyItsOwnerCanReadIt() throws Exception {
    TestCampaign.commit(campaign());
    Coordinator.start(options(0, 0)).close();
    Path file = StateFolder.token(state());
    String token = Files.readString(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token.strip()).hasSizeGreaterThanOrEqualTo(32);

    Coordinator.start(options(0, 0)).close();

    assertThat(Files.readString(file)).isEqualTo(token);
  }

  /** The commit that the hub gives to workers as the base. */
  private String main() throws Exception {
    try (Git hub = Git.open(state().resolve("hub.git").toFile())) {
      return hub.getRepository().resolve("refs/heads/main").name();
    }
  }

  private void assertDiffers() {
    assertThatThrownBy(() -> Coordinator.start(options(0, 0)))
        .isInstanceOf(Complaint.class)
        .hasMessageMatching(
            "The campaign file or the base commit has changed since the campaign started \\(base [0-9a-f]{7} then, [0-9a-f]{7} now\\), so results could not be compared; go back to it with --base [0-9a-f]{7}, or start a new campaign in another folder\\.");
  }

  private void assertComplaint(String sentence) {
    assertComplaintAbout(campaign(), sentence);
  }

  private void assertComplaintAbout(Path named, String sentence) {
    assertThatThrownBy(() -> Coordinator.start(options(0, 0)))
        .isInstanceOf(Complaint.class)
        .hasMessage(sentence.replace("%s", named.toString()));
  }

  private void commit(String file, String train) throws Exception {
    TestCampaign.commit(
        campaign(),
        Map.of("autoresearch.yaml", file, "Train.java", train, "program.md", "# Program\n"));
  }

  private void rename(String manifest, String other) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + state().resolve("journal.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE event_journal SET event_ser_manifest = '%s' WHERE event_ser_manifest = '%s'"
              .formatted(other, manifest));
    }
  }

  private Path campaign() {
    return folder.resolve("campaign");
  }

  private Path state() {
    return folder.resolve("state");
  }

  private CoordinatorOptions options(int port, int gitPort) {
    return new CoordinatorOptions(
        campaign(),
        Optional.empty(),
        state(),
        HOST,
        port,
        gitPort,
        RunningCoordinator.LONG_LEASE,
        new Settings.Limits(7, OptionalInt.empty(), 1, false));
  }
}
