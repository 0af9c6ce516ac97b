package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary events of every type, as the core could have made them. */
final class Events {
  private static final Arbitrary<Instant> TIMES =
      Arbitraries.longs().between(0, 4_102_444_800_000L).map(Instant::ofEpochMilli);
  private static final Arbitrary<String> TEXTS =
      Arbitraries.strings()
          .withCharRange(' ', '\u024f')
          .withChars('\t', '\n', '\r', '\u0000', '\u4e2d', '\u2192')
          .ofMaxLength(20);
  private static final Arbitrary<Long> TOKENS = Arbitraries.longs().greaterOrEqual(0);
  private static final Arbitrary<MachineName> MACHINES =
      Arbitraries.of("m4max", "h100-a", "7", "a-1-2").map(MachineName::new);
  private static final Arbitrary<ExperimentId> IDS =
      Combinators.combine(MACHINES, Arbitraries.integers().greaterOrEqual(0)).as(ExperimentId::new);
  private static final Arbitrary<Map<String, String>> KNOBS =
      Arbitraries.maps(TEXTS, TEXTS).ofMaxSize(4);
  private static final Arbitrary<Proposal> PROPOSALS =
      Combinators.combine(KNOBS.map(Edit::new), TEXTS, Arbitraries.of(Origin.class), TEXTS)
          .as(Proposal::new);
  private static final Arbitrary<Double> METRICS =
      Arbitraries.doubles().between(-Double.MAX_VALUE, Double.MAX_VALUE).ofScale(20);
  private static final Arbitrary<Duration> DURATIONS =
      Arbitraries.longs().greaterOrEqual(0).map(Duration::ofNanos);
  private static final Arbitrary<RunFacts> FACTS =
      Combinators.combine(TIMES.optional(), DURATIONS, DURATIONS.optional(), DURATIONS.optional())
          .as(RunFacts::new);
  private static final Arbitrary<Outcome> OUTCOMES =
      Arbitraries.oneOf(
          Combinators.combine(
                  METRICS,
                  METRICS.optional().map(Events::optionalDouble),
                  Arbitraries.maps(TEXTS, METRICS).ofMaxSize(4),
                  FACTS)
              .as(Outcome.Measured::new),
          Combinators.combine(TEXTS, TEXTS, TEXTS, FACTS).as(Outcome.Crashed::new),
          Combinators.combine(TEXTS, FACTS).as(Outcome.Interrupted::new));
  private static final Arbitrary<Verdict> VERDICTS =
      Combinators.combine(Arbitraries.of(Status.class), TEXTS).as(Verdict::new);
  private static final Arbitrary<Settings.Limits> LIMITS =
      Combinators.combine(
              Arbitraries.longs(),
              Arbitraries.integers().optional().map(Events::optionalInt),
              Arbitraries.integers())
          .as(Settings.Limits::new);
  private static final Arbitrary<Experiment> EXPERIMENTS =
      Combinators.combine(IDS, TOKENS, Arbitraries.integers(), PROPOSALS, IDS.optional(), TIMES)
          .as(Experiment::new);

  private Events() {}

  /** By event type, in no particular order. */
  static Map<Class<? extends Event>, Arbitrary<? extends Event>> byType() {
    Map<Class<? extends Event>, Arbitrary<? extends Event>> types = new LinkedHashMap<>();
    types.put(
        Event.CampaignStarted.class,
        Combinators.combine(TEXTS, TEXTS, KNOBS, LIMITS, TIMES).as(Event.CampaignStarted::new));
    types.put(
        Event.LimitsChanged.class, Combinators.combine(LIMITS, TIMES).as(Event.LimitsChanged::new));
    types.put(
        Event.MachineJoined.class,
        Combinators.combine(MACHINES, TEXTS, TEXTS, TEXTS, TEXTS, TIMES)
            .as(Event.MachineJoined::new));
    types.put(
        Event.LeaseExpired.class, Combinators.combine(MACHINES, TIMES).as(Event.LeaseExpired::new));
    types.put(
        Event.MachineSetAside.class,
        Combinators.combine(MACHINES, TEXTS, TIMES).as(Event.MachineSetAside::new));
    types.put(
        Event.ExperimentAssigned.class,
        Combinators.combine(IDS, TOKENS, PROPOSALS, IDS.optional(), TIMES)
            .as(Event.ExperimentAssigned::new));
    types.put(
        Event.ExperimentHandedOutAgain.class,
        Combinators.combine(IDS, TOKENS, TEXTS, Arbitraries.of(true, false), TIMES)
            .as(Event.ExperimentHandedOutAgain::new));
    types.put(
        Event.ExperimentRebased.class,
        Combinators.combine(IDS, IDS, PROPOSALS, TIMES).as(Event.ExperimentRebased::new));
    types.put(
        Event.ExperimentWithdrawn.class,
        Combinators.combine(IDS, TEXTS, TIMES).as(Event.ExperimentWithdrawn::new));
    types.put(
        Event.ExperimentJudged.class,
        Combinators.combine(EXPERIMENTS, TEXTS, OUTCOMES, VERDICTS, Arbitraries.integers(), TIMES)
            .as(Event.ExperimentJudged::new));
    types.put(
        Event.BranchAdvanced.class,
        Combinators.combine(IDS, PROPOSALS, TEXTS, METRICS, Arbitraries.integers(), TIMES)
            .as(Events::advanced));
    types.put(
        Event.EvidenceRecorded.class,
        Combinators.combine(IDS, TOKENS, TEXTS, OUTCOMES, TEXTS, TIMES)
            .as(Event.EvidenceRecorded::new));
    return types;
  }

  private static Event.BranchAdvanced advanced(
      ExperimentId id, Proposal proposal, String commit, double metric, int rows, Instant at) {
    return new Event.BranchAdvanced(id, proposal, new Head(id, commit, metric, rows, at), at);
  }

  private static OptionalDouble optionalDouble(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static OptionalInt optionalInt(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
