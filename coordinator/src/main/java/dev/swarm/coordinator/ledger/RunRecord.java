package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Judgement;
import java.time.Instant;

/**
 * One of several runs that a verdict is made of.
 *
 * @param id of the experiment that it was made for
 * @param token it ran under
 * @param side whose run it was: the experiment's own, or its incumbent's beside it
 * @param commit as it ran, 40 hex digits
 */
public record RunRecord(
    ExperimentId id,
    long token,
    Judgement.Side side,
    String commit,
    Outcome.Measured outcome,
    Instant at) {
  static RunRecord of(Event.RunMeasured run) {
    return new RunRecord(run.id(), run.token(), run.side(), run.commit(), run.outcome(), run.at());
  }
}
