package dev.swarm.coordinator.snapshot;

import dev.swarm.coordinator.campaign.Campaign;

/**
 * The campaign at a place in its journal.
 *
 * @param campaign after all events up to there
 * @param position sequence number of the last of them; 0 for none
 */
public record CampaignAt(Campaign campaign, long position) {
  /** Where every journal begins. */
  public static final CampaignAt BEGINNING = new CampaignAt(Campaign.NEW, 0);
}
