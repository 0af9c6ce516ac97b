package dev.swarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.access.Identity;
import dev.swarm.agent.workspace.ExperimentCommit;
import dev.swarm.agent.workspace.HubAnswer;
import dev.swarm.agent.workspace.KeptCommit;
import dev.swarm.agent.workspace.Remote;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.agent.workspace.WorkspaceException;
import dev.swarm.coordinator.access.Token;
import dev.swarm.coordinator.hub.Hub;
import dev.swarm.coordinator.hub.HubServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator's hub and the workers' clones, over a real connection. */
class HubAndWorkspaceTest {
  private static final String TOKEN = "correct-horse";
  private static final HubAnswer OK = new HubAnswer.Ok();
  private static final Instant TIME = Instant.parse("2026-03-05T10:15:30Z");

  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private ObjectId base;
  private Hub hub;
  private HubServer server;

  @BeforeEach
  void startHub() throws Exception {
    Path campaign = folder.resolve("campaign");
    try (Git git = Git.init().setDirectory(campaign.toFile()).setInitialBranch("main").call()) {
      Files.writeString(campaign.resolve("train.py"), "MATRIX_LR = 0.04\n");
      Files.writeString(campaign.resolve("prepare.py"), "immutable\n");
      Files.writeString(campaign.resolve(".gitignore"), "__pycache__/\nresults.tsv\n");
      git.add().addFilepattern(".").call();
      base =
          git.commit()
              .setMessage("base")
              .setAuthor("operator", "operator@example.org")
              .setCommitter("operator", "operator@example.org")
              .setSign(false)
              .call()
              .getId();
    }
    hub = Hub.open(folder.resolve("hub"));
    hub.seed(campaign, base);
    serve(0, TOKEN);
  }

  @AfterEach
  void stopHub() {
    server.close();
    hub.close();
  }

  @Test
  void carriesAnExperimentFromProposalToTheBranchInTheHub() {
    try (Workspace worker = open("m4max")) {
      ObjectId experiment = commit(worker, "m4max-1", base, "MATRIX_LR = 0.05\n");
      worker.checkout(experiment);
      assertThat(worker.verifyImmutable(experiment, Set.of("train.py"))).isEmpty();
      assertThat(worker.push(Workspace.experimentRef("m4max-1"))).isEqualTo(OK);
      ObjectId kept = keep(worker, experiment);
      assertThat(worker.push(worker.branchRef())).isEqualTo(OK);

      assertThat(hub.resolve(Workspace.experimentRef("m4max-1"))).contains(experiment);
      assertThat(hub.resolve("refs/heads/autoresearch/mar5-m4max")).contains(kept);
      assertThat(hub.read(kept, "train.py")).contains("MATRIX_LR = 0.05\n".getBytes(UTF_8));
      assertThat(hub.read(kept, "results.tsv")).contains("rows\n".getBytes(UTF_8));
      assertThat(hub.read(experiment, "results.tsv")).isEmpty();
      assertThat(told)
          .containsExactly(
              "m4max " + Workspace.experimentRef("m4max-1") + " " + experiment.name(),
              "m4max refs/heads/autoresearch/mar5-m4max " + kept.name());
    }
  }

  @Test
  void bringsAWinToAnotherMachine() {
    try (Workspace winner = open("h100");
        Workspace receiver = open("m4max")) {
      ObjectId win = commit(winner, "h100-1", base, "MATRIX_LR = 0.06\n");
      winner.push(Workspace.experimentRef("h100-1"));

      assertThat(receiver.fetch(Workspace.experimentRef("h100-1"))).isEqualTo(OK);

      assertThat(receiver.read(win, "train.py")).contains("MATRIX_LR = 0.06\n".getBytes(UTF_8));
      ObjectId transplant = commit(receiver, "m4max-1", receiver.head(), "MATRIX_LR = 0.06\n");
      assertThat(receiver.push(Workspace.experimentRef("m4max-1"))).isEqualTo(OK);
      assertThat(transplant).isNotEqualTo(win);
    }
  }

  @Test
  void tellsAWorkerWhyItsPushWasRefused() {
    try (Workspace worker = open("m4max")) {
      commit(worker, "h100-1", base, "a\n");
      assertThat(worker.push(Workspace.experimentRef("h100-1")))
          .isEqualTo(
              new HubAnswer.Refused(
                  "refs/autoresearch/experiments/h100-1: machine m4max may push only to "
                      + "refs/heads/autoresearch/mar5-m4max and "
                      + "refs/autoresearch/experiments/m4max-<number>[.<attempt>]"));
      assertThat(hub.resolve(Workspace.experimentRef("h100-1"))).isEmpty();
    }
  }

  @Test
  void refusesAnotherCommitUnderAnExperimentsName() {
    try (Workspace first = open("m4max");
        Workspace secondLife = open("m4max", "m4max-again", TOKEN)) {
      ObjectId commit = commit(first, "m4max-1", base, "a\n");
      assertThat(first.push(Workspace.experimentRef("m4max-1"))).isEqualTo(OK);

      commit(secondLife, "m4max-1", base, "b\n");
      assertRefused(
          secondLife.push(Workspace.experimentRef("m4max-1")),
          "an experiment's commit never changes");
      assertThat(hub.resolve(Workspace.experimentRef("m4max-1"))).contains(commit);
    }
  }

  @Test
  void refusesABranchThatWouldLoseCommits() {
    try (Workspace first = open("m4max");
        Workspace secondLife = open("m4max", "m4max-again", TOKEN)) {
      ObjectId kept = keep(first, commit(first, "m4max-1", base, "a\n"));
      assertThat(first.push(first.branchRef())).isEqualTo(OK);

      keep(secondLife, commit(secondLife, "m4max-2", base, "b\n"));
      assertThat(secondLife.push(secondLife.branchRef())).isInstanceOf(HubAnswer.Refused.class);
      assertThat(hub.resolve(first.branchRef())).contains(kept);
    }
  }

  @Test
  void makesAndPushesTheBranchAfterDyingBetweenVerdictAndPush() throws IOException {
    ObjectId kept;
    try (Workspace worker = open("m4max")) {
      ObjectId experiment = commit(worker, "m4max-1", base, "a\n");
      worker.push(Workspace.experimentRef("m4max-1"));
      kept = keep(worker, experiment);
    }
    try (Workspace fresh = open("m4max", "another-folder", TOKEN)) {
      assertThat(fresh.fetch(Workspace.experimentRef("m4max-1"))).isEqualTo(OK);
      ObjectId experiment = fresh.resolve(Workspace.experimentRef("m4max-1")).orElseThrow();

      assertThat(keep(fresh, experiment)).isEqualTo(kept);
      assertThat(fresh.push(fresh.branchRef())).isEqualTo(OK);
      assertThat(hub.resolve(fresh.branchRef())).contains(kept);
    }
  }

  @Test
  void refusesAWorkerWithAWrongToken() {
    assertThatThrownBy(() -> open("m4max", "m4max", "wrong"))
        .isInstanceOfSatisfying(
            WorkspaceException.class,
            failure -> assertThat(failure.kind()).isEqualTo(WorkspaceException.Kind.HUB_REFUSED))
        .hasMessageContaining("token")
        .hasMessageNotContaining("wrong");
    try (Workspace worker = open("m4max")) {
      commit(worker, "m4max-1", base, "a\n");
    }
    try (Workspace worker = open("m4max", "m4max", "wrong")) {
      assertRefused(worker.push(Workspace.experimentRef("m4max-1")), "does not take the token");
      assertRefused(worker.fetch(Workspace.BASE), "does not take the token");
    }
  }

  @Test
  void outlivesAHubThatIsAwayForAWhile() throws IOException {
    // A port that nobody is given while the hub is away.
    int port = LastingPort.find();
    server.close();
    serve(port, TOKEN);
    try (Workspace worker = open("m4max")) {
      ObjectId experiment = commit(worker, "m4max-1", base, "a\n");
      server.close();

      assertThat(worker.push(Workspace.experimentRef("m4max-1")))
          .isInstanceOf(HubAnswer.Unreachable.class);
      assertThat(worker.fetch(Workspace.BASE)).isInstanceOf(HubAnswer.Unreachable.class);
      ObjectId kept = keep(worker, experiment);

      hub.close();
      hub = Hub.open(folder.resolve("hub"));
      serve(port, TOKEN);
      assertThat(worker.push(Workspace.experimentRef("m4max-1"), worker.branchRef())).isEqualTo(OK);
      assertThat(hub.resolve(worker.branchRef())).contains(kept);
    }
  }

  @Test
  void takesEightyExperimentsOfEightMachinesAtOnce() throws Exception {
    ExecutorService machines = Executors.newFixedThreadPool(8);
    List<Future<ObjectId>> heads = new ArrayList<>();
    for (int machine = 0; machine < 8; machine++) {
      String name = "gpu" + machine;
      heads.add(machines.submit(() -> climb(name)));
    }
    for (int machine = 0; machine < 8; machine++) {
      ObjectId head = heads.get(machine).get();
      assertThat(hub.resolve("refs/heads/autoresearch/mar5-gpu" + machine)).contains(head);
    }
    machines.shutdown();
    assertThat(told).hasSize(160);
    assertThat(hub.tidy()).isTrue();
    assertWhole(folder.resolve("hub"));
    assertWhole(folder.resolve("gpu3/repository.git"));
  }

  private ObjectId climb(String machine) {
    try (Workspace worker = open(machine)) {
      for (int number = 1; number <= 10; number++) {
        String id = machine + "-" + number;
        ObjectId experiment = commit(worker, id, worker.head(), id + "\n");
        worker.checkout(experiment);
        assertThat(worker.push(Workspace.experimentRef(id))).isEqualTo(OK);
        keep(worker, experiment);
        assertThat(worker.push(worker.branchRef())).isEqualTo(OK);
      }
      return worker.head();
    }
  }

  private static void assertWhole(Path repository) throws Exception {
    try (Repository opened = new FileRepositoryBuilder().setGitDir(repository.toFile()).build();
        ObjectWalk walk = new ObjectWalk(opened)) {
      for (Ref ref : opened.getRefDatabase().getRefs()) {
        walk.markStart(walk.parseCommit(ref.getObjectId()));
      }
      walk.checkConnectivity();
    }
    Process fsck;
    try {
      fsck =
          new ProcessBuilder("git", "fsck", "--full", "--strict")
              .directory(repository.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException noGitProgram) {
      return;
    }
    String report = new String(fsck.getInputStream().readAllBytes(), UTF_8);
    assertThat(fsck.waitFor()).as(report).isZero();
    assertThat(report).doesNotContain("error", "missing", "broken");
  }

  private void serve(int port, String token) {
    server =
        HubServer.start(
            hub,
            "127.0.0.1",
            port,
            Token.of(token),
            Identity.of(token),
            machine -> Optional.of("autoresearch/mar5-" + machine),
            (machine, ref, commit) -> told.add(machine + " " + ref + " " + commit.name()));
  }

  private Workspace open(String machine) {
    return open(machine, machine, TOKEN);
  }

  private Workspace open(String machine, String worker, String token) {
    URI address = URI.create("https://127.0.0.1:" + server.port() + "/campaign.git");
    return Workspace.open(
        folder.resolve(worker),
        new Remote(address, machine, token),
        "autoresearch/mar5-" + machine,
        "");
  }

  private static ObjectId commit(Workspace worker, String id, ObjectId parent, String train) {
    return worker.commitExperiment(
        new ExperimentCommit(
            id, parent, "change " + id, Map.of("train.py", train.getBytes(UTF_8)), TIME));
  }

  private static ObjectId keep(Workspace worker, ObjectId experiment) {
    return worker.commitKept(new KeptCommit(experiment, "rows\n".getBytes(UTF_8), TIME));
  }

  private static void assertRefused(HubAnswer answer, String reason) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            HubAnswer.Refused.class, refused -> assertThat(refused.reason()).contains(reason));
  }
}
