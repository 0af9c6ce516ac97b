package dev.swarm.coordinator.simulation;

/** What goes wrong in a simulated swarm. */
public enum Fault {
  /** A message never arrives. */
  MESSAGE_LOST,
  /** A message arrives twice, the second time up to some minutes later. */
  MESSAGE_DUPLICATED,
  /** A message takes seconds or minutes, and is overtaken. */
  MESSAGE_DELAYED,
  /** A message changes places with the next. */
  MESSAGE_REORDERED,
  /** A worker's process is killed; its run goes on, and it is started again in the same folder. */
  WORKER_KILLED,
  /** A worker's host goes down, and its run with it. */
  HOST_REBOOTED,
  /** A worker's process stands still while its run goes on. */
  WORKER_PAUSED,
  /** A worker can't be reached, for up to twenty leases. */
  WORKER_CUT_OFF,
  /** A worker comes back in a new folder. */
  NEW_FOLDER,
  /** A worker comes back in a folder that it had before, with the tokens of that time. */
  OLD_FOLDER,
  /** A second worker takes the same machine's name. */
  RIVAL,
  /** A host's disk is full, until somebody sees to it. */
  DISK_FULL,
  /** A run fails for reasons of its host. */
  RUN_INTERRUPTED,
  /** The coordinator is killed before a decision's events are durable. */
  COORDINATOR_KILLED_BEFORE_WRITE,
  /** The coordinator is killed once they are, and its reply is lost. */
  COORDINATOR_KILLED_AFTER_WRITE,
  /** The coordinator's clock jumps forwards. */
  CLOCK_FORWARDS,
  /** The coordinator's clock jumps backwards. */
  CLOCK_BACKWARDS
}
