package dev.swarm.wire;

import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.TransplantKind;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import java.util.Map;
import java.util.Optional;

/** Translates between proposals and the wire. */
public final class ProposalWire {
  private ProposalWire() {}

  /** What is to be measured, for the other end. */
  public static dev.swarm.proto.v1.Proposal proposal(Proposal proposal) {
    dev.swarm.proto.v1.Proposal.Builder message =
        dev.swarm.proto.v1.Proposal.newBuilder()
            .setEdit(edit(proposal.edit()))
            .setDescription(proposal.description())
            .setOrigin(dev.swarm.proto.v1.Origin.valueOf("ORIGIN_" + proposal.origin().name()))
            .setReason(proposal.reason())
            .setRepairs(proposal.repairs());
    proposal.transplant().map(ProposalWire::transplant).ifPresent(message::setTransplant);
    proposal.rung().ifPresent(message::setRung);
    return message.build();
  }

  /**
   * What is to be measured, as far as its verdict depends on it: of what was carried over that is
   * only its first change by name.
   */
  public static Proposal proposal(dev.swarm.proto.v1.Proposal message) {
    return new Proposal(
        edit(message.getEdit()),
        message.getDescription(),
        Origin.valueOf(message.getOrigin().name().replace("ORIGIN_", "")),
        message.getReason(),
        message.getRepairs(),
        message.hasTransplant()
            ? message.getTransplant().getChangesList().stream()
                .findFirst()
                .map(ProposalWire::transplant)
            : Optional.empty(),
        message.hasRung()
            ? Optional.of(new Climb(Optional.of(message.getRung()), Optional.empty()))
            : Optional.empty());
  }

  /** What changes, for the other end. */
  public static dev.swarm.proto.v1.Edit edit(Edit edit) {
    dev.swarm.proto.v1.Edit.Builder message =
        dev.swarm.proto.v1.Edit.newBuilder().putAllKnobs(edit.knobs());
    edit.patch()
        .map(
            each ->
                dev.swarm.proto.v1.Patch.newBuilder().setFirst(each.first()).setLast(each.last()))
        .ifPresent(message::setPatch);
    return message.build();
  }

  /** What changes. */
  public static Edit edit(dev.swarm.proto.v1.Edit message) {
    return new Edit(
        message.getKnobsMap(),
        message.hasPatch()
            ? Optional.of(new Patch(message.getPatch().getFirst(), message.getPatch().getLast()))
            : Optional.empty());
  }

  private static dev.swarm.proto.v1.Transplant transplant(Transplant transplant) {
    return dev.swarm.proto.v1.Transplant.newBuilder()
        .setKind(TransplantKind.valueOf("TRANSPLANT_KIND_" + transplant.kind().name()))
        .setRelative(transplant.relative())
        .addAllChanges(transplant.parts().stream().map(ProposalWire::change).toList())
        .build();
  }

  private static CarriedChange change(Transplant.Part part) {
    CarriedChange.Builder message =
        CarriedChange.newBuilder().setId(part.change().text()).setDescription(part.description());
    part.hardwareClass().ifPresent(message::setHardwareClass);
    return message.build();
  }

  private static Transplant transplant(CarriedChange change) {
    return Transplant.of(
        new Transplant.Part(
            new ChangeId(change.getId()),
            Optional.empty(),
            Edit.NONE,
            Map.of(),
            change.getDescription()));
  }
}
