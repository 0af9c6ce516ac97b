package dev.swarm.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.run.Crash;
import dev.swarm.agent.run.CrashKind;
import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.LogTail;
import dev.swarm.agent.run.RunReport;
import dev.swarm.agent.run.RunResult;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.Status;
import dev.swarm.shared.ledger.LedgerRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentWireTest {
  private static final String COMMIT = "0123456789012345678901234567890123456789";
  private static final RunFacts FACTS = RunFacts.newBuilder().setDurationSeconds(3).build();

  @ParameterizedTest
  @CsvSource({
    "OUT_OF_MEMORY, out-of-memory",
    "DIVERGED, divergence",
    "TIMED_OUT, time-out",
    "MISSING_SUMMARY, missing-summary",
    "COMPILE_ERROR, compile-error",
    "OTHER, other",
  })
  void namesACrashAsTheWireDoes(CrashKind kind, String word) {
    Outcome outcome = AgentWire.outcome(crash(kind), FACTS);

    assertThat(outcome.getCrashed().getKind()).isEqualTo(word);
    assertThat(outcome.getCrashed().getReason()).isEqualTo("It went wrong.");
    assertThat(outcome.getCrashed().getLogTail()).contains("the last line");
    assertThat(outcome.getFacts()).isEqualTo(FACTS);
  }

  @Test
  void callsAFailureOfTheMachineAnInterruption() {
    Outcome outcome = AgentWire.outcome(crash(CrashKind.INFRASTRUCTURE), FACTS);

    assertThat(outcome.getInterrupted().getReason()).isEqualTo("It went wrong.");
  }

  @Test
  void leavesTheMemoryOutThatNobodyMeasured() {
    Outcome outcome =
        AgentWire.outcome(
            new RunReport(
                new Exit.Exited(0, Duration.ofSeconds(3)),
                new RunResult.Summary(0.99, Map.of("val_bpb", 0.99)),
                new LogTail(List.of()),
                Optional.empty()),
            FACTS);

    assertThat(outcome.getMeasured())
        .isEqualTo(Measured.newBuilder().setMetric(0.99).putSummary("val_bpb", 0.99).build());
  }

  @Test
  void readsARowOfTheLedger() {
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setCommit(COMMIT)
            .setProposal(Proposal.newBuilder().setDescription("LR 0.04 -> 0.05"))
            .setOutcome(
                Outcome.newBuilder()
                    .setMeasured(Measured.newBuilder().setMetric(0.99).setMemoryMib(512)))
            .setStatus(Status.STATUS_KEEP);

    assertThat(AgentWire.row(entry.build()))
        .isEqualTo(
            new LedgerRow(
                COMMIT,
                OptionalDouble.of(0.99),
                OptionalDouble.of(512),
                dev.swarm.shared.verdict.Status.KEEP,
                "LR 0.04 -> 0.05"));
    assertThat(
            AgentWire.row(
                entry
                    .setOutcome(AgentWire.crashed("other", "It went wrong."))
                    .setStatus(Status.STATUS_CRASH)
                    .build()))
        .isEqualTo(
            new LedgerRow(
                COMMIT,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                dev.swarm.shared.verdict.Status.CRASH,
                "LR 0.04 -> 0.05"));
  }

  private static RunReport crash(CrashKind kind) {
    return new RunReport(
        new Exit.Exited(1, Duration.ofSeconds(3)),
        new RunResult.Problem(RunResult.Code.NO_SUMMARY, "there is none"),
        new LogTail(List.of("the last line")),
        Optional.of(new Crash(kind, "it went wrong")));
  }
}
