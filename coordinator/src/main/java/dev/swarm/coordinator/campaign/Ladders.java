package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.KeepRules;
import dev.swarm.shared.campaign.Ladder;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Metrics;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The scale ladder of a machine. New ideas begin on a low rung; the best of each rung are promoted
 * to the next, as soon as there are enough to choose from. On the ratchet's rung they are ordinary
 * experiments. What the ratchet kept is measured again above it, against the head before it, to see
 * whether the win holds at scale. On each rung a head is measured before anything is compared with
 * it, and nothing on a rung ever moves the branch.
 */
final class Ladders {
  private Ladders() {}

  /** What a machine runs next, and on which of its heads. */
  record Next(Proposal proposal, ExperimentId base) {}

  /** The next experiment on a machine's ladder; absent where its search has none. */
  static Optional<Next> next(
      Campaign campaign, Machine machine, Ladder ladder, SplittableRandom random) {
    Settings settings = campaign.settings().orElseThrow();
    CampaignFile file = settings.file();
    Head head = machine.branch().head().orElseThrow();
    for (int rung = ladder.rungs().size() - 2; rung >= ladder.minEarlyStoppingRate(); rung--) {
      RungResults results = machine.rungs().on(ladder.rungs().get(rung).name());
      for (RungResults.Result best :
          results.promotable(file.direction(), ladder.reductionFactor())) {
        Optional<Next> next =
            rung >= ladder.ratchet()
                ? atScale(settings, machine, ladder.rungs().get(rung + 1), best)
                : promoted(settings, machine, ladder, rung + 1, best, head);
        if (next.isPresent()) {
          return next;
        }
      }
    }
    return Ideas.next(campaign, machine, random)
        .map(idea -> lowest(settings, machine, ladder, idea, head));
  }

  /** A new idea begins on the lowest rung that its head can be measured on. */
  private static Next lowest(
      Settings settings, Machine machine, Ladder ladder, Proposal idea, Head head) {
    for (int rung = ladder.minEarlyStoppingRate(); rung < ladder.ratchet(); rung++) {
      Ladder.Rung place = ladder.rungs().get(rung);
      if (!isBroken(machine, place, head.experiment())) {
        return measureFirst(settings, machine, place, head.experiment())
            .orElseGet(
                () ->
                    new Next(
                        idea.at(new Climb(Optional.of(place.name()), Optional.empty())),
                        head.experiment()));
      }
    }
    return new Next(idea, head.experiment());
  }

  /** One of the best of a rung below the ratchet, on the next rung. */
  private static Optional<Next> promoted(
      Settings settings,
      Machine machine,
      Ladder ladder,
      int rung,
      RungResults.Result best,
      Head head) {
    Map<String, String> knobs = machine.branch().knobs();
    Edit rest = Assignments.changing(best.proposal().edit(), knobs);
    if (rest.isNothing()) {
      return Optional.empty();
    }
    Ladder.Rung place = ladder.rungs().get(rung);
    boolean isRatchet = rung == ladder.ratchet();
    if (!isRatchet && !isBroken(machine, place, head.experiment())) {
      Optional<Next> first = measureFirst(settings, machine, place, head.experiment());
      if (first.isPresent()) {
        return first;
      }
    }
    Climb climb =
        new Climb(
            isRatchet ? Optional.empty() : Optional.of(place.name()),
            Optional.of(best.experiment()));
    Proposal proposal =
        Assignments.adapted(best.proposal(), rest, knobs)
            .because("It is among the best on the rung below, as %s.".formatted(best.experiment()))
            .at(climb);
    return Optional.of(new Next(proposal, head.experiment()));
  }

  /** A head that the ratchet kept, above it; first the head before it, unless that is known. */
  private static Optional<Next> atScale(
      Settings settings, Machine machine, Ladder.Rung place, RungResults.Result win) {
    ExperimentId before = win.base().orElseThrow();
    if (isBroken(machine, place, before) || machine.branch().commitOf(before).isEmpty()) {
      return Optional.empty();
    }
    return measureFirst(settings, machine, place, before)
        .or(
            () ->
                Optional.of(
                    new Next(
                        incumbent(
                            place,
                            win.experiment(),
                            "Whether the win of %s holds there.".formatted(win.experiment()),
                            Optional.of(win.experiment())),
                        win.experiment())));
  }

  private static boolean isBroken(Machine machine, Ladder.Rung rung, ExperimentId head) {
    Optional<Sample> sample = machine.rungs().on(rung.name()).incumbents().get(head);
    return sample != null && sample.isEmpty();
  }

  /** A head that is still to be measured on a rung; twice where the noise is not known there. */
  private static Optional<Next> measureFirst(
      Settings settings, Machine machine, Ladder.Rung rung, ExperimentId head) {
    RungResults results = machine.rungs().on(rung.name());
    int runs =
        results.incumbents().getOrDefault(head, Optional.empty()).map(Sample::runs).orElse(0);
    long underWay =
        machine.workload().assigned().stream()
            .filter(each -> isBound(each.proposal()))
            .filter(each -> each.proposal().rung().equals(Optional.of(rung.name())))
            .filter(each -> each.base().equals(Optional.of(head)))
            .count();
    boolean isNoisy =
        results.noise().degrees() == 0
            && settings.file().keep().policy() != KeepRules.Policy.STRICT;
    return runs + underWay >= (isNoisy ? 2 : 1)
        ? Optional.empty()
        : Optional.of(
            new Next(
                incumbent(
                    rung, head, "What others are compared with on this rung.", Optional.empty()),
                head));
  }

  private static Proposal incumbent(
      Ladder.Rung rung, ExperimentId head, String reason, Optional<ExperimentId> from) {
    return new Proposal(
            Edit.NONE,
            "%s as it is, on rung %s".formatted(head, rung.name()),
            Origin.SEARCH,
            reason)
        .at(new Climb(Optional.of(rung.name()), from));
  }

  /** Takes in a run on another rung than the ratchet's: it is recorded and decides nothing here. */
  static void take(Draft draft, Experiment experiment, Command.ReportOutcome report) {
    Machine machine = draft.machine(experiment.id().machine());
    RungResults results = machine.rungs().on(experiment.proposal().rung().orElseThrow());
    Outcome outcome = Metrics.checked(report.outcome());
    Noise noise = results.noise();
    Optional<Comparison> comparison = Optional.empty();
    if (outcome instanceof Outcome.Measured measured) {
      Optional<Sample> before =
          experiment
              .base()
              .flatMap(base -> results.incumbents().getOrDefault(base, Optional.empty()));
      boolean isIncumbent = experiment.proposal().edit().isNothing();
      if (isIncumbent && before.isPresent()) {
        noise = noise.plus(before.get(), before.get().plus(measured.metric()));
      }
      Optional<Sample> against = isIncumbent ? sampleBefore(machine, results, experiment) : before;
      Noise now = noise;
      comparison =
          against.map(sample -> compared(draft.settings(), measured.metric(), sample, now));
    }
    draft.add(
        new Event.RungMeasured(
            experiment, report.commit(), outcome, comparison, noise, report.at()));
  }

  /** Of a head on this rung: what the head before it came to there. */
  private static Optional<Sample> sampleBefore(
      Machine machine, RungResults results, Experiment experiment) {
    return experiment
        .base()
        .flatMap(machine.branch()::before)
        .flatMap(before -> results.incumbents().getOrDefault(before, Optional.empty()));
  }

  private static Comparison compared(
      Settings settings, double metric, Sample incumbent, Noise noise) {
    OptionalDouble floor = noise.floor();
    return new Comparison(
        settings.file().direction().improvement(metric, incumbent.mean()),
        floor.orElse(Double.NaN) * Math.sqrt(1 + 1.0 / incumbent.runs()));
  }

  static Machine apply(Settings settings, Machine machine, Event event) {
    Optional<Ladder> ladder = of(settings, machine);
    if (ladder.isEmpty()) {
      return machine;
    }
    if (event instanceof Event.ExperimentAssigned assigned) {
      return climbed(machine, ladder.get(), assigned.proposal());
    }
    if (event instanceof Event.RungMeasured measured) {
      return machine.with(measured(machine, measured));
    }
    if (event instanceof Event.ExperimentJudged judged && !judged.experiment().isBaseline()) {
      String ratchet = ladder.get().rungs().get(ladder.get().ratchet()).name();
      RungResults.Result result =
          new RungResults.Result(
              judged.id(),
              judged.experiment().proposal(),
              judged.experiment().base(),
              metric(judged.outcome()),
              judged.verdict().status() == Status.KEEP,
              false);
      return machine.with(machine.rungs().with(ratchet, machine.rungs().on(ratchet).with(result)));
    }
    return machine;
  }

  private static Machine climbed(Machine machine, Ladder ladder, Proposal proposal) {
    Optional<ExperimentId> from = proposal.climb().flatMap(Climb::from);
    if (from.isEmpty()) {
      return machine;
    }
    List<String> names = new ArrayList<>(ladder.rungs().stream().map(Ladder.Rung::name).toList());
    int rung = proposal.rung().map(names::indexOf).orElse(ladder.ratchet());
    if (rung < 1) {
      return machine;
    }
    String below = names.get(rung - 1);
    return machine.with(machine.rungs().with(below, machine.rungs().on(below).climbed(from.get())));
  }

  private static Rungs measured(Machine machine, Event.RungMeasured event) {
    Rungs rungs = machine.rungs();
    String rung = event.experiment().proposal().rung().orElseThrow();
    RungResults results = rungs.on(rung);
    Optional<ExperimentId> base = event.experiment().base();
    boolean isIncumbent = event.experiment().proposal().edit().isNothing() && base.isPresent();
    RungResults after = results;
    if (isIncumbent) {
      after = results.measured(base.get(), metric(event.outcome()), event.noise());
    }
    boolean holds = event.comparison().filter(each -> each.gain() > 0).isPresent();
    boolean isIdea =
        !isIncumbent || event.experiment().proposal().climb().flatMap(Climb::from).isPresent();
    return rungs.with(
        rung,
        isIdea
            ? after.with(
                new RungResults.Result(
                    isIncumbent ? base.get() : event.id(),
                    event.experiment().proposal(),
                    isIncumbent ? machine.branch().before(base.get()) : base,
                    metric(event.outcome()),
                    !isIncumbent || holds,
                    false))
            : after);
  }

  private static OptionalDouble metric(Outcome outcome) {
    return outcome instanceof Outcome.Measured measured
        ? OptionalDouble.of(measured.metric())
        : OptionalDouble.empty();
  }

  /** The ladder that holds for a machine's class. */
  static Optional<Ladder> of(Settings settings, Machine machine) {
    return settings.file().forClass(machine.membership().hardwareClass()).ladder();
  }

  /** When a waiting experiment is of a certain head, and not of whichever is the newest. */
  static boolean isBound(Proposal proposal) {
    return proposal.rung().isPresent() && proposal.edit().isNothing();
  }

  /** Whether an experiment counts towards what was asked for: those on the ratchet's rung. */
  static boolean isCounted(Experiment experiment) {
    return !experiment.isBaseline() && experiment.proposal().rung().isEmpty();
  }
}
