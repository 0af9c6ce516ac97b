package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.ComparedRun;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerLinesTest {
  private static final Outcome MEASURED =
      Outcome.newBuilder().setMeasured(Measured.newBuilder().setMetric(1.25)).build();

  @Test
  void saysWhyAnOutcomeCameTooLateAndGivesItNoVerdict() {
    Map<String, Object> json =
        LedgerLines.json(
            LedgerEntry.newBuilder()
                .setExperiment("m4max-3")
                .setOutcome(MEASURED)
                .setVerdict("Its lease had been taken back.")
                .setTooLate("Its lease had been taken back.")
                .build());

    assertThat(json)
        .containsEntry("experiment", "m4max-3")
        .containsEntry("metric", 1.25)
        .containsEntry("row", null)
        .containsEntry("status", null)
        .containsEntry("verdict", null)
        .containsEntry("too_late", "Its lease had been taken back.");
  }

  @Test
  void showsEveryRunBehindAVerdict() {
    Map<String, Object> json =
        LedgerLines.json(
            LedgerEntry.newBuilder()
                .setStatus(Status.STATUS_KEEP)
                .setOutcome(MEASURED)
                .addAllRuns(List.of(1.2, 1.3))
                .addComparedRuns(ComparedRun.newBuilder().setOutcome(MEASURED).setCommit("a"))
                .addComparedRuns(ComparedRun.newBuilder().setOutcome(MEASURED).setIncumbent(true))
                .build());

    assertThat(json).containsEntry("runs", List.of(1.2, 1.3)).doesNotContainKey("too_late");
    assertThat((List<?>) json.get("compared_runs"))
        .extracting(run -> ((Map<?, ?>) run).get("of"))
        .isEqualTo(List.of("experiment", "incumbent"));
  }
}
