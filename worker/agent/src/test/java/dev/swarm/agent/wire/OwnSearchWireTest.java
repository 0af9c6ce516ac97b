package dev.swarm.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.Edit;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.SearchMethod;
import dev.swarm.proto.v1.Standing;
import dev.swarm.proto.v1.Status;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.offline.OwnSearch;
import dev.swarm.shared.search.Observations;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a worker learns from its ledger for the time when it is left alone. */
final class OwnSearchWireTest {
  private static final CampaignFile FILE =
      CampaignFile.parse(
          """
          name: test
          metric: val_bpb
          mutable_files: [Train.java]
          run_command: train
          budget: 10s
          knobs:
            - {name: LR, type: float, min: 0.001, max: 0.1, scale: log}
            - {name: DEPTH, type: int, min: 1, max: 8}
          """);

  @Test
  void learnsFromEveryRowWhereItWasMeasured() {
    DesiredState told =
        DesiredState.newBuilder()
            .setStanding(
                Standing.newBuilder()
                    .setSearch(SearchMethod.SEARCH_METHOD_TPE)
                    .putAllBaseKnobs(Map.of("LR", "0.01", "DEPTH", "4")))
            .addLedger(row("m4-0", Status.STATUS_KEEP, Map.of(), measured(1.5)))
            .addLedger(
                on("m4-0", row("m4-1", Status.STATUS_KEEP, Map.of("LR", "0.02"), measured(1.4))))
            .addLedger(
                on("m4-1", row("m4-2", Status.STATUS_DISCARD, Map.of("DEPTH", "8"), measured(1.6))))
            .addLedger(
                on(
                    "m4-1",
                    row(
                        "m4-3",
                        Status.STATUS_CRASH,
                        Map.of("DEPTH", "7"),
                        Outcome.newBuilder().setCrashed(Crashed.newBuilder()).build())))
            .addLedger(
                on(
                    "unheard-of",
                    row("m4-4", Status.STATUS_DISCARD, Map.of("DEPTH", "6"), measured(1.3))))
            .build();

    Observations expected =
        Observations.NONE
            .plus(FILE.searched(), Map.of("LR", "0.01", "DEPTH", "4"), OptionalDouble.of(-1.5))
            .plus(FILE.searched(), Map.of("LR", "0.02", "DEPTH", "4"), OptionalDouble.of(-1.4))
            .plus(FILE.searched(), Map.of("LR", "0.02", "DEPTH", "8"), OptionalDouble.of(-1.6))
            .plus(FILE.searched(), Map.of("LR", "0.02", "DEPTH", "7"), OptionalDouble.empty());
    assertThat(OwnSearchWire.search(FILE, told))
        .isEqualTo(new OwnSearch(dev.swarm.shared.search.SearchMethod.TPE, expected));
  }

  @Test
  void drawsAtRandomWhereTheCampaignDoesOrDoesNotSay() {
    LedgerEntry row = row("m4-0", Status.STATUS_KEEP, Map.of(), measured(1.5));
    DesiredState silent = DesiredState.newBuilder().addLedger(row).build();
    DesiredState random =
        silent.toBuilder()
            .setStanding(Standing.newBuilder().setSearch(SearchMethod.SEARCH_METHOD_RANDOM))
            .build();

    assertThat(OwnSearchWire.search(FILE, silent)).isEqualTo(OwnSearch.RANDOM);
    assertThat(OwnSearchWire.search(FILE, random)).isEqualTo(OwnSearch.RANDOM);
  }

  private static LedgerEntry row(
      String experiment, Status status, Map<String, String> knobs, Outcome outcome) {
    return LedgerEntry.newBuilder()
        .setExperiment(experiment)
        .setStatus(status)
        .setProposal(Proposal.newBuilder().setEdit(Edit.newBuilder().putAllKnobs(knobs)))
        .setOutcome(outcome)
        .build();
  }

  private static LedgerEntry on(String base, LedgerEntry row) {
    return row.toBuilder().setBase(base).build();
  }

  private static Outcome measured(double metric) {
    return Outcome.newBuilder().setMeasured(Measured.newBuilder().setMetric(metric)).build();
  }
}
