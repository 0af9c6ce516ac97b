package dev.swarm.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProposalWireTest {
  private static final Edit EDIT =
      new Edit(
          Map.of("MATRIX_LR", "0.05", "DEPTH", "4"),
          Optional.of(new Patch("0".repeat(40), "f".repeat(40))));

  @ParameterizedTest
  @EnumSource(Origin.class)
  void readsAProposalAsItWasWritten(Origin origin) {
    assertStaysItself(
        new Proposal(
            EDIT,
            "MATRIX_LR 0.04 -> 0.05",
            origin,
            "It may learn faster.",
            2,
            Optional.empty(),
            Optional.of(new Climb(Optional.of("small"), Optional.empty()))));
  }

  @Test
  void readsABaselineAsItWasWritten() {
    assertStaysItself(Proposal.baseline());
  }

  @Test
  void namesEverythingThatWasCarriedOver() {
    Proposal stack =
        new Proposal(
            EDIT,
            "two changes of m4max",
            "They were kept there.",
            new Transplant(
                Transplant.Kind.STACK,
                List.of(
                    part("m4max-3", Optional.of("apple-silicon")),
                    part("m4max-9", Optional.empty())),
                true));

    dev.swarm.proto.v1.Transplant message = ProposalWire.proposal(stack).getTransplant();

    assertThat(message.getKind())
        .isEqualTo(dev.swarm.proto.v1.TransplantKind.TRANSPLANT_KIND_STACK);
    assertThat(message.getRelative()).isTrue();
    assertThat(message.getChangesList())
        .extracting(each -> each.getId())
        .containsExactly("m4max-3", "m4max-9");
    assertThat(message.getChanges(0).getHardwareClass()).isEqualTo("apple-silicon");
    assertThat(message.getChanges(1).hasHardwareClass()).isFalse();
  }

  @Test
  void readsThatAChangeWasCarriedOverAndWhich() {
    Proposal carried =
        new Proposal(
            EDIT,
            "DEPTH 8 -> 4",
            "It was kept on m4max.",
            Transplant.of(part("m4max-3", Optional.of("apple-silicon"))));

    Proposal read = ProposalWire.proposal(ProposalWire.proposal(carried));

    assertThat(read.transplant().orElseThrow().changes()).containsExactly(new ChangeId("m4max-3"));
    assertThat(read.edit()).isEqualTo(EDIT);
    assertThat(read.origin()).isEqualTo(Origin.TRANSPLANT);
  }

  private static Transplant.Part part(String change, Optional<String> hardwareClass) {
    return new Transplant.Part(
        new ChangeId(change), hardwareClass, EDIT, Map.of("DEPTH", "8"), "DEPTH 8 -> 4");
  }

  private static void assertStaysItself(Proposal proposal) {
    assertThat(ProposalWire.proposal(ProposalWire.proposal(proposal))).isEqualTo(proposal);
  }
}
