package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.proto.v1.OfflineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker whose coordinator is killed: it goes on by itself, is killed too, goes on again,
 * and the coordinator takes all of it in once it is back.
 */
class OfflineIT {
  private static final long PATIENCE_SECONDS = 600;

  /** Most changes are a win, however many came before: what can be won never comes to an end. */
  private static final String TRAIN =
      """
      . ./settings.sh
      sleep 0.3
      loss=9000000000
      if [ "$((RATE % 3))" != 0 ]; then
        loss=$((loss - $(date +%s)))
      fi
      echo "---"
      echo "val_loss: $loss.5"
      """;

  @TempDir private Path home;
  private SwarmProcesses swarm;
  private TheirRepository repository;

  @BeforeEach
  void makeACampaign() throws Exception {
    swarm = new SwarmProcesses(home);
    repository = TheirRepository.hollow(home.resolve("campaign"), TRAIN);
  }

  @AfterEach
  void stop() {
    swarm.stop();
    repository.close();
  }

  @Test
  void goesOnWithoutACoordinatorWhichTakesAllOfItInOnceAndInOrder() throws Exception {
    SwarmProcess first = swarm.coordinatorThatComesBack(repository.path());
    SwarmProcess left = machine();
    left.await("box-0 ended", PATIENCE_SECONDS);
    left.await("Runs box-2", PATIENCE_SECONDS);
    first.kill();
    left.await("goes on with the search by itself", PATIENCE_SECONDS);
    for (int verdicts = 0; verdicts < 6; verdicts++) {
      left.await(" for now: box-", PATIENCE_SECONDS);
    }
    left.kill();
    left.await(20);
    List<OfflineRun> before = runs();
    assertThat(before).hasSizeGreaterThanOrEqualTo(3);

    SwarmProcess again = machine();
    String next = "%05d".formatted(before.size() + 2);
    again.awaitAll(PATIENCE_SECONDS, "can't be reached", next + " ended: val_loss");
    swarm.coordinator(repository.path());
    again.await("The coordinator is back", PATIENCE_SECONDS);
    again.await(" ended: val_loss", PATIENCE_SECONDS);
    again.await(" ended: val_loss", PATIENCE_SECONDS);
    letItFinish();
    again.terminate();
    again.await(PATIENCE_SECONDS);

    List<JsonNode> ledger = swarm.ledger();
    Map<String, String> verdicts = verdicts(left.output() + "\n" + again.output());
    assertThat(verdicts).hasSizeGreaterThan(before.size());
    List<String> commits = ledger.stream().map(each -> each.get("commit").asText()).toList();
    assertThat(commits).as("each experiment once").doesNotHaveDuplicates();
    assertThat(commits)
        .as("what the killed worker had finished, in order")
        .containsSubsequence(before.stream().map(OfflineRun::getCommit).toList());
    assertThat(ledger)
        .extracting(each -> each.get("row").asInt())
        .as("one row after the other")
        .isSorted()
        .doesNotHaveDuplicates();
    for (OfflineRun run : before) {
      // The last may have got its verdict in the moment of the kill, and nobody heard it.
      assertThat(status(ledger, run))
          .as("the verdict on %s", run.getExperiment())
          .isEqualTo(
              verdicts.getOrDefault(
                  run.getExperiment(), run == last(before) ? status(ledger, run) : "none"));
      assertThat(again.output())
          .as("the name by which it is found again")
          .contains(
              "%s is %s in the log: %s"
                  .formatted(run.getExperiment(), name(ledger, run), status(ledger, run)));
    }
    assertThat(verdicts.values()).as("the search got on").contains("keep");
    assertBranchIsTheCoordinators(ledger);
    assertThat(series()).isEmpty();
  }

  /** Waits until every run is judged and the branch is pushed, which both come after its end. */
  private void letItFinish() throws Exception {
    swarm.output("pause", "--dir", swarm.state());
    swarm.awaitStatus(box -> box.path("state").asText().equals("paused"), PATIENCE_SECONDS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (branchCommit().isNull()) {
      assertThat(System.nanoTime()).as("the head is pushed in time").isLessThan(deadline);
    }
  }

  /** The commit of the coordinator's head, once the branch stands there in the hub. */
  private JsonNode branchCommit() throws Exception {
    String branches = swarm.output("branches", "--json", "--dir", swarm.state());
    return new JsonMapper().readTree(branches).get(0).get("branch_commit");
  }

  /** The head is the last that the coordinator kept, in the hub as in the worker's clone. */
  private void assertBranchIsTheCoordinators(List<JsonNode> ledger) throws Exception {
    String branch = ledger.get(0).get("branch").asText();
    List<String> kept =
        ledger.stream()
            .filter(each -> each.get("status").asText().equals("keep"))
            .map(each -> each.get("description").asText())
            .toList();
    try (HubInspection hub = swarm.hub();
        HubInspection clone = new HubInspection(swarm.folder("box").resolve("repository.git"))) {
      hub.checkConnected();
      hub.checkKeptCommits(branch);
      assertThat(hub.commits(branch))
          .extracting(RevCommit::getShortMessage)
          .containsExactlyElementsOf(kept.stream().map("experiment: %s"::formatted).toList());
      ObjectId head = hub.head(branch).orElseThrow();
      assertThat(clone.head(branch)).contains(head);
      assertThat(branchCommit().asText()).isEqualTo(head.name());
    }
  }

  private static OfflineRun last(List<OfflineRun> runs) {
    return runs.get(runs.size() - 1);
  }

  private static String status(List<JsonNode> ledger, OfflineRun run) {
    return said(ledger, run, "status");
  }

  private static String name(List<JsonNode> ledger, OfflineRun run) {
    return said(ledger, run, "experiment");
  }

  private static String said(List<JsonNode> ledger, OfflineRun run, String key) {
    return ledger.stream()
        .filter(each -> each.get("commit").asText().equals(run.getCommit()))
        .map(each -> each.get(key).asText())
        .findFirst()
        .orElse("nothing");
  }

  /** What the worker made of its experiments for the time being, by their names. */
  private static Map<String, String> verdicts(String output) {
    Map<String, String> verdicts = new TreeMap<>();
    output
        .lines()
        .filter(line -> line.contains(" for now: "))
        .map(line -> line.split(" "))
        .forEach(words -> verdicts.put(words[3], words[0]));
    return verdicts;
  }

  private List<OfflineRun> runs() throws Exception {
    List<OfflineRun> runs = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(series().get(0))) {
      files = all.filter(each -> each.getFileName().toString().matches("\\d+")).sorted().toList();
    }
    for (Path file : files) {
      runs.add(OfflineRun.parseFrom(Files.readAllBytes(file)));
    }
    return runs;
  }

  private List<Path> series() throws Exception {
    try (Stream<Path> files = Files.list(swarm.folder("box").resolve("offline"))) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private SwarmProcess machine() throws Exception {
    return swarm.machine("box", "--offline-search=1s");
  }
}
