package dev.swarm.coordinator.wire;

import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.Edit;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Patch;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.Transfer;
import dev.swarm.proto.v1.TransplantKind;
import dev.swarm.shared.experiment.Transplant;

/** Translates proposals to the wire, at the coordinator's edge. */
final class ProposalWire {
  private ProposalWire() {}

  static Proposal proposal(dev.swarm.shared.experiment.Proposal proposal) {
    Proposal.Builder message =
        Proposal.newBuilder()
            .setEdit(edit(proposal.edit()))
            .setDescription(proposal.description())
            .setOrigin(Origin.valueOf("ORIGIN_" + proposal.origin().name()))
            .setReason(proposal.reason())
            .setRepairs(proposal.repairs());
    proposal.transplant().map(ProposalWire::transplant).ifPresent(message::setTransplant);
    proposal.rung().ifPresent(message::setRung);
    return message.build();
  }

  static Transfer transfer(dev.swarm.shared.experiment.Transfer transfer) {
    return Transfer.valueOf("TRANSFER_" + transfer.name());
  }

  static Edit edit(dev.swarm.shared.experiment.Edit edit) {
    Edit.Builder message = Edit.newBuilder().putAllKnobs(edit.knobs());
    edit.patch()
        .map(each -> Patch.newBuilder().setFirst(each.first()).setLast(each.last()))
        .ifPresent(message::setPatch);
    return message.build();
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
}
