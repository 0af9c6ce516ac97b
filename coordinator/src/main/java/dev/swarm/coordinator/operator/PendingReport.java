package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Pending;
import dev.swarm.proto.v1.PendingTransplant;
import dev.swarm.shared.experiment.ChangeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says what a machine is still to measure of others, and when it will. */
final class PendingReport {
  private PendingReport() {}

  static List<PendingTransplant> of(Campaign campaign, Machine machine, Instant now) {
    List<PendingTransplant> report = new ArrayList<>();
    for (Pending each : Pending.on(campaign, machine.name(), now)) {
      report.add(
          PendingTransplant.newBuilder()
              .addAllChanges(each.changes().stream().map(ChangeId::text).toList())
              .setDescription(each.description())
              .setWhen(when(campaign, machine, each, report.size()))
              .build());
    }
    return report;
  }

  private static String when(Campaign campaign, Machine machine, Pending pending, int before) {
    if (machine.membership().aside().isPresent()) {
      return "when its worker is started anew";
    }
    if (machine.membership().away()) {
      return "when the machine is back";
    }
    boolean done =
        campaign.settings().orElseThrow().limits().experimentsPerMachine().stream()
            .anyMatch(limit -> machine.branch().tally().experiments() >= limit);
    if (pending.isPulled() && done) {
      return "when more experiments are asked for";
    }
    String others =
        before == 0 ? "next" : "after %d other%s".formatted(before, before == 1 ? "" : "s");
    return pending.isPulled() ? others + ", as its class's share allows" : others;
  }
}
