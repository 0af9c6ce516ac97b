package dev.swarm.coordinator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.access.Identity;
import dev.swarm.coordinator.access.Token;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubPushTest {
  private static final String OWN_BRANCH = "refs/heads/autoresearch/mar5-m4max";
  private static final String OTHER_BRANCH = "refs/heads/autoresearch/mar5-h100";

  @TempDir Path folder;
  private RunningHub running;
  private HubClient client;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> branches = new HashMap<>();
    branches.put("m4max", "autoresearch/mar5-m4max");
    branches.put("m4max-2", "autoresearch/mar5-m4max-2");
    branches.put("h100", "autoresearch/mar5-h100");
    for (int machine = 0; machine < 8; machine++) {
      branches.put("gpu" + machine, "autoresearch/mar5-gpu" + machine);
    }
    running = new RunningHub(folder, branches);
    client = running.client("m4max");
  }

  @AfterEach
  void stop() {
    client.close();
    running.close();
  }

  @Test
  void takesAMachinesExperimentAndBranchAndTellsTheListener() throws Exception {
    ObjectId experiment = client.commit(running.base, "lr 0.04");

    assertThat(client.push(experiment, experiment("m4max-1"))).matches(HubClient::taken);
    assertThat(client.push(experiment, OWN_BRANCH)).matches(HubClient::taken);

    assertThat(running.hub.resolve(experiment("m4max-1"))).contains(experiment);
    assertThat(running.hub.resolve(OWN_BRANCH)).contains(experiment);
    assertThat(running.told)
        .containsExactly(
            "m4max " + experiment("m4max-1") + " " + experiment.name(),
            "m4max " + OWN_BRANCH + " " + experiment.name());
  }

  @Test
  void advancesABranchButNeverMovesItBackOrAside() throws Exception {
    ObjectId first = client.commit(running.base, "first");
    ObjectId second = client.commit(first, "second");
    ObjectId aside = client.commit(running.base, "aside");
    assertThat(client.push(first, OWN_BRANCH)).matches(HubClient::taken);
    assertThat(client.push(second, OWN_BRANCH)).matches(HubClient::taken);

    assertRefused(client.push(first, OWN_BRANCH), "the branch only advances");
    assertRefused(client.push(aside, OWN_BRANCH), "the branch only advances");
    assertThat(running.hub.resolve(OWN_BRANCH)).contains(second);
  }

  @Test
  void takesTheSameExperimentAgainButNeverAnotherUnderItsName() throws Exception {
    ObjectId experiment = client.commit(running.base, "one");
    ObjectId another = client.commit(running.base, "another");
    assertThat(client.push(experiment, experiment("m4max-7"))).matches(HubClient::taken);

    assertThat(client.push(experiment, experiment("m4max-7"))).matches(HubClient::taken);
    assertRefused(
        client.push(another, experiment("m4max-7")), "an experiment's commit never changes");
    assertThat(running.hub.resolve(experiment("m4max-7"))).contains(experiment);
  }

  @Test
  void refusesEveryRefThatIsNotTheMachinesOwn() throws Exception {
    ObjectId commit = client.commit(running.base, "mine");
    for (String ref :
        List.of(
            OTHER_BRANCH,
            "refs/heads/main",
            "refs/heads/autoresearch/mar5-m4max/sub",
            "refs/heads/autoresearch/mar6-m4max",
            "refs/tags/v1",
            "refs/notes/commits",
            experiment("h100-1"),
            experiment("m4max-2-1"),
            experiment("m4max-"),
            experiment("m4max-1x"),
            experiment("m4max-1/2"))) {
      assertRefused(client.push(commit, ref), "machine m4max may push only to " + OWN_BRANCH);
      assertThat(running.hub.resolve(ref)).isNotEqualTo(Optional.of(commit));
    }
    assertThat(running.hub.resolve(Hub.MAIN)).contains(running.base);
    assertThat(running.told).isEmpty();
  }

  @Test
  void refusesToDeleteAnything() throws Exception {
    ObjectId commit = client.commit(running.base, "kept");
    client.push(commit, OWN_BRANCH);
    client.push(commit, experiment("m4max-1"));

    assertRefused(client.delete(OWN_BRANCH), "deletion prohibited");
    assertRefused(client.delete(Hub.MAIN), "deletion prohibited");
    assertThat(client.delete(experiment("m4max-1"))).matches(update -> !HubClient.taken(update));

    assertThat(running.hub.resolve(OWN_BRANCH)).contains(commit);
    assertThat(running.hub.resolve(Hub.MAIN)).contains(running.base);
    assertThat(running.hub.resolve(experiment("m4max-1"))).contains(commit);
  }

  @Test
  void refusesAMachineThatHasNotJoined() throws Exception {
    try (HubClient stranger = running.client("stranger")) {
      ObjectId commit = stranger.commit(running.base, "strange");
      assertRefused(
          stranger.push(commit, experiment("stranger-1")), "no machine named stranger has joined");
    }
  }

  @Test
  void refusesHistoryThatDoesNotStandOnTheBase() throws Exception {
    ObjectId unrelated = client.commit(null, "unrelated");
    assertRefused(client.push(unrelated, OWN_BRANCH), "does not stand on the campaign's base");
    assertRefused(
        client.push(unrelated, experiment("m4max-1")), "does not stand on the campaign's base");
  }

  @Test
  void refusesATreeThatWouldWriteIntoAGitFolder() throws Exception {
    ObjectId hostile = hostileCommit();
    RemoteRefUpdate update = null;
    String failure = "";
    try {
      update = client.push(hostile, experiment("m4max-1"));
    } catch (TransportException refused) {
      failure = refused.toString();
    }
    assertThat(update == null || !HubClient.taken(update)).as(failure).isTrue();
    assertThat(running.hub.resolve(experiment("m4max-1"))).isEmpty();
  }

  @Test
  void storesNothingOfAPushToForeignRefs() throws Exception {
    ObjectId commit = client.commit(running.base, "a".repeat(3_000_000));
    long before = packs();

    assertRefused(client.push(commit, OTHER_BRANCH), "may push only to");

    assertThat(packs()).isEqualTo(before);
  }

  @Test
  void survivesAListenerThatFails() throws Exception {
    HubServer failing =
        HubServer.start(
            running.hub,
            "127.0.0.1",
            0,
            Token.of(RunningHub.TOKEN),
            Identity.of(RunningHub.TOKEN),
            machine -> Optional.of("autoresearch/mar5-m4max"),
            (machine, ref, id) -> {
              throw new IllegalStateException("deliberate");
            });
    URI address = URI.create("https://127.0.0.1:" + failing.port() + "/campaign.git");
    try (HubClient other =
        new HubClient(address, "m4max", RunningHub.TOKEN, folder.resolve("clone-failing"))) {
      ObjectId commit = other.commit(running.base, "x");
      assertThat(other.push(commit, OWN_BRANCH)).matches(HubClient::taken);
      assertThat(running.hub.resolve(OWN_BRANCH)).contains(commit);
    } finally {
      failing.close();
    }
  }

  @Test
  void takesEightyPushesOfEightMachinesAtOnce() throws Exception {
    ExecutorService machines = Executors.newFixedThreadPool(8);
    List<Future<ObjectId>> heads = new ArrayList<>();
    for (int machine = 0; machine < 8; machine++) {
      String name = "gpu" + machine;
      heads.add(machines.submit(() -> pushTen(name)));
    }
    for (int machine = 0; machine < 8; machine++) {
      ObjectId head = heads.get(machine).get();
      assertThat(running.hub.resolve("refs/heads/autoresearch/mar5-gpu" + machine)).contains(head);
    }
    machines.shutdown();
    List<Ref> experiments =
        running.hub.repository().getRefDatabase().getRefsByPrefix(Hub.EXPERIMENTS);
    assertThat(experiments).hasSize(80);
    assertThat(running.told).hasSize(160);
    assertEverythingIsReachable();
    assertGitFindsNoFault();

    assertThat(running.hub.tidy()).isTrue();
    assertThat(running.hub.repository().getRefDatabase().getRefsByPrefix(Hub.EXPERIMENTS))
        .hasSize(80);
    assertEverythingIsReachable();
    assertGitFindsNoFault();
    assertThat(packs()).isLessThanOrEqualTo(4);
  }

  @Test
  void servesTheGitProgramToo() throws Exception {
    GitProgram.assumePresent();
    Path clone = folder.resolve("by-git");
    String address =
        "https://m4max:%s@127.0.0.1:%d/campaign.git"
            .formatted(RunningHub.TOKEN, running.server.port());
    GitProgram.run(folder, "clone", "-q", address, clone.toString());
    Files.writeString(clone.resolve("train.py"), "by hand");
    GitProgram.run(clone, "add", "train.py");
    GitProgram.run(clone, "commit", "-q", "-m", "experiment: by hand");
    GitProgram.run(clone, "push", "-q", "origin", "HEAD:" + OWN_BRANCH);
    String refused = GitProgram.fail(clone, "push", "origin", "HEAD:main");

    assertThat(refused).contains("may push only to");
    assertThat(running.hub.resolve(OWN_BRANCH)).isPresent();
    String wrong = address.replace(RunningHub.TOKEN, "wrong");
    assertThat(GitProgram.fail(folder, "ls-remote", wrong)).contains("fatal");
  }

  private ObjectId pushTen(String machine) throws Exception {
    try (HubClient worker = running.client(machine)) {
      ObjectId head = running.base;
      for (int number = 1; number <= 10; number++) {
        head = worker.commit(head, machine + " experiment " + number);
        assertThat(worker.push(head, experiment(machine + "-" + number))).matches(HubClient::taken);
        assertThat(worker.push(head, "refs/heads/autoresearch/mar5-" + machine))
            .matches(HubClient::taken);
      }
      return head;
    }
  }

  private ObjectId hostileCommit() throws Exception {
    try (ObjectInserter inserter = client.git.getRepository().newObjectInserter()) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, "[core]".getBytes());
      TreeFormatter inner = new TreeFormatter();
      inner.append("config", FileMode.REGULAR_FILE, blob);
      ObjectId innerId = inserter.insert(inner);
      TreeFormatter outer = new TreeFormatter();
      outer.append(".git", FileMode.TREE, innerId);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(outer));
      commit.setParentId(running.base);
      PersonIdent nobody = new PersonIdent("m4max", "m4max@swarm", Instant.EPOCH, ZoneOffset.UTC);
      commit.setAuthor(nobody);
      commit.setCommitter(nobody);
      commit.setMessage("experiment: hostile");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  private void assertEverythingIsReachable() throws Exception {
    try (ObjectWalk walk = new ObjectWalk(running.hub.repository())) {
      for (Ref ref : running.hub.repository().getRefDatabase().getRefs()) {
        walk.markStart(walk.parseCommit(ref.getObjectId()));
      }
      walk.checkConnectivity();
    }
  }

  private void assertGitFindsNoFault() throws Exception {
    if (GitProgram.present()) {
      String report =
          GitProgram.run(running.hub.repository().getDirectory().toPath(), "fsck", "--full");
      assertThat(report).doesNotContain("error", "missing", "broken", "corrupt");
    }
  }

  private long packs() throws Exception {
    Path objects = running.hub.repository().getDirectory().toPath().resolve("objects/pack");
    try (Stream<Path> files = Files.list(objects)) {
      return files.filter(file -> file.toString().endsWith(".pack")).count();
    }
  }

  private static String experiment(String id) {
    return Hub.EXPERIMENTS + id;
  }

  private static void assertRefused(RemoteRefUpdate update, String reason) {
    assertThat(HubClient.taken(update)).as("%s", update).isFalse();
    assertThat(update.getMessage()).contains(reason);
  }
}
