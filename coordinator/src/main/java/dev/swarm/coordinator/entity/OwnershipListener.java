package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;

/** Hears whether this node decides about the campaign. Called one at a time; must not block. */
public interface OwnershipListener {
  /** From now on this node decides, and this is what it starts from. */
  void taken(Campaign campaign);

  /** This node does not decide any more. */
  void lost();
}
