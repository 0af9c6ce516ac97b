package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Judgement;
import java.util.Optional;

/** A run on a simulated device, and what will come of it. It goes on when its worker dies. */
final class Run {
  private final Command.Held held;
  private final Judgement.Side side;
  private final Optional<ExperimentId> base;
  private final String[] knobs;
  private final String commit;
  private Outcome outcome;
  private boolean over;

  /**
   * @param base the incumbent it really runs on; absent for a baseline
   * @param knobs what it really runs with
   * @param outcome unless somebody stops it
   */
  Run(
      Command.Held held,
      Judgement.Side side,
      Optional<ExperimentId> base,
      String[] knobs,
      String commit,
      Outcome outcome) {
    this.held = held;
    this.side = side;
    this.base = base;
    this.knobs = knobs;
    this.commit = commit;
    this.outcome = outcome;
  }

  Command.Held held() {
    return held;
  }

  Judgement.Side side() {
    return side;
  }

  Optional<ExperimentId> base() {
    return base;
  }

  String[] knobs() {
    return knobs;
  }

  String commit() {
    return commit;
  }

  Outcome outcome() {
    return outcome;
  }

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }

  /** Ends it before its time; what has ended stays as it was. */
  void stop(Outcome instead) {
    if (!over) {
      over = true;
      outcome = instead;
    }
  }
}
