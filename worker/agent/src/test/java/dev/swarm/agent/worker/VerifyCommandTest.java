package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What looks like a win is scored once more by the campaign's own command. The baseline is 1.04.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class VerifyCommandTest {
  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;

  /** A verification that finds a score. */
  private void open(String score) throws Exception {
    swarm =
        new TestSwarm(
            root,
            TestSwarm.LONG,
            """
            verify_command: |-
              test -n "$SWARM_WEIGHTS" && echo "---" && echo "val_bpb: SCORE" && echo "nonce: $SWARM_NONCE"
            """
                .replace("SCORE", score));
    coordinator = swarm.coordinator;
    swarm.start();
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
    assertThat(swarm.processes()).as("processes left behind").isZero();
  }

  @Test
  void saysWhatASecondProcessFoundOfAWin() throws Exception {
    open("1.02");

    Outcome outcome = afterBaseline("0.02");

    assertThat(outcome.getMeasured().getMetric()).isEqualTo(1.02);
    assertThat(outcome.getMeasured().getSummaryMap()).containsEntry("verified_val_bpb", 1.02);
  }

  @Test
  void reportsAScoreThatDoesNotComeOutAgainAsACrash() throws Exception {
    open("1.05");

    Outcome outcome = afterBaseline("0.02");

    assertThat(outcome.getCrashed().getKind()).isEqualTo("not-verified");
    assertThat(outcome.getCrashed().getReason())
        .isEqualTo(
            "It reported 1.020000, but its saved weights score 1.050000 in a process of their own.");
  }

  @Test
  void reportsAVerificationThatFailsAsACrash() throws Exception {
    open("nan");

    assertThat(afterBaseline("0.02").getCrashed().getReason())
        .startsWith("Its score could not be verified: ");
  }

  @Test
  void verifiesNothingThatIsNoWin() throws Exception {
    open("1.05");

    assertThat(afterBaseline("0.05").getMeasured().getMetric()).isEqualTo(1.05);
    assertThat(swarm.folder().resolve("runs/m4max-1-verification.2")).doesNotExist();
  }

  /** The outcome of an experiment that sets LR on a kept baseline. */
  private Outcome afterBaseline(String rate) throws Exception {
    swarm.assign(swarm.baseline("m4max-0"));
    ReportedOutcome baseline = coordinator.awaitOutcome("m4max-0");
    Assignment next = swarm.assignment("m4max-1", Optional.of("m4max-0"), Map.of("LR", rate));
    swarm.judge(baseline, Status.STATUS_KEEP, next);
    return coordinator.awaitOutcome("m4max-1").getOutcome();
  }
}
