package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayList;
import java.util.List;

/** A decision in the making: each event shows in the state that the next step decides on. */
final class Draft {
  private final List<Event> events = new ArrayList<>();
  private Campaign campaign;

  Draft(Campaign campaign) {
    this.campaign = campaign;
  }

  void add(Event event) {
    events.add(event);
    campaign = campaign.apply(event);
  }

  Campaign campaign() {
    return campaign;
  }

  Settings settings() {
    return campaign.settings().orElseThrow();
  }

  Machine machine(MachineName name) {
    return campaign.machines().get(name);
  }

  List<Event> events() {
    return List.copyOf(events);
  }
}
