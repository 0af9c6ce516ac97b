package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How badly a run may end, and that the next one feels nothing of it. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class RunEndTest {
  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;

  void open(String limit) throws Exception {
    swarm = new TestSwarm(root, limit);
    coordinator = swarm.coordinator;
    swarm.start();
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crash | other | Ended with 3: ValueError: shapes do not match.",
        "silent | missing-summary | Run.log holds no summary",
        "twice | missing-summary | 2 summary blocks",
        "foreign | missing-summary | The summary block names another nonce",
        "nan | divergence | Val_bpb is nan, not a finite number.",
        "zero | missing-summary | Val_bpb is 0; it must be above 0.",
        "meddle | immutable-changed | The run changed README.md, which is immutable.",
        "overwrite | immutable-changed | The run changed README.md, which is immutable.",
      })
  void reportsARunWithoutAResultAsACrash(String mode, String kind, String sentence)
      throws Exception {
    open(TestSwarm.LONG);
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("MODE", mode)));

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");

    Crashed crashed = outcome.getOutcome().getCrashed();
    assertThat(crashed.getKind()).isEqualTo(kind);
    assertThat(crashed.getReason()).containsIgnoringCase(sentence).endsWith(".");
    assertThat(outcome.getOutcome().getFacts().getStartedAtMs()).isPositive();
    swarm.judge(outcome, Status.STATUS_CRASH, swarm.baseline("m4max-2"));
    assertThat(coordinator.awaitOutcome("m4max-2").getOutcome().getMeasured().getMetric())
        .as("the next run")
        .isEqualTo(1.04);
  }

  @Test
  void givesTheLastLinesOfARunThatCrashed() throws Exception {
    open(TestSwarm.LONG);
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("MODE", "crash")));

    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().getCrashed().getLogTail())
        .startsWith("started in 0.25 s (shell)\n")
        .endsWith("ValueError: shapes do not match\n");
  }

  @Test
  void endsARunThatNeverEnds() throws Exception {
    open("1500ms");
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("MODE", "endless")));

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");

    assertThat(outcome.getOutcome().getCrashed().getKind()).isEqualTo("time-out");
    assertThat(outcome.getOutcome().getFacts().getDurationSeconds())
        .as("by its limit, and not by the watchdog a minute after that")
        .isBetween(1.5, 60.0);
  }

  @Test
  void removesWhatARunLeftBehindBeforeTheNext() throws Exception {
    open(TestSwarm.LONG);
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("MODE", "litter")));
    ReportedOutcome litter = coordinator.awaitOutcome("m4max-1");
    assertThat(swarm.workTree().resolve("leftover.txt")).exists();
    swarm.judge(
        litter,
        Status.STATUS_DISCARD,
        swarm.assignment("m4max-2", Optional.empty(), Map.of("MODE", "find")));

    assertThat(coordinator.awaitOutcome("m4max-2").getOutcome().getMeasured().getMetric())
        .isEqualTo(1.04);
  }

  @Test
  void reportsAnEditThatCannotBeMadeWithoutARun() throws Exception {
    open(TestSwarm.LONG);
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("DEPTH", "8")));

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");

    assertThat(outcome.getOutcome().getCrashed())
        .isEqualTo(
            Crashed.newBuilder()
                .setKind("edit")
                .setReason("The knob 'DEPTH' is not set in the mutable file.")
                .build());
    assertThat(outcome.getOutcome().getFacts()).isEqualTo(RunFacts.getDefaultInstance());
    assertThat(swarm.hub.files(ObjectId.fromString(outcome.getCommit())))
        .isEqualTo(TestCampaign.files());
    assertThat(swarm.folder().resolve("runs/m4max-1.1")).doesNotExist();
  }
}
