package dev.swarm.shared.campaign;

import dev.swarm.shared.text.Complaint;

/** A campaign file that can't be used; the message says why and what to do. */
public final class InvalidCampaignException extends Complaint {
  public InvalidCampaignException(String message) {
    super(message);
  }
}
