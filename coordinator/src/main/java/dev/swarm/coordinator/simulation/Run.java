package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Judgement;
import java.util.Optional;

/** A run on a simulated device, and what will come of it. It goes on when its worker dies. */
final class Run {
  /** Tokens are above that, so nobody takes such a run for one that was handed out. */
  static final long NO_TOKEN = 0;

  private final Command.Held held;
  private final Judgement.Side side;
  private final Optional<String> rung;
  private final Program program;
  private final Program incumbent;
  private final String commit;
  private Optional<ExperimentId> base;
  private Outcome outcome;
  private boolean over;

  /**
   * @param base the incumbent it really runs on; absent for a baseline, and while that has no name
   * @param rung of the ladder; absent for the branch's own
   * @param program what it really runs
   * @param incumbent what it was made from
   * @param outcome unless somebody stops it
   */
  Run(
      Command.Held held,
      Judgement.Side side,
      Optional<ExperimentId> base,
      Optional<String> rung,
      Program program,
      Program incumbent,
      String commit,
      Outcome outcome) {
    this.held = held;
    this.side = side;
    this.base = base;
    this.rung = rung;
    this.program = program;
    this.incumbent = incumbent;
    this.commit = commit;
    this.outcome = outcome;
  }

  Command.Held held() {
    return held;
  }

  /** Whether nobody had told the machine to make it. */
  boolean isOwn() {
    return held.token() == NO_TOKEN;
  }

  Judgement.Side side() {
    return side;
  }

  Optional<ExperimentId> base() {
    return base;
  }

  /** What it ran on has a name by now. */
  void ranOn(Optional<ExperimentId> name) {
    base = name;
  }

  Optional<String> rung() {
    return rung;
  }

  Program program() {
    return program;
  }

  Program incumbent() {
    return incumbent;
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
  void stop(String reason) {
    if (!over) {
      over = true;
      outcome = new Outcome.Interrupted(reason, RunFacts.NEVER_STARTED);
    }
  }
}
