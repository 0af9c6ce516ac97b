package dev.swarm.agent.worker;

import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.Proposal;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What should be: the coordinator's last word. One thread, the worker's loop. It is not kept over a
 * restart, for the coordinator says all of it again.
 */
final class LastWord {
  private DesiredState desired = DesiredState.getDefaultInstance();
  private String host = "";

  /**
   * @param from the host of whoever says it, and of its hub
   */
  void hear(String from, DesiredState told) {
    host = from;
    desired = told;
  }

  /** All of it; the default instance before anything was said. */
  DesiredState desired() {
    return desired;
  }

  /** The host that said it; empty before that. */
  String host() {
    return host;
  }

  /** Whether the machine was told what to work for. */
  boolean hasCampaign() {
    return desired.hasCampaign();
  }

  /** What is to be run, in this order. */
  List<HeldExperiment> assigned() {
    return desired.getAssignmentsList().stream().map(Device::held).toList();
  }

  /** Of what runs under a lease; nothing is known of it once it was taken back. */
  Proposal proposalOf(HeldExperiment held) {
    return desired.getAssignmentsList().stream()
        .filter(each -> Device.held(each).equals(held))
        .map(Assignment::getProposal)
        .findFirst()
        .orElse(Proposal.getDefaultInstance());
  }

  /** The head's metric, for what is compared with it; on another rung than the branch's is none. */
  OptionalDouble incumbentOf(HeldExperiment held) {
    return desired.hasHead() && !proposalOf(held).hasRung()
        ? OptionalDouble.of(desired.getHead().getMetric())
        : OptionalDouble.empty();
  }
}
