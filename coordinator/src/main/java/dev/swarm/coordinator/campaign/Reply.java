package dev.swarm.coordinator.campaign;

/** The answer to a command, given once its events are durable. */
public sealed interface Reply {
  Reply ACCEPTED = new Accepted();

  /** The command was carried out, now or before. */
  record Accepted() implements Reply {}

  /**
   * A ledger was imported.
   *
   * @param added rows that are new
   * @param alreadyThere rows that had been imported before
   */
  record Imported(int added, int alreadyThere) implements Reply {}

  /**
   * The command was refused and changed nothing.
   *
   * @param code stable, for programs
   * @param sentence what happened and what to do, for people
   */
  record Rejected(Code code, String sentence) implements Reply {}

  /** Why a command was refused. */
  enum Code {
    /** Another campaign file or base commit than the journal's. */
    CAMPAIGN_DIFFERS,
    /** No coordinator has started the campaign yet. */
    CAMPAIGN_NOT_STARTED,
    /** Another live worker has this name. */
    MACHINE_TAKEN,
    /** The machine of that name has another hardware class. */
    CLASS_DIFFERS,
    /** No machine of that name ever joined. */
    MACHINE_UNKNOWN,
    /** No such experiment was ever handed out. */
    EXPERIMENT_UNKNOWN,
    /** The experiment before it has no verdict yet. */
    OUT_OF_ORDER,
    /** The core failed over it; what it asked was not done. */
    INTERNAL
  }
}
