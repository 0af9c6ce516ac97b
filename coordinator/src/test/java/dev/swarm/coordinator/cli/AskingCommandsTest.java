package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LineChange;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code swarm status} and {@code swarm log} against a real coordinator. */
class AskingCommandsTest {
  private final JsonMapper mapper = new JsonMapper();
  private final Shell shell = new Shell();

  @TempDir Path folder;
  private RunningCoordinator coordinator;
  private FakeWorker worker;

  @BeforeEach
  void start() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 50);
    worker = new FakeWorker(coordinator, "m4max", "folder-a");
  }

  @AfterEach
  void stop() {
    worker.close();
    coordinator.close();
  }

  @Test
  void printsTheStatusWithExactlyTheKeysOfTheContract() throws Exception {
    worker.join();

    JsonNode status = statusJson();
    assertThat(keys(status)).containsExactly("campaign", "metric", "direction", "machines");
    assertThat(status.get("campaign").textValue()).isEqualTo("tiny");
    JsonNode machine = status.get("machines").get(0);
    assertThat(keys(machine))
        .containsExactly(
            "machine",
            "class",
            "branch",
            "state",
            "baseline",
            "best",
            "noise_floor",
            "kept",
            "discarded",
            "crashed",
            "running",
            "idle_p50_seconds",
            "idle_p99_seconds",
            "startup_p50_seconds");
    for (String absent :
        List.of(
            "baseline",
            "best",
            "running",
            "idle_p50_seconds",
            "idle_p99_seconds",
            "startup_p50_seconds")) {
      assertThat(machine.get(absent).isNull()).as(absent).isTrue();
    }
    assertThat(machine.get("kept").isInt()).isTrue();
  }

  @Test
  void printsNumbersAsNumbers() throws Exception {
    runThree();

    JsonNode machine = statusJson().get("machines").get(0);
    assertThat(machine.get("baseline").doubleValue()).isEqualTo(1.5);
    assertThat(machine.get("best").doubleValue()).isEqualTo(1.25);
    assertThat(machine.get("kept").intValue()).isEqualTo(1);
    assertThat(machine.get("crashed").intValue()).isEqualTo(1);
    assertThat(machine.get("idle_p50_seconds").doubleValue()).isEqualTo(0.25);
    assertThat(machine.get("startup_p50_seconds").doubleValue()).isEqualTo(2);
    for (String number :
        List.of("baseline", "best", "kept", "discarded", "crashed", "idle_p99_seconds")) {
      assertThat(machine.get(number).isNumber()).as(number).isTrue();
    }
  }

  @Test
  void printsTheStatusForPeopleWithoutColour() throws Exception {
    assertThat(shell.ask(coordinator, new StatusCommand())).isZero();
    assertThat(shell.out())
        .isEqualTo(
            "No machine has joined 'tiny' yet; start one with: swarm worker --coordinator HOST:PORT%n"
                .formatted());
    runThree();

    Shell later = new Shell();
    later.ask(coordinator, new StatusCommand());
    assertThat(later.out())
        .contains("tiny: minimize val_bpb")
        .containsPattern(
            "m4max +cpu-x86 +waiting +1\\.5000 +1\\.2500 +- +1 +0 +1 +0\\.25 s +2\\.00 s")
        .doesNotContain("\u001b");
  }

  @Test
  void printsTheStatusAgainAfterEveryChange() throws Exception {
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () -> shell.ask(coordinator, new StatusCommand(), "--watch", "--json"));
    worker.join();
    coordinator.awaitState("m4max", "waiting");
    while (!shell.out().contains("\"state\":\"waiting\"")) {
      assertThat(exit).isNotDone();
      Thread.onSpinWait();
    }
    worker.close();
    coordinator.close();

    assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    for (String line : shell.out().lines().toList()) {
      assertThat(mapper.readTree(line).get("machines").isArray()).isTrue();
    }
  }

  @Test
  void printsTheFiveColumnsOfTheLedger() throws Exception {
    List<ReportedOutcome> runs = runThree();

    assertThat(shell.ask(coordinator, new LogCommand(), "--tsv")).isZero();
    List<String> lines = shell.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("commit\tval_bpb\tmemory_gb\tstatus\tdescription");
    assertThat(lines.get(1))
        .isEqualTo("%.7s\t1.500000\t2.0\tkeep\tbaseline".formatted(runs.get(0).getCommit()));
    assertThat(lines.get(2)).contains("\t0.000000\t0.0\tcrash\t");
    assertThat(lines.get(3)).contains("\t1.250000\t2.0\tkeep\t");
  }

  @Test
  void printsTheLedgerAsOneJsonObjectALine() throws Exception {
    runThree();

    assertThat(shell.ask(coordinator, new LogCommand(), "--json")).isZero();
    List<String> lines = shell.out().lines().toList();
    assertThat(lines).hasSize(3);
    JsonNode baseline = mapper.readTree(lines.get(0));
    assertThat(baseline.get("base").isNull()).isTrue();
    assertThat(baseline.get("metric").doubleValue()).isEqualTo(1.5);
    assertThat(baseline.get("idle_seconds").doubleValue()).isEqualTo(0.25);
    assertThat(baseline.get("class").textValue()).isEqualTo("cpu-x86");
    assertThat(baseline.get("origin").textValue()).isEqualTo("baseline");
    assertThat(baseline.get("knobs_before")).isEqualTo(baseline.get("knobs_after"));
    assertThat(baseline.get("knobs_after").get("DEPTH").textValue()).isEqualTo("4");
    assertThat(baseline.get("lines_added").intValue()).isEqualTo(3);
    assertThat(baseline.get("lines_removed").intValue()).isEqualTo(2);
    assertThat(baseline.get("steps").isInt()).isTrue();
    assertThat(baseline.get("steps").intValue()).isEqualTo(953);
    assertThat(baseline.get("tokens_millions").doubleValue()).isEqualTo(499.6);
    assertThat(baseline.get("mfu_percent").doubleValue()).isEqualTo(39.8);
    assertThat(baseline.get("runs").get(0).doubleValue()).isEqualTo(1.5);
    JsonNode crash = mapper.readTree(lines.get(1));
    assertThat(crash.get("metric").isNull()).isTrue();
    assertThat(crash.get("crash").textValue()).isEqualTo("divergence");
    assertThat(crash.get("base").textValue()).isEqualTo("m4max-0");
    assertThat(crash.get("crash_reason").textValue()).isEqualTo("The loss is NaN.");
    assertThat(crash.get("steps").isNull()).isTrue();
    JsonNode win = mapper.readTree(lines.get(2));
    assertThat(win.get("knobs_before")).isEqualTo(baseline.get("knobs_after"));
    win.get("knobs")
        .properties()
        .forEach(
            knob ->
                assertThat(win.get("knobs_after").get(knob.getKey())).isEqualTo(knob.getValue()));
    assertThat(win.get("knobs_after")).isNotEqualTo(win.get("knobs_before"));
  }

  @Test
  void printsTheLedgerOfOneBranchAndNamesTheNearestOfNone() throws Exception {
    runThree();
    String branch = coordinator.status("m4max").getBranch();

    assertThat(shell.ask(coordinator, new LogCommand(), "--branch", branch)).isZero();
    assertThat(shell.out()).contains("m4max-0", "m4max-1", "m4max-2").doesNotContain("\u001b");
    Shell machine = new Shell();
    assertThat(machine.ask(coordinator, new LogCommand(), "--branch", "m4max")).isZero();
    assertThat(machine.out()).isEqualTo(shell.out());
    assertThat(shell.ask(coordinator, new LogCommand(), "--branch", branch + "x")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "No branch or machine '%sx' in this swarm; did you mean '%s'?"
                .formatted(branch, branch));
  }

  @Test
  void printsTheNewestOfTheLedgerAndWhereThePageBeforeEnds() throws Exception {
    runThree();

    assertThat(shell.ask(coordinator, new LogCommand(), "--limit", "2")).isZero();
    assertThat(shell.out())
        .contains("m4max-1", "m4max-2", "These are the newest 2", "--before 2")
        .doesNotContain("m4max-0 ");
    Shell before = new Shell();
    assertThat(before.ask(coordinator, new LogCommand(), "--limit", "2", "--before", "2")).isZero();
    assertThat(before.out()).contains("m4max-0").doesNotContain("m4max-1 ", "newest");
    Shell recent = new Shell();
    assertThat(recent.ask(coordinator, new LogCommand(), "--json", "--since", "1h")).isZero();
    assertThat(recent.out().lines()).hasSize(3);
    Shell wrong = new Shell();
    assertThat(wrong.ask(coordinator, new LogCommand(), "--limit", "0")).isEqualTo(2);
    assertThat(wrong.err()).contains("--limit is 0; it can be 1 to 1000.");
  }

  @Test
  void complainsAboutAWrongToken() throws Exception {
    Path token = java.nio.file.Files.writeString(folder.resolve("other"), "wrong\n");

    assertThat(
            shell.ask(coordinator, new StatusCommand(), "--json", "--token-file", token.toString()))
        .isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "The token is not this swarm's; use the coordinator's token file.");
    assertThat(shell.out()).isEmpty();
  }

  private JsonNode statusJson() throws Exception {
    assertThat(shell.ask(coordinator, new StatusCommand(), "--json")).isZero();
    assertThat(shell.out().lines()).hasSize(1);
    return mapper.readTree(shell.out());
  }

  /** A baseline of 1.5, a crash, and a win of 1.25. */
  private List<ReportedOutcome> runThree() throws InterruptedException {
    DesiredState desired = worker.join();
    ReportedOutcome baseline = timed(FakeWorker.measured(desired.getAssignments(0), 1.5));
    Assignment second = worker.report(baseline).getAssignments(0);
    ReportedOutcome crash =
        FakeWorker.measured(second, 1).toBuilder()
            .setOutcome(
                Outcome.newBuilder()
                    .setCrashed(
                        Crashed.newBuilder().setKind("divergence").setReason("The loss is NaN.")))
            .build();
    Assignment third = worker.report(crash).getAssignments(0);
    ReportedOutcome win = FakeWorker.measured(third, 1.25);
    worker.report(win);
    return List.of(baseline, crash, win);
  }

  private static ReportedOutcome timed(ReportedOutcome outcome) {
    ReportedOutcome.Builder builder = outcome.toBuilder();
    builder
        .getOutcomeBuilder()
        .setFacts(
            RunFacts.newBuilder()
                .setDurationSeconds(10)
                .setIdleSeconds(0.25)
                .setStartupSeconds(2)
                .setLines(LineChange.newBuilder().setAdded(3).setRemoved(2)))
        .getMeasuredBuilder()
        .putSummary("num_steps", 953)
        .putSummary("total_tokens_M", 499.6)
        .putSummary("mfu_percent", 39.8);
    return builder.build();
  }

  private static List<String> keys(JsonNode node) {
    return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
