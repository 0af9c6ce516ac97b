package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.journal.v1.Transplant.Part;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Translates between proposals and the journal's schema. */
final class ProposalProto {
  private ProposalProto() {}

  static dev.swarm.coordinator.journal.v1.Proposal proposal(Proposal proposal) {
    var message =
        dev.swarm.coordinator.journal.v1.Proposal.newBuilder()
            .putAllKnobs(proposal.edit().knobs())
            .setDescription(proposal.description())
            .setOrigin(proposal.origin().name().toLowerCase(Locale.ROOT))
            .setReason(proposal.reason())
            .setRepairs(proposal.repairs());
    proposal.edit().patch().map(ProposalProto::patch).ifPresent(message::setPatch);
    proposal.transplant().map(ProposalProto::transplant).ifPresent(message::setTransplant);
    proposal.climb().map(ProposalProto::climb).ifPresent(message::setClimb);
    return message.build();
  }

  static Proposal proposal(dev.swarm.coordinator.journal.v1.Proposal message) {
    Edit edit =
        new Edit(
            message.getKnobsMap(),
            message.hasPatch() ? Optional.of(patch(message.getPatch())) : Optional.empty());
    return new Proposal(
        edit,
        message.getDescription(),
        Origin.valueOf(message.getOrigin().toUpperCase(Locale.ROOT)),
        message.getReason(),
        message.getRepairs(),
        message.hasTransplant()
            ? Optional.of(transplant(message.getTransplant(), edit, message.getDescription()))
            : Optional.empty(),
        message.hasClimb() ? Optional.of(climb(message.getClimb())) : Optional.empty());
  }

  private static dev.swarm.coordinator.journal.v1.Transplant transplant(Transplant transplant) {
    return dev.swarm.coordinator.journal.v1.Transplant.newBuilder()
        .setKind(transplant.kind().name().toLowerCase(Locale.ROOT))
        .setRelative(transplant.relative())
        .addAllParts(transplant.parts().stream().map(ProposalProto::part).toList())
        .build();
  }

  /** Before there were parts, a transplant was one win, carried as its proposal's edit. */
  private static Transplant transplant(
      dev.swarm.coordinator.journal.v1.Transplant message, Edit edit, String description) {
    return message.getPartsCount() == 0
        ? new Transplant(
            Transplant.Kind.WIN,
            List.of(
                new Transplant.Part(
                    new ChangeId(message.getSource()),
                    Optional.empty(),
                    edit,
                    Map.of(),
                    description)),
            message.getRelative())
        : new Transplant(
            Transplant.Kind.valueOf(message.getKind().toUpperCase(Locale.ROOT)),
            message.getPartsList().stream().map(ProposalProto::part).toList(),
            message.getRelative());
  }

  private static Part part(Transplant.Part part) {
    Part.Builder message =
        Part.newBuilder()
            .setChange(part.change().text())
            .putAllKnobs(part.edit().knobs())
            .putAllBefore(part.before())
            .setDescription(part.description());
    part.hardwareClass().ifPresent(message::setHardwareClass);
    part.edit().patch().map(ProposalProto::patch).ifPresent(message::setPatch);
    return message.build();
  }

  private static Transplant.Part part(Part message) {
    return new Transplant.Part(
        new ChangeId(message.getChange()),
        message.hasHardwareClass() ? Optional.of(message.getHardwareClass()) : Optional.empty(),
        new Edit(
            message.getKnobsMap(),
            message.hasPatch() ? Optional.of(patch(message.getPatch())) : Optional.empty()),
        message.getBeforeMap(),
        message.getDescription());
  }

  private static dev.swarm.coordinator.journal.v1.Climb climb(Climb climb) {
    var message = dev.swarm.coordinator.journal.v1.Climb.newBuilder();
    climb.rung().ifPresent(message::setRung);
    climb.from().map(ExperimentId::toString).ifPresent(message::setFrom);
    return message.build();
  }

  private static Climb climb(dev.swarm.coordinator.journal.v1.Climb message) {
    return new Climb(
        message.hasRung() ? Optional.of(message.getRung()) : Optional.empty(),
        message.hasFrom() ? Optional.of(ExperimentId.parse(message.getFrom())) : Optional.empty());
  }

  private static dev.swarm.coordinator.journal.v1.Patch patch(Patch patch) {
    return dev.swarm.coordinator.journal.v1.Patch.newBuilder()
        .setFirst(patch.first())
        .setLast(patch.last())
        .build();
  }

  private static Patch patch(dev.swarm.coordinator.journal.v1.Patch message) {
    return new Patch(message.getFirst(), message.getLast());
  }
}
