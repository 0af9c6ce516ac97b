package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.search.SearchMethod;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
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
  private static final Arbitrary<String> COMMITS =
      Arbitraries.strings().withChars("0123456789abcdef").ofLength(40);
  private static final Arbitrary<Edit> EDITS =
      Combinators.combine(KNOBS, Combinators.combine(COMMITS, COMMITS).as(Patch::new).optional())
          .as(Edit::new);
  private static final Arbitrary<Transplant> TRANSPLANTS =
      Combinators.combine(
              Arbitraries.of(Transplant.Kind.class),
              Combinators.combine(
                      Arbitraries.oneOf(COMMITS.map(ChangeId::new), IDS.map(ChangeId::of)),
                      TEXTS.optional(),
                      EDITS,
                      KNOBS,
                      TEXTS)
                  .as(Transplant.Part::new)
                  .list()
                  .ofMinSize(1)
                  .ofMaxSize(3),
              Arbitraries.of(true, false))
          .as(Transplant::new);
  private static final Arbitrary<Proposal> PROPOSALS =
      Combinators.combine(
              EDITS,
              TEXTS,
              Arbitraries.of(Origin.class),
              TEXTS,
              Arbitraries.integers().between(0, 3),
              TRANSPLANTS.optional(),
              Combinators.combine(TEXTS.optional(), IDS.optional()).as(Climb::new).optional())
          .as(Proposal::new);
  private static final Arbitrary<OptionalInt> NUMBERS =
      Arbitraries.integers().optional().map(Events::optionalInt);
  private static final Arbitrary<Double> METRICS =
      Arbitraries.doubles().between(-Double.MAX_VALUE, Double.MAX_VALUE).ofScale(20);
  private static final Arbitrary<Duration> DURATIONS =
      Arbitraries.longs().greaterOrEqual(0).map(Duration::ofNanos);
  private static final Arbitrary<RunFacts> FACTS =
      Combinators.combine(
              TIMES.optional(),
              DURATIONS,
              DURATIONS.optional(),
              DURATIONS.optional(),
              Combinators.combine(
                      Arbitraries.integers().between(0, 999),
                      Arbitraries.integers().between(0, 999))
                  .as(LineChange::new)
                  .optional(),
              Arbitraries.of(true, false))
          .as(RunFacts::new);
  private static final Arbitrary<Outcome.Measured> MEASURED =
      Combinators.combine(
              METRICS,
              METRICS.optional().map(Events::optionalDouble),
              Arbitraries.maps(TEXTS, METRICS).ofMaxSize(4),
              FACTS)
          .as(Outcome.Measured::new);
  private static final Arbitrary<Outcome> OUTCOMES =
      Arbitraries.oneOf(
          MEASURED,
          Combinators.combine(TEXTS, TEXTS, TEXTS, FACTS).as(Outcome.Crashed::new),
          Combinators.combine(TEXTS, FACTS).as(Outcome.Interrupted::new));
  private static final Arbitrary<Verdict> VERDICTS =
      Combinators.combine(Arbitraries.of(Status.class), TEXTS).as(Verdict::new);
  private static final Arbitrary<Settings.Limits> LIMITS =
      Combinators.combine(
              Arbitraries.longs(),
              Arbitraries.integers().optional().map(Events::optionalInt),
              Arbitraries.integers(),
              Arbitraries.of(true, false),
              METRICS.optional().map(Events::optionalDouble),
              Arbitraries.of(SearchMethod.class))
          .as(Settings.Limits::new);
  private static final Arbitrary<Sample> SAMPLES =
      Combinators.combine(
              Arbitraries.integers().between(1, 9), METRICS, Arbitraries.doubles().between(0, 1e9))
          .as(Sample::new);
  private static final Arbitrary<Noise> NOISES =
      Combinators.combine(
              Arbitraries.doubles().between(0, 1e9), Arbitraries.integers().between(0, 1_000))
          .as(Noise::new);
  private static final Arbitrary<Judgement.Side> SIDES = Arbitraries.of(Judgement.Side.class);
  private static final Arbitrary<Experiment> EXPERIMENTS =
      Combinators.combine(IDS, TOKENS, Arbitraries.integers(), PROPOSALS, IDS.optional(), TIMES)
          .as(Experiment::new);

  private static final Arbitrary<LedgerRow> ROWS =
      Combinators.combine(
              TEXTS,
              METRICS.optional().map(Events::optionalDouble),
              METRICS.optional().map(Events::optionalDouble),
              Arbitraries.of(Status.class),
              TEXTS)
          .as(LedgerRow::new);
  private static final Arbitrary<ImportedRow> IMPORTED_ROWS =
      Combinators.combine(TEXTS, TEXTS, Arbitraries.integers(), ROWS, TEXTS, KNOBS)
          .as(ImportedRow::new);

  private Events() {}

  /** By event type, in no particular order. */
  static Map<Class<? extends Event>, Arbitrary<? extends Event>> byType() {
    Map<Class<? extends Event>, Arbitrary<? extends Event>> types = new LinkedHashMap<>();
    types.put(
        Event.CampaignStarted.class,
        Combinators.combine(TEXTS, TEXTS, TEXTS, KNOBS, LIMITS, TIMES)
            .as(Event.CampaignStarted::new));
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
        Combinators.combine(IDS, TOKENS, PROPOSALS, IDS.optional(), NUMBERS, TIMES)
            .as(Event.ExperimentAssigned::new));
    types.put(
        Event.ProposalQueued.class,
        Combinators.combine(
                MACHINES,
                Arbitraries.integers(),
                PROPOSALS,
                Arbitraries.of(true, false),
                TIMES.optional(),
                TIMES)
            .as(Event.ProposalQueued::new));
    types.put(
        Event.ProposalDropped.class,
        Combinators.combine(MACHINES, Arbitraries.integers(), TEXTS, TIMES)
            .as(Event.ProposalDropped::new));
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
        Combinators.combine(
                EXPERIMENTS,
                TEXTS,
                OUTCOMES,
                METRICS.list().ofMaxSize(5),
                Combinators.combine(METRICS, METRICS).as(Comparison::new).optional(),
                VERDICTS,
                Arbitraries.integers(),
                TIMES)
            .as(Event.ExperimentJudged::new));
    types.put(
        Event.RungMeasured.class,
        Combinators.combine(
                EXPERIMENTS,
                TEXTS,
                OUTCOMES,
                Combinators.combine(METRICS, METRICS).as(Comparison::new).optional(),
                NOISES,
                TIMES)
            .as(Event.RungMeasured::new));
    types.put(
        Event.BranchAdvanced.class,
        Combinators.combine(
                IDS,
                PROPOSALS,
                TEXTS,
                SAMPLES,
                METRICS.optional().map(Events::optionalDouble),
                Arbitraries.integers(),
                Arbitraries.of(true, false),
                TIMES)
            .as(Events::advanced));
    types.put(Event.CampaignPaused.class, TIMES.map(Event.CampaignPaused::new));
    types.put(Event.CampaignResumed.class, TIMES.map(Event.CampaignResumed::new));
    types.put(
        Event.MachinePaused.class,
        Combinators.combine(MACHINES, TIMES).as(Event.MachinePaused::new));
    types.put(
        Event.MachineResumed.class,
        Combinators.combine(MACHINES, TIMES).as(Event.MachineResumed::new));
    types.put(
        Event.OfflineRunsAnnounced.class,
        Combinators.combine(MACHINES, TEXTS.optional(), TIMES).as(Event.OfflineRunsAnnounced::new));
    types.put(
        Event.OfflineRunTaken.class,
        Combinators.combine(IDS, TEXTS, Arbitraries.integers().between(1, 9_999), TEXTS, TIMES)
            .as(Event.OfflineRunTaken::new));
    types.put(
        Event.LoopApproved.class, Combinators.combine(MACHINES, TIMES).as(Event.LoopApproved::new));
    types.put(
        Event.RunMeasured.class,
        Combinators.combine(IDS, TOKENS, SIDES, TEXTS, MEASURED, SAMPLES.optional(), NOISES, TIMES)
            .as(Event.RunMeasured::new));
    types.put(
        Event.ConfirmationOrdered.class,
        Combinators.combine(IDS, TOKENS, SIDES, TEXTS, TIMES).as(Event.ConfirmationOrdered::new));
    types.put(
        Event.EvidenceRecorded.class,
        Combinators.combine(IDS, TOKENS, TEXTS, OUTCOMES, TEXTS, TIMES)
            .as(Event.EvidenceRecorded::new));
    types.put(
        Event.LedgerImported.class,
        Combinators.combine(MACHINES, TEXTS, TEXTS, IMPORTED_ROWS.list().ofMaxSize(3), TIMES)
            .as(Event.LedgerImported::new));
    return types;
  }

  private static Event.BranchAdvanced advanced(
      ExperimentId id,
      Proposal proposal,
      String commit,
      Sample sample,
      OptionalDouble memory,
      int rows,
      boolean realWin,
      Instant at) {
    return new Event.BranchAdvanced(
        id, proposal, new Head(id, commit, sample, memory, rows, at), realWin, at);
  }

  private static OptionalDouble optionalDouble(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static OptionalInt optionalInt(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
