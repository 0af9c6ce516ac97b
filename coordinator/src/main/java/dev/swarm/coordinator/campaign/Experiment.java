package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.Seeds;
import java.time.Instant;
import java.util.Optional;

/**
 * A proposal handed to one machine.
 *
 * @param token of its lease; grows with each run
 * @param attempt 1 for its first run, one more each time it is handed out again
 * @param base the incumbent it was made on; absent for a baseline
 * @param assignedAt when it was first handed out; the author time of its commit
 */
public record Experiment(
    ExperimentId id,
    long token,
    int attempt,
    Proposal proposal,
    Optional<ExperimentId> base,
    Instant assignedAt) {

  /** Whether it changes nothing and measures where its machine starts from. */
  public boolean isBaseline() {
    return proposal.origin() == Origin.BASELINE;
  }

  /**
   * The seed of its present run: another one for each run, so that no seed can be lucky twice.
   *
   * @param campaign the campaign's seed
   * @return 0 or more, below 2^31, for programs of any language
   */
  public long seed(long campaign) {
    return Seeds.ofRun(campaign, id.toString(), attempt);
  }

  Experiment handedOutAgain(long newToken) {
    return new Experiment(id, newToken, attempt + 1, proposal, base, assignedAt);
  }

  Experiment onto(ExperimentId newBase, Proposal adapted) {
    return new Experiment(id, token, attempt, adapted, Optional.of(newBase), assignedAt);
  }

  /** As it really ran; a baseline has no base, whatever is said. */
  Experiment ranOn(Optional<ExperimentId> realBase) {
    return isBaseline() ? this : new Experiment(id, token, attempt, proposal, realBase, assignedAt);
  }
}
