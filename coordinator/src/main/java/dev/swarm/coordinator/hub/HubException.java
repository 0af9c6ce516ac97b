package dev.swarm.coordinator.hub;

import dev.swarm.shared.text.Complaint;

/** The hub could not do what was asked; the message is one sentence meant for the operator. */
public class HubException extends Complaint {
  HubException(String message) {
    super(message);
  }

  HubException(String message, Throwable cause) {
    super(message, cause);
  }
}
