package dev.swarm.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LedgersTest {
  private static final MachineName M4MAX = new MachineName("m4max");
  private static final MachineName H100 = new MachineName("h100");

  private final Ledgers ledgers = new Ledgers();
  private long events;

  @Test
  void listsTheRowsAfterThoseHeld() {
    join(M4MAX);
    join(H100);
    judge(M4MAX, 1, Optional.empty());
    judge(M4MAX, 2, Optional.empty());
    judge(H100, 1, Optional.empty());

    assertThat(ledgers.after(M4MAX, 0, 1_000)).extracting(LedgerRecord::row).containsExactly(1, 2);
    assertThat(ledgers.after(M4MAX, 1, 1_000)).extracting(LedgerRecord::row).containsExactly(2);
    assertThat(ledgers.after(M4MAX, 0, 1)).extracting(LedgerRecord::row).containsExactly(1);
    assertThat(ledgers.after(M4MAX, 2, 1_000)).isEmpty();
    assertThat(ledgers.after(M4MAX, 99, 1_000)).isEmpty();
    assertThat(ledgers.after(M4MAX, -1, 1_000)).hasSize(2);
    assertThat(ledgers.after(new MachineName("nobody"), 0, 1_000)).isEmpty();
    assertThat(ledgers.after(H100, 0, 1_000))
        .extracting(LedgerRecord::branch)
        .containsExactly("autoresearch/mar5-h100");
  }

  @Test
  void knowsTheNewestRowOfEachMachine() {
    join(M4MAX);
    assertThat(ledgers.last(M4MAX)).isEmpty();
    assertThat(ledgers.last(H100)).isEmpty();
    judge(M4MAX, 1, Optional.empty());
    judge(M4MAX, 2, Optional.empty());

    assertThat(ledgers.last(M4MAX)).map(LedgerRecord::row).contains(2);
  }

  @Test
  void keepsTheLedgerOfAMachineThatJoinsAgain() {
    join(M4MAX);
    judge(M4MAX, 1, Optional.empty());
    join(M4MAX);

    assertThat(ledgers.after(M4MAX, 0, 1_000)).hasSize(1);
    assertThat(ledgers.names()).containsExactly("autoresearch/mar5-m4max", "m4max");
    assertThat(ledgers.machines()).containsExactly(M4MAX);
  }

  @Test
  void measuresIdleAndStartUpOnlyWhereTheRunSaysThem() {
    join(M4MAX);
    judge(M4MAX, 1, Optional.empty());
    assertThat(ledgers.idleSeconds(M4MAX, 0.5)).isEmpty();
    assertThat(ledgers.startupSeconds(M4MAX, 0.5)).isEmpty();

    judge(M4MAX, 2, Optional.of(Duration.ofMillis(250)));
    judge(M4MAX, 3, Optional.of(Duration.ofMillis(150)));

    assertThat(ledgers.idleSeconds(M4MAX, 0.5)).hasValue(0.15);
    assertThat(ledgers.idleSeconds(M4MAX, 0.99)).hasValue(0.25);
    assertThat(ledgers.startupSeconds(M4MAX, 0.5)).hasValue(1.15);
    assertThat(ledgers.idleSeconds(H100, 0.5)).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void pagesBackFromTheNewestLineOverAllBranches() {
    join(M4MAX);
    join(H100);
    judge(M4MAX, 1, Optional.empty());
    judge(H100, 1, Optional.empty());
    refuse(M4MAX, 2);
    judge(M4MAX, 2, Optional.empty());

    assertThat(positions(Optional.empty(), false, Long.MAX_VALUE, 0, 2)).containsExactly(2L, 4L);
    assertThat(positions(Optional.empty(), true, Long.MAX_VALUE, 0, 2)).containsExactly(3L, 4L);
    assertThat(positions(Optional.empty(), true, 3, 0, 2)).containsExactly(1L, 2L);
    assertThat(positions(Optional.empty(), true, 1, 0, 2)).isEmpty();
    Optional<String> branch = Optional.of("autoresearch/mar5-m4max");
    assertThat(positions(branch, false, Long.MAX_VALUE, 0, 2)).containsExactly(1L, 4L);
    assertThat(positions(branch, true, 4, 0, 9)).containsExactly(1L, 3L);
    assertThat(positions(Optional.of("none"), true, Long.MAX_VALUE, 0, 9)).isEmpty();
  }

  @Test
  void leavesOutWhatWasJudgedBefore() {
    join(M4MAX);
    judge(M4MAX, 1, Optional.empty());
    judge(M4MAX, 2, Optional.empty());

    assertThat(positions(Optional.empty(), false, Long.MAX_VALUE, 2_000, 9)).containsExactly(2L);
    assertThat(positions(Optional.empty(), false, Long.MAX_VALUE, 2_001, 9)).isEmpty();
  }

  private void tell(Event event) {
    ledgers.apply(++events, event);
  }

  private List<Long> positions(
      Optional<String> branch, boolean tooLate, long before, long sinceMillis, int limit) {
    return ledgers
        .page(
            new PageRequest(
                branch, false, tooLate, before, Instant.ofEpochMilli(sinceMillis), limit))
        .stream()
        .map(PlacedLine::position)
        .toList();
  }

  private void refuse(MachineName machine, int token) {
    tell(
        new Event.EvidenceRecorded(
            new ExperimentId(machine, token),
            token,
            "b".repeat(40),
            new Outcome.Crashed("other", "It fell over.", "", RunFacts.NEVER_STARTED),
            "Its lease had been taken back.",
            Instant.ofEpochSecond(token)));
  }

  private void join(MachineName machine) {
    tell(
        new Event.MachineJoined(
            machine, "cpu", "autoresearch/mar5-" + machine, "folder", "1", Instant.EPOCH));
  }

  private void judge(MachineName machine, int row, Optional<Duration> idle) {
    RunFacts facts =
        new RunFacts(
            Optional.of(Instant.EPOCH),
            Duration.ofSeconds(10),
            idle.map(each -> each.plusSeconds(1)),
            idle,
            Optional.empty(),
            false);
    tell(
        new Event.ExperimentJudged(
            new Experiment(
                new ExperimentId(machine, row - 1),
                row,
                1,
                Proposal.baseline(),
                Optional.empty(),
                Instant.EPOCH),
            "a".repeat(40),
            new Outcome.Measured(1.5, OptionalDouble.empty(), Map.of(), facts),
            List.of(1.5),
            Optional.empty(),
            new Verdict(Status.KEEP, "The baseline."),
            row,
            Instant.ofEpochSecond(row)));
  }
}
