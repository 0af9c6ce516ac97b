package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The campaign's own command that reads the score, after the run and outliving the worker. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class EvalCommandTest {
  private static final String WAITS =
      "while [ ! -e \"$GATE/open\" ]; do sleep 0.02; done; echo 7.5";

  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;

  private void open(String command) throws Exception {
    swarm = new TestSwarm(root, TestSwarm.LONG, "eval_command: |-\n  " + command + "\n");
    coordinator = swarm.coordinator;
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
    assertThat(swarm.processes()).as("processes left behind").isZero();
  }

  @Test
  void readsTheScoreOfARunThatPrintsNoSummaryOfOurs() throws Exception {
    open("grep '^val_bpb:' run.log");
    swarm.start();
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("MODE", "foreign")));

    Outcome outcome = coordinator.awaitOutcome("m4max-1").getOutcome();

    assertThat(outcome.getMeasured().getMetric()).isEqualTo(1.04);
    assertThat(outcome.getFacts().getDurationSeconds()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grep nothing run.log | The eval command printed nothing; it has to print val_bpb as one number.",
        "echo 0.5 0.6 | The eval command printed more than one number (0.5 and 0.6); it has to print val_bpb alone.",
        "echo all good | The eval command printed 'all good', which holds no number.",
        "echo broken; exit 4 | The eval command ended with 4: broken.",
      })
  void reportsAnEvalCommandWithoutOneNumberAsACrash(String command, String sentence)
      throws Exception {
    open(command);
    swarm.start();
    swarm.assign(swarm.baseline("m4max-1"));

    Crashed crashed = coordinator.awaitOutcome("m4max-1").getOutcome().getCrashed();

    assertThat(crashed.getKind()).isEqualTo("missing-summary");
    assertThat(crashed.getReason()).isEqualTo(sentence);
  }

  @Test
  void evaluatesNothingWhenTheRunHasChangedWhatMayNotChange() throws Exception {
    open("echo 0.5");
    swarm.start();
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("MODE", "meddle")));

    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().getCrashed().getKind())
        .isEqualTo("immutable-changed");
    assertThat(evaluation()).doesNotExist();
  }

  @Test
  void takesAnEvaluationOverFromALifeThatWasKilled() throws Exception {
    open(WAITS);
    swarm.assign(swarm.baseline("m4max-1"));
    WorkerLife life = swarm.startProcess();
    Await.until("the evaluation runs", () -> Files.exists(evaluation().resolve("pid")));
    life.killHard();

    swarm.start();
    swarm.open("open");

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");
    assertThat(outcome.getOutcome().getMeasured().getMetric()).isEqualTo(7.5);
  }

  @Test
  void leavesNoEvaluationBehindWhenItIsStopped() throws Exception {
    open(WAITS);
    swarm.assign(swarm.baseline("m4max-1"));
    Worker worker = swarm.start();
    Await.until("the evaluation runs", () -> Files.exists(evaluation().resolve("pid")));

    swarm.close(worker);

    assertThat(swarm.processes()).isZero();
    coordinator.forget();
    swarm.start();
    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().getInterrupted().getReason())
        .isEqualTo("The worker was stopped.");
  }

  private Path evaluation() {
    return swarm.folder().resolve("runs/m4max-1-evaluation.1");
  }
}
