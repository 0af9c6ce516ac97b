package dev.swarm.coordinator.journal;

import static dev.swarm.coordinator.journal.PartProto.experiment;
import static dev.swarm.coordinator.journal.PartProto.outcome;
import static dev.swarm.coordinator.journal.PartProto.sample;
import static dev.swarm.coordinator.journal.PartProto.time;
import static dev.swarm.coordinator.journal.ProposalProto.proposal;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.journal.v1.BranchAdvanced;
import dev.swarm.coordinator.journal.v1.ConfirmationOrdered;
import dev.swarm.coordinator.journal.v1.EvidenceRecorded;
import dev.swarm.coordinator.journal.v1.ExperimentJudged;
import dev.swarm.coordinator.journal.v1.RunMeasured;
import dev.swarm.coordinator.journal.v1.RungMeasured;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Translates between the events of what was measured, and what was made of it, and the journal's
 * schema.
 */
final class VerdictProto {
  private VerdictProto() {}

  static RunMeasured toProto(Event.RunMeasured event) {
    RunMeasured.Builder message =
        RunMeasured.newBuilder()
            .setAt(event.at().toEpochMilli())
            .setExperiment(event.id().toString())
            .setToken(event.token())
            .setSide(event.side().name().toLowerCase(Locale.ROOT))
            .setCommit(event.commit())
            .setOutcome(outcome(event.outcome()))
            .setNoiseSquares(event.noise().squares())
            .setNoiseDegrees(event.noise().degrees());
    event.incumbent().ifPresent(incumbent -> message.setIncumbent(sample(incumbent)));
    return message.build();
  }

  static Event.RunMeasured fromProto(RunMeasured message) {
    return new Event.RunMeasured(
        ExperimentId.parse(message.getExperiment()),
        message.getToken(),
        side(message.getSide()),
        message.getCommit(),
        (Outcome.Measured) outcome(message.getOutcome()),
        message.hasIncumbent() ? Optional.of(sample(message.getIncumbent())) : Optional.empty(),
        new Noise(message.getNoiseSquares(), message.getNoiseDegrees()),
        time(message.getAt()));
  }

  static ConfirmationOrdered toProto(Event.ConfirmationOrdered event) {
    return ConfirmationOrdered.newBuilder()
        .setAt(event.at().toEpochMilli())
        .setExperiment(event.id().toString())
        .setToken(event.token())
        .setSide(event.side().name().toLowerCase(Locale.ROOT))
        .setReason(event.reason())
        .build();
  }

  static Event.ConfirmationOrdered fromProto(ConfirmationOrdered message) {
    return new Event.ConfirmationOrdered(
        ExperimentId.parse(message.getExperiment()),
        message.getToken(),
        side(message.getSide()),
        message.getReason(),
        time(message.getAt()));
  }

  static ExperimentJudged toProto(Event.ExperimentJudged event) {
    ExperimentJudged.Builder message =
        ExperimentJudged.newBuilder()
            .setAt(event.at().toEpochMilli())
            .setExperiment(experiment(event.experiment()))
            .setCommit(event.commit())
            .setOutcome(outcome(event.outcome()))
            .setStatus(event.verdict().status().text())
            .setReason(event.verdict().reason())
            .setRow(event.row())
            .addAllRuns(event.runs());
    event
        .comparison()
        .ifPresent(each -> message.setGain(each.gain()).setStandardError(each.standardError()));
    return message.build();
  }

  static Event.ExperimentJudged fromProto(ExperimentJudged message) {
    return new Event.ExperimentJudged(
        experiment(message.getExperiment()),
        message.getCommit(),
        outcome(message.getOutcome()),
        message.getRunsList(),
        message.hasGain()
            ? Optional.of(new Comparison(message.getGain(), message.getStandardError()))
            : Optional.empty(),
        new Verdict(
            Status.valueOf(message.getStatus().toUpperCase(Locale.ROOT)), message.getReason()),
        message.getRow(),
        time(message.getAt()));
  }

  static RungMeasured toProto(Event.RungMeasured event) {
    RungMeasured.Builder message =
        RungMeasured.newBuilder()
            .setAt(event.at().toEpochMilli())
            .setExperiment(experiment(event.experiment()))
            .setCommit(event.commit())
            .setOutcome(outcome(event.outcome()))
            .setNoiseSquares(event.noise().squares())
            .setNoiseDegrees(event.noise().degrees());
    event
        .comparison()
        .ifPresent(each -> message.setGain(each.gain()).setStandardError(each.standardError()));
    return message.build();
  }

  static Event.RungMeasured fromProto(RungMeasured message) {
    return new Event.RungMeasured(
        experiment(message.getExperiment()),
        message.getCommit(),
        outcome(message.getOutcome()),
        message.hasGain()
            ? Optional.of(new Comparison(message.getGain(), message.getStandardError()))
            : Optional.empty(),
        new Noise(message.getNoiseSquares(), message.getNoiseDegrees()),
        time(message.getAt()));
  }

  static BranchAdvanced toProto(Event.BranchAdvanced event) {
    BranchAdvanced.Builder message =
        BranchAdvanced.newBuilder()
            .setAt(event.at().toEpochMilli())
            .setExperiment(event.id().toString())
            .setProposal(proposal(event.proposal()))
            .setCommit(event.head().commit())
            .setSample(sample(event.head().sample()))
            .setLedgerRows(event.head().ledgerRows())
            .setRealWin(event.realWin());
    event.head().memoryMib().ifPresent(message::setMemoryMib);
    return message.build();
  }

  static Event.BranchAdvanced fromProto(BranchAdvanced message) {
    ExperimentId id = ExperimentId.parse(message.getExperiment());
    Instant at = time(message.getAt());
    return new Event.BranchAdvanced(
        id,
        proposal(message.getProposal()),
        new Head(
            id,
            message.getCommit(),
            sample(message.getSample()),
            message.hasMemoryMib()
                ? OptionalDouble.of(message.getMemoryMib())
                : OptionalDouble.empty(),
            message.getLedgerRows(),
            at),
        message.getRealWin(),
        at);
  }

  static EvidenceRecorded toProto(Event.EvidenceRecorded event) {
    return EvidenceRecorded.newBuilder()
        .setAt(event.at().toEpochMilli())
        .setExperiment(event.id().toString())
        .setToken(event.token())
        .setCommit(event.commit())
        .setOutcome(outcome(event.outcome()))
        .setReason(event.reason())
        .build();
  }

  static Event.EvidenceRecorded fromProto(EvidenceRecorded message) {
    return new Event.EvidenceRecorded(
        ExperimentId.parse(message.getExperiment()),
        message.getToken(),
        message.getCommit(),
        outcome(message.getOutcome()),
        message.getReason(),
        time(message.getAt()));
  }

  private static Judgement.Side side(String text) {
    return Judgement.Side.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
