package dev.swarm.shared.offline;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.Observations;
import dev.swarm.shared.search.ParzenSearch;
import dev.swarm.shared.search.RandomSearch;
import dev.swarm.shared.search.SearchMethod;
import dev.swarm.shared.search.Seeds;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * How a machine that is left alone finds its next proposal: by the campaign's search, and where
 * that learns, from what was measured on its own branch, for of the other machines of its class it
 * hears nothing. Immutable.
 *
 * @param seen on the branch, before and since it was left alone
 */
public record OwnSearch(SearchMethod method, Observations seen) {
  /** Learns from nothing. */
  public static final OwnSearch RANDOM = new OwnSearch(SearchMethod.RANDOM, Observations.NONE);

  /** Learns; nothing was measured yet. */
  public static final OwnSearch TPE = new OwnSearch(SearchMethod.TPE, Observations.NONE);

  /** The next proposal on the head; absent where the search has none. */
  Optional<Proposal> propose(CampaignFile file, Standing standing) {
    SplittableRandom random =
        Seeds.ofProposal(standing.seed(), standing.machine(), standing.nextNumber());
    return switch (method) {
      case RANDOM ->
          RandomSearch.propose(
              file.searched(), standing.knobs(), standing.tried()::contains, random);
      case TPE ->
          ParzenSearch.propose(
              file.searched(), standing.knobs(), seen, standing.tried()::contains, random);
    };
  }

  /**
   * After an experiment was judged.
   *
   * @param configuration value by knob name
   * @param outcome of all its runs
   */
  public OwnSearch judged(CampaignFile file, Map<String, String> configuration, Outcome outcome) {
    return method == SearchMethod.RANDOM
        ? this
        : new OwnSearch(method, seen.plus(file.searched(), configuration, gain(file, outcome)));
  }

  /** One machine's metrics are compared as they are, so any number will do to compare them with. */
  private static OptionalDouble gain(CampaignFile file, Outcome outcome) {
    return outcome instanceof Outcome.Measured measured
        ? OptionalDouble.of(file.direction().improvement(measured.metric(), 0))
        : OptionalDouble.empty();
  }
}
