package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.Observations;
import dev.swarm.shared.search.ParzenSearch;
import dev.swarm.shared.search.RandomSearch;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.pcollections.PMap;

/**
 * What the search proposes, and what it learns. A class's machines learn together: of each
 * experiment on the ratchet's rung counts what it gained over the baseline of its own machine.
 */
final class Ideas {
  private Ideas() {}

  /** A proposal on a machine's head; absent where the search has none. */
  static Optional<Proposal> next(Campaign campaign, Machine machine, RandomGenerator random) {
    Settings settings = campaign.settings().orElseThrow();
    return switch (settings.limits().search()) {
      case RANDOM ->
          RandomSearch.propose(
              settings.file().searched(),
              machine.branch().knobs(),
              machine.workload().tried()::contains,
              random);
      case TPE ->
          ParzenSearch.propose(
              settings.file().searched(),
              machine.branch().knobs(),
              of(campaign.observations(), machine),
              machine.workload().tried()::contains,
              random);
    };
  }

  /** Takes in what was judged, whichever search is on: it may be another after the next start. */
  static PMap<String, Observations> apply(
      Settings settings, PMap<String, Observations> all, Machine before, Event event) {
    if (!(event instanceof Event.ExperimentJudged judged)) {
      return all;
    }
    Optional<Map<String, String>> knobs = knobsOfBase(before.branch(), judged.experiment());
    if (knobs.isEmpty()) {
      return all;
    }
    Map<String, String> configuration = new TreeMap<>(knobs.get());
    configuration.putAll(judged.experiment().proposal().edit().knobs());
    return all.plus(
        before.membership().hardwareClass(),
        of(all, before)
            .plus(
                settings.file().searched(),
                configuration,
                gain(settings, before.branch(), judged.outcome())));
  }

  private static Observations of(PMap<String, Observations> all, Machine machine) {
    return all.getOrDefault(machine.membership().hardwareClass(), Observations.NONE);
  }

  /** Absent where it ran on what is neither the head nor the one before it. */
  private static Optional<Map<String, String>> knobsOfBase(Branch branch, Experiment experiment) {
    Optional<ExperimentId> previous = branch.previous().map(Head::experiment);
    if (branch.isHead(experiment)) {
      return Optional.of(branch.knobs());
    }
    return previous.isPresent() && experiment.base().equals(previous)
        ? Optional.of(branch.advances().get(branch.advances().size() - 1).before())
        : Optional.empty();
  }

  private static OptionalDouble gain(Settings settings, Branch branch, Outcome outcome) {
    if (!(outcome instanceof Outcome.Measured measured)) {
      return OptionalDouble.empty();
    }
    double metric = measured.metric();
    return OptionalDouble.of(
        settings.file().direction().improvement(metric, branch.baseline().orElse(metric)));
  }
}
