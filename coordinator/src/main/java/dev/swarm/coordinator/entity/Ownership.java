package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import java.util.ArrayList;
import java.util.List;

/** Whether this node is the one that decides about the campaign. Thread-safe. */
final class Ownership {
  private final List<OwnershipListener> listeners = new ArrayList<>();
  private Campaign campaign;

  /** Tells the present state if this node decides, and every change from now on. */
  synchronized void subscribe(OwnershipListener listener) {
    listeners.add(listener);
    if (campaign != null) {
      listener.taken(campaign);
    }
  }

  synchronized boolean isHere() {
    return campaign != null;
  }

  synchronized void has(Campaign now) {
    boolean taken = campaign == null;
    campaign = now;
    if (taken) {
      listeners.forEach(listener -> listener.taken(now));
    }
  }

  synchronized void lost() {
    if (campaign != null) {
      campaign = null;
      listeners.forEach(OwnershipListener::lost);
    }
  }
}
