package dev.swarm.coordinator.simulation;

/** What people, agents and machines do of their own accord in a simulated swarm. */
public enum Deed {
  /** An operator lets every machine finish what it runs and start nothing more. */
  CAMPAIGN_PAUSED,
  /** An operator lets all machines go on. */
  CAMPAIGN_RESUMED,
  /** An operator lets one machine finish what it runs and start nothing more. */
  MACHINE_DRAINED,
  /** An operator lets one machine go on. */
  MACHINE_RESUMED,
  /** An operator has single changes of a branch measured on others. */
  CHANGES_PROMOTED,
  /** An operator has several changes of a branch measured on others together. */
  STACK_PROMOTED,
  /** An operator has all that a branch has measured on others. */
  BRANCH_PROMOTED,
  /** An agent pushes a commit and has it measured. */
  COMMIT_PROMOTED,
  /** A machine that hears nothing of its coordinator searches by itself. */
  WENT_ON_ALONE
}
