package dev.swarm.agent.workspace;

/** How the hub took a push or a fetch. */
public sealed interface HubAnswer {
  /** Everything asked for is done and durable, or was so before. */
  record Ok() implements HubAnswer {}

  /** The hub will say the same again: somebody has to look at the reason. */
  record Refused(String reason) implements HubAnswer {}

  /** The hub did not answer, or not to the end; the same call may be made again at any time. */
  record Unreachable(Exception cause) implements HubAnswer {}
}
