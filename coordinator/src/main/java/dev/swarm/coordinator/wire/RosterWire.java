package dev.swarm.coordinator.wire;

import dev.swarm.coordinator.entity.Roster;
import dev.swarm.proto.v1.CoordinatorStatus;
import java.util.List;
import java.util.Locale;

/** The coordinators of a cluster as people are told of them. */
public final class RosterWire {
  private RosterWire() {}

  /** All of them; none where a coordinator is alone. */
  public static List<CoordinatorStatus> of(Roster roster) {
    return roster.nodes().stream().map(RosterWire::of).toList();
  }

  private static CoordinatorStatus of(Roster.Node node) {
    return CoordinatorStatus.newBuilder()
        .setAddress(node.address())
        .setState(node.attendance().name().toLowerCase(Locale.ROOT))
        .setDecides(node.decides())
        .setAnswers(node.answers())
        .build();
  }
}
