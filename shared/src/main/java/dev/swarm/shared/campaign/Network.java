package dev.swarm.shared.campaign;

/** Whether an experiment may reach the network. */
public enum Network {
  /** It may not; the default. */
  NONE,
  /** It may. */
  ALLOWED
}
