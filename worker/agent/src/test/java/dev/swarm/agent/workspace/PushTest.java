package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {
  private static final HubAnswer OK = new HubAnswer.Ok();
  private static final String FIRST = Workspace.experimentRef("m4max-1");

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
  void pushesAnExperimentAndTheBranchTogether() throws Exception {
    ObjectId experiment = experiment(workspace, "m4max-1", "a\n");
    ObjectId kept = keep(workspace, experiment);

    assertThat(workspace.push(FIRST, workspace.branchRef())).isEqualTo(OK);
    assertThat(workspace.push(FIRST, workspace.branchRef())).isEqualTo(OK);

    assertThat(remote.resolve(FIRST)).isEqualTo(experiment);
    assertThat(remote.branch()).isEqualTo(kept);
  }

  @Test
  void isRefusedWhereTheHubHasSomethingElse() throws Exception {
    experiment(workspace, "m4max-1", "a\n");
    keep(workspace, workspace.resolve(FIRST).orElseThrow());
    ObjectId other =
        BareRemote.campaign("").file("x", "y").commitTo(remote.repository(), remote.base, "other");
    remote.set(workspace.branchRef(), other);

    assertThat(workspace.push(FIRST, workspace.branchRef()))
        .isInstanceOfSatisfying(
            HubAnswer.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains(workspace.branchRef())
                    .contains("commits on it that this clone's branch does not contain"));
    assertThat(remote.branch()).isEqualTo(other);
    assertThat(remote.resolve(FIRST)).isNotNull();
  }

  @Test
  void triesAgainWhereTheHubFailedToLock() throws Exception {
    experiment(workspace, "m4max-1", "a\n");
    Path lock = remote.folder.resolve(FIRST + ".lock");
    Files.createDirectories(lock.getParent());
    Files.createFile(lock);

    assertThat(workspace.push(FIRST))
        .isInstanceOfSatisfying(
            HubAnswer.Refused.class, refused -> assertThat(refused.reason()).contains("lock"));

    Files.delete(lock);
    assertThat(workspace.push(FIRST)).isEqualTo(OK);
  }

  @Test
  void saysWhatItDoesNotHave() {
    assertThatThrownBy(() -> workspace.push(FIRST))
        .isInstanceOf(WorkspaceException.class)
        .hasMessageContaining(FIRST);
    assertThat(workspace.fetch(Workspace.experimentRef("h100-1")))
        .isInstanceOfSatisfying(
            HubAnswer.Refused.class, refused -> assertThat(refused.reason()).contains("h100-1"));
  }

  @Test
  void fetchesAnotherMachinesExperiment() throws Exception {
    ObjectId win =
        BareRemote.campaign("")
            .file("train.py", "b\n")
            .commitTo(remote.repository(), remote.base, "experiment: win");
    remote.set(Workspace.experimentRef("h100-9"), win);

    assertThat(workspace.fetch(Workspace.experimentRef("h100-9"))).isEqualTo(OK);

    assertThat(workspace.read(win, "train.py")).contains("b\n".getBytes(UTF_8));
    assertThat(workspace.head()).isEqualTo(remote.base);
  }

  @Test
  void catchesUpWithItsBranchButNeverGoesBack() throws Exception {
    ObjectId experiment = experiment(workspace, "m4max-1", "a\n");
    ObjectId kept = keep(workspace, experiment);
    workspace.push(workspace.branchRef());
    try (Workspace lost = remote.open(folder.resolve("second-life"))) {
      assertThat(lost.head()).isEqualTo(kept);
      ObjectId next =
          lost.commitExperiment(
              new ExperimentCommit("m4max-2", kept, "n", Map.of(), Instant.EPOCH));
      ObjectId newHead = keep(lost, next);
      lost.push(lost.branchRef());

      assertThat(workspace.fetch(workspace.branchRef())).isEqualTo(OK);
      assertThat(workspace.head()).isEqualTo(newHead);
      remote.set(workspace.branchRef(), kept);
      assertThat(workspace.fetch(workspace.branchRef())).isEqualTo(OK);
      assertThat(workspace.head()).isEqualTo(newHead);
    }
  }

  @Test
  void saysWhenAnExperimentsRefMeansAnotherCommitInTheHub() throws Exception {
    ObjectId mine = experiment(workspace, "m4max-1", "a\n");
    ObjectId other =
        BareRemote.campaign("").file("x", "y").commitTo(remote.repository(), remote.base, "other");
    remote.set(FIRST, other);

    assertThat(workspace.fetch(FIRST))
        .isInstanceOfSatisfying(
            HubAnswer.Refused.class,
            refused -> assertThat(refused.reason()).contains("another commit"));
    assertThat(workspace.resolve(FIRST)).contains(mine);
  }

  private ObjectId experiment(Workspace in, String id, String train) {
    return in.commitExperiment(
        new ExperimentCommit(
            id, remote.base, id, Map.of("train.py", train.getBytes(UTF_8)), Instant.EPOCH));
  }

  private static ObjectId keep(Workspace in, ObjectId experiment) {
    return in.commitKept(new KeptCommit(experiment, "rows\n".getBytes(UTF_8), Instant.EPOCH));
  }
}
