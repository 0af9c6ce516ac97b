package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code swarm compare}, {@code branches}, {@code diff} and {@code show} against a real coordinator
 * with two machines of two classes.
 */
class ComparingCommandsTest {
  @TempDir Path folder;
  private RunningCoordinator coordinator;
  private FakeWorker mac;
  private FakeWorker gpu;

  @BeforeEach
  void start() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 50);
    mac = new FakeWorker(coordinator, "m4max", "folder-a");
    mac.state.setHardwareClass("apple-silicon");
    gpu = new FakeWorker(coordinator, "gpu-box", "folder-b");
    gpu.state.setHardwareClass("h100");
  }

  @AfterEach
  void stop() {
    mac.close();
    gpu.close();
    coordinator.close();
  }

  @Test
  void comparesTheClassesForPeople() throws Exception {
    runSome();

    String text = ask(new CompareCommand());
    assertThat(text)
        .contains("tiny: minimize val_bpb")
        .containsPattern("apple-silicon +m4max +1\\.5000 +1\\.2500 +\\+0\\.2500 \\(\\+16\\.7%\\)")
        .containsPattern("h100 +gpu-box +1\\.0000 +1\\.0000")
        .contains("Best knob values", "Untested elsewhere (1)", "m4max-1")
        .doesNotContain("\u001b");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
  }

  @Test
  void saysWhenAWinWillBeTriedElsewhereOrWhatCameOfIt() throws Exception {
    Assignment carried = runUntilCarried();

    JsonNode waiting = compared();
    JsonNode change = waiting.get("untested").get(0);
    assertThat(change.get("change").textValue()).isEqualTo("m4max-1");
    assertThat(change.get("classes").get("apple-silicon").get("call").textValue()).isEqualTo("won");
    assertThat(change.get("untried").has("h100")).isTrue();

    gpu.report(FakeWorker.measured(carried, 0.5));
    JsonNode done = compared();
    assertThat(done.get("untested").size()).isZero();
    JsonNode universal = done.get("universal").get(0);
    assertThat(universal.get("change").textValue()).isEqualTo("m4max-1");
    assertThat(universal.get("classes").get("h100").get("experiments").get(0).textValue())
        .isEqualTo(carried.getExperiment());
    JsonNode cell = done.get("transfers").get(0);
    assertThat(cell.get("from").textValue()).isEqualTo("apple-silicon");
    assertThat(cell.get("to").textValue()).isEqualTo("h100");
    assertThat(cell.get("transferred").intValue()).isEqualTo(1);
    assertThat(cell.get("median_share").doubleValue()).isEqualTo(3);
  }

  @Test
  void printsNumbersAsNumbersAndWhatIsUnknownAsNull() throws Exception {
    mac.join();

    JsonNode json = compared();
    JsonNode one = json.get("classes").get(0);
    assertThat(one.get("class").textValue()).isEqualTo("apple-silicon");
    assertThat(one.get("best").isNull()).isTrue();
    assertThat(one.get("kept").isInt()).isTrue();
    assertThat(json.properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "campaign",
            "metric",
            "direction",
            "classes",
            "universal",
            "class_specific",
            "undecided",
            "untested",
            "anti_patterns",
            "tried_once",
            "transfers",
            "imported",
            "imported_pairs");
  }

  @Test
  void writesThePageAndReplacesTheOneThatIsThere() throws Exception {
    runSome();
    Path page = Files.writeString(folder.resolve("page.html"), "old");

    assertThat(ask(new CompareCommand(), "--html", page.toString()))
        .isEqualTo("%s is written; open it in a browser.%n".formatted(page));
    assertThat(page).content().startsWith("<!DOCTYPE html>").contains("m4max", "gpu-box");
    Shell shell = new Shell();
    Path nowhere = folder.resolve("no/page.html");
    assertThat(shell.ask(coordinator, new CompareCommand(), "--html", nowhere.toString())).isOne();
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "The page can't be written to %s (there is no folder %s); name another with --html."
                .formatted(nowhere, nowhere.getParent()));
  }

  @Test
  void comparesTheTwoRealLogsByWhatTheyState() throws Exception {
    importing("h100-results.tsv", "h100", "h100");
    importing("mac-16gb-results.tsv", "mac", "apple-silicon");

    JsonNode json = compared();
    assertThat(json.get("imported"))
        .extracting(log -> log.get("rows").intValue())
        .containsExactly(126, 31);
    JsonNode h100 = json.get("imported").get(0);
    assertThat(h100.get("understood").intValue()).isBetween(115, 126);
    assertThat(h100.get("segments").get(0).get("best").doubleValue()).isEqualTo(0.969686);
    assertThat(json.get("imported").get(1).get("segments").size()).isEqualTo(2);
    JsonNode pair = json.get("imported_pairs").get(0);
    assertThat(pair.get("on_both"))
        .anySatisfy(
            change -> {
              assertThat(change.get("change").textValue()).isEqualTo("TOTAL_BATCH_SIZE down");
              assertThat(change.get("first").get("kept").intValue()).isEqualTo(1);
              assertThat(change.get("second").get("kept").intValue()).isEqualTo(3);
            });
    assertThat(pair.get("kept_on_first"))
        .extracting(change -> change.get("change").textValue())
        .contains("EMBEDDING_LR up", "ROPE_BASE up");
    assertThat(pair.get("kept_on_second").size()).isPositive();
    assertThat(json.get("classes").size()).as("no branch of this swarm").isZero();

    String text = ask(new CompareCommand());
    assertThat(text)
        .contains("Imported logs", " of 126 rows understood", " of 31 rows understood")
        .containsPattern("TOTAL_BATCH_SIZE down +1 kept of 2 +3 kept of 3")
        .contains("Kept on h100, not tried on mac")
        .contains("Kept on mac, not tried on h100");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    Path page = folder.resolve("page.html");
    ask(new CompareCommand(), "--html", page.toString());
    assertThat(page).content().contains("Best so far in every imported log", "ROPE_BASE up");
    assertThat(ask(new ShowCommand(), "mac#2"))
        .startsWith("mac#2  reduce depth from 4 to 2\n")
        .contains("from mac-16gb-results.tsv, line 3");
  }

  private void importing(String file, String machine, String hardwareClass) {
    Path fixture = Path.of("../shared/src/test/resources/dev/swarm/shared/ledger").resolve(file);
    ask(new ImportCommand(), fixture.toString(), "--machine", machine, "--class", hardwareClass);
  }

  @Test
  void comparesASwarmThatNobodyHasJoined() {
    assertThat(ask(new CompareCommand())).startsWith("tiny: minimize val_bpb");
    assertThat(ask(new BranchesCommand())).startsWith("No machine has joined 'tiny' yet");
  }

  @Test
  void showsEveryBranchWithItsHead() throws Exception {
    runSome();
    String branch = coordinator.status("m4max").getBranch();

    assertThat(ask(new BranchesCommand()))
        .contains(branch + "  apple-silicon, ")
        .contains("head m4max-1, not in the hub yet; it ran as ")
        .contains("1.5000 -> 1.2500, +0.2500 (+16.7%); 1 kept of 2 experiments")
        .containsPattern("waits: .* \\(m4max-1\\), ");
    JsonNode json = new JsonMapper().readTree(ask(new BranchesCommand(), "--json"));
    assertThat(json.get(0).get("head").textValue()).isEqualTo("m4max-1");
    assertThat(json.get(0).get("commit").textValue()).hasSize(40);
    assertThat(json.get(0).get("branch_commit").isNull()).isTrue();
    assertThat(json.get(1).get("pending").get(0).get("changes").get(0).textValue())
        .isEqualTo("m4max-1");
  }

  @Test
  void showsTwoBranchesSideBySide() throws Exception {
    runSome();

    assertThat(ask(new DiffCommand(), "m4max", coordinator.status("gpu-box").getBranch()))
        .containsPattern("class +apple-silicon +h100")
        .containsPattern("best +1\\.2500 +1\\.0000")
        .contains("Different classes are different tasks")
        .containsPattern("knobs that differ +base +m4max +gpu-box")
        .containsPattern("commits of m4max since the base +of gpu-box")
        .contains("m4max-1 +16.7%");
    assertThat(ask(new DiffCommand(), "m4max", "m4max")).contains("Their knobs stand the same.");
  }

  @Test
  void namesTheNearestBranchOfNone() throws Exception {
    runSome();

    Shell shell = new Shell();
    assertThat(shell.ask(coordinator, new DiffCommand(), "m4max", "gpubox")).isOne();
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "No branch or machine 'gpubox' in this swarm; did you mean 'gpu-box'?");
    assertThat(shell.out()).isEmpty();
    assertThat(new Shell().ask(coordinator, new DiffCommand(), "m4max")).isEqualTo(2);
  }

  @Test
  void showsAWinWithItsEditAndWhereItWaits() throws Exception {
    runSome();

    String text = ask(new ShowCommand(), "m4max-1");
    assertThat(text)
        .startsWith("m4max-1  ")
        .contains("ran on      m4max-0")
        .contains("verdict     keep: ")
        .contains("1.250000, gain +0.250000, noise unknown")
        .containsPattern("knobs       (MATRIX_LR|DEPTH) \\S+ -> ")
        .contains("+class Train {")
        .doesNotContain("# Program")
        .containsPattern("gpu-box +h100 +waits, ");
  }

  @Test
  void showsWhatCameOfItElsewhere() throws Exception {
    Assignment carried = runUntilCarried();
    gpu.report(FakeWorker.measured(carried, 1.5));

    assertThat(ask(new ShowCommand(), "m4max-1"))
        .containsPattern("gpu-box +h100 +(hurt|neutral) +-0\\.500000 +" + carried.getExperiment());
    assertThat(ask(new ShowCommand(), carried.getExperiment()))
        .contains("transplant of m4max-1 (apple-silicon)")
        .contains("The hub does not have its commit.");
    JsonNode json = new JsonMapper().readTree(ask(new ShowCommand(), "m4max-1", "--json"));
    assertThat(json.get("experiment").textValue()).isEqualTo("m4max-1");
    assertThat(json.get("diff").textValue()).contains("+class Train {");
    assertThat(json.get("carried").get(0).get("experiment").textValue())
        .isEqualTo(carried.getExperiment());
  }

  @Test
  void showsTheLogOfACrashWithoutItsControlCharacters() throws Exception {
    runSome();

    assertThat(ask(new ShowCommand(), "m4max-2"))
        .contains("verdict     crash")
        .contains("The loss is NaN. (divergence)")
        .contains("  step 7 \uFFFD[31mloss nan")
        .doesNotContain("\u001b");
  }

  @Test
  void showsWhatHasNoVerdictYet() throws Exception {
    DesiredState desired = mac.join();

    assertThat(ask(new ShowCommand(), desired.getAssignments(0).getExperiment()))
        .contains("verdict     none yet", "It has no verdict yet.");
    String json = ask(new ShowCommand(), desired.getAssignments(0).getExperiment(), "--json");
    assertThat(new JsonMapper().readTree(json).get("status").isNull()).isTrue();
  }

  @Test
  void namesTheNearestExperimentOfNone() throws Exception {
    runSome();

    Shell shell = new Shell();
    assertThat(shell.ask(coordinator, new ShowCommand(), "m4mx-1")).isOne();
    assertThat(shell.err())
        .isEqualToIgnoringNewLines("No experiment 'm4mx-1' in this swarm; did you mean 'm4max-1'?");
    assertThat(shell.out()).isEmpty();
  }

  /** A Mac with a baseline of 1.5, a win of 1.25 and a crash; a GPU with a baseline of 1. */
  private DesiredState runSome() throws Exception {
    Assignment baseline = mac.join().getAssignments(0);
    Assignment win = mac.report(committed(FakeWorker.measured(baseline, 1.5))).getAssignments(0);
    Assignment crash = mac.report(committed(FakeWorker.measured(win, 1.25))).getAssignments(0);
    mac.report(
        FakeWorker.measured(crash, 1).toBuilder()
            .setOutcome(
                Outcome.newBuilder()
                    .setCrashed(
                        Crashed.newBuilder()
                            .setKind("divergence")
                            .setReason("The loss is NaN.")
                            .setLogTail("step 7 \u001b[31mloss nan\n")))
            .build());
    return gpu.report(FakeWorker.measured(gpu.join().getAssignments(0), 1));
  }

  /** Until the GPU is to measure what the Mac has found; what it thinks of itself is worse. */
  private Assignment runUntilCarried() throws Exception {
    DesiredState desired = runSome();
    for (int i = 0; i < 10; i++) {
      Assignment next = desired.getAssignments(0);
      if (next.getProposal().hasTransplant()) {
        return next;
      }
      desired = gpu.report(FakeWorker.measured(next, 1.1));
    }
    throw new AssertionError("nothing was carried over");
  }

  /** With the campaign's base commit, the only one that this hub has. */
  private ReportedOutcome committed(ReportedOutcome outcome) throws Exception {
    try (Git git = Git.open(folder.resolve("campaign").toFile())) {
      String commit = git.getRepository().resolve("HEAD").name();
      return outcome.toBuilder().setCommit(commit).build();
    }
  }

  private JsonNode compared() throws Exception {
    return new JsonMapper().readTree(ask(new CompareCommand(), "--json"));
  }

  private String ask(Callable<Integer> command, String... arguments) {
    Shell shell = new Shell();
    int exit = shell.ask(coordinator, command, arguments);
    List<String> told = new ArrayList<>(shell.err().lines().toList());
    assertThat(told).isEmpty();
    assertThat(exit).isZero();
    return shell.out();
  }
}
