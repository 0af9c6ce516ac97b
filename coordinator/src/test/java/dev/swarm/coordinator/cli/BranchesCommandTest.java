package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.verdict.Status;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** How {@code swarm branches} names a head. */
class BranchesCommandTest {
  private static final BranchReport.Step HEAD =
      new BranchReport.Step(
          "box-3", "b".repeat(40), "LR", Status.KEEP, false, OptionalDouble.of(1), 1);

  @Test
  void namesTheBranchsCommitAndTheExperiments() {
    assertThat(BranchesCommand.head(HEAD, at("box-3")))
        .isEqualTo("box-3, commit aaaaaaa; it ran as bbbbbbb");
  }

  @Test
  void namesNoCommitThatWasMadeOfAnotherExperiment() {
    assertThat(BranchesCommand.head(HEAD, at("box-2")))
        .isEqualTo("box-3, not in the hub yet; it ran as bbbbbbb");
    assertThat(BranchesCommand.head(HEAD, MachineStatus.getDefaultInstance()))
        .isEqualTo("box-3, not in the hub yet; it ran as bbbbbbb");
  }

  private static MachineStatus at(String experiment) {
    return MachineStatus.newBuilder()
        .setBranchCommit("a".repeat(40))
        .setBranchExperiment(experiment)
        .build();
  }
}
