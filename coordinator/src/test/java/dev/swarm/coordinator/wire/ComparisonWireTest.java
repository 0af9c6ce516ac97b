package dev.swarm.coordinator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.Edit;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.Patch;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.proto.v1.Transplant;
import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassComparison;
import dev.swarm.shared.comparison.ClassResult;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.comparison.Idea;
import dev.swarm.shared.comparison.Trial;
import dev.swarm.shared.pollination.Discovery;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a comparison takes from a ledger. */
class ComparisonWireTest {
  private static final SwarmStatus STATUS =
      SwarmStatus.newBuilder()
          .setDirection("minimize")
          .addMachines(
              MachineStatus.newBuilder()
                  .setMachine("gpu")
                  .setHardwareClass("h100")
                  .setBranch("autoresearch/mar5-gpu")
                  .setBaseline(2)
                  .setBest(1.9))
          .build();
  private static final LedgerEntry WIN =
      entry("gpu-1", 0.1).setStatus(Status.STATUS_KEEP).setBase("gpu-0").build();

  @Test
  void takesAHeadOnAnotherRungForEvidenceOfItsWin() {
    ClassResult result =
        changes(WIN, onRung("gpu-2", "gpu-1", 0.05)).changes().get(0).results().get("h100");

    assertThat(result.gain()).hasValue(0.1);
    assertThat(result.experiments()).containsExactly("gpu-1");
    assertThat(result.rungs()).containsEntry("d12", Discovery.Call.WON);
    assertThat(result.isScaleProof()).isTrue();
  }

  @Test
  void saysThatAWinDoesNotHoldAtScale() {
    ClassResult result =
        changes(WIN, onRung("gpu-2", "gpu-1", -0.05)).changes().get(0).results().get("h100");

    assertThat(result.call()).isEqualTo(Discovery.Call.WON);
    assertThat(result.isScaleProof()).isFalse();
  }

  @Test
  void doesNotCountAnIdeaOnALowerRung() {
    LedgerEntry low =
        entry("gpu-2", 0.1)
            .setBase("gpu-0")
            .setProposal(
                Proposal.newBuilder()
                    .setRung("d4")
                    .setOrigin(Origin.ORIGIN_SEARCH)
                    .setEdit(Edit.newBuilder().putKnobs("LR", "0.05")))
            .build();

    ComparisonReport report = changes(low);
    assertThat(report.changes()).isEmpty();
    assertThat(report.triedOnce()).isZero();
    assertThat(report.branches().get(0).experiments()).isZero();
  }

  @Test
  void knowsACarriedChangeByWhoMeasuredItFirst() {
    Transplant transplant =
        Transplant.newBuilder()
            .addChanges(CarriedChange.newBuilder().setId("mac-7").setHardwareClass("apple-silicon"))
            .setRelative(true)
            .build();
    LedgerEntry carried =
        entry("gpu-3", 0.1)
            .setProposal(
                Proposal.newBuilder()
                    .setOrigin(Origin.ORIGIN_TRANSPLANT)
                    .setTransplant(transplant)
                    .setEdit(Edit.newBuilder().setPatch(Patch.newBuilder().setFirst("a"))))
            .build();

    Idea idea = trials(carried).get(0).idea();
    assertThat(idea.only()).contains("mac-7");
    assertThat(idea.from()).contains("apple-silicon");
    assertThat(idea.carried()).isTrue();
    assertThat(idea.asStep()).isTrue();
    assertThat(idea.onlyKnobs()).isFalse();
  }

  @Test
  void leavesOutWhatCameTooLate() {
    assertThat(trials(WIN, entry("gpu-2", 1).setTooLate("Its lease had ended.").build()))
        .extracting(Trial::experiment)
        .containsExactly("gpu-1");
  }

  private static List<Trial> trials(LedgerEntry... ledger) {
    return ComparisonWire.swarm(STATUS, List.of(ledger)).trials();
  }

  private static ComparisonReport changes(LedgerEntry... ledger) {
    ComparisonReport report = ClassComparison.of(ComparisonWire.swarm(STATUS, List.of(ledger)));
    assertThat(report.changes()).extracting(ChangeReport::alsoFoundAs).allMatch(List::isEmpty);
    return report;
  }

  /** The head as it is, above the branch's own rung. */
  private static LedgerEntry onRung(String experiment, String head, double gain) {
    return entry(experiment, gain)
        .setBase(head)
        .setProposal(Proposal.newBuilder().setOrigin(Origin.ORIGIN_SEARCH).setRung("d12"))
        .build();
  }

  private static LedgerEntry.Builder entry(String experiment, double gain) {
    return LedgerEntry.newBuilder()
        .setExperiment(experiment)
        .setMachine("gpu")
        .setBranch("autoresearch/mar5-gpu")
        .setHardwareClass("h100")
        .setProposal(
            Proposal.newBuilder()
                .setOrigin(Origin.ORIGIN_SEARCH)
                .setEdit(Edit.newBuilder().putKnobs("LR", "0.05")))
        .setOutcome(Outcome.newBuilder().setMeasured(Measured.newBuilder().setMetric(2 - gain)))
        .putKnobsBefore("LR", "0.04")
        .setGain(gain)
        .setStandardError(0.01);
  }
}
