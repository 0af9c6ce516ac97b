package dev.swarm.shared.offline;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.KnobRepair;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.KeepPolicy;
import dev.swarm.shared.verdict.Metrics;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a machine does that is left alone: first it judges what had been handed out to it, then it
 * goes on with the search's own proposals, by the same policy and the same search as the
 * coordinator, and mends what has crashed as that would. Immutable and pure: the same standing and
 * the same runs always lead here again, so a worker that was killed goes on where it was, and the
 * coordinator comes to the same verdicts.
 */
public final class OfflineSearch {
  private final CampaignFile file;
  private final String hardwareClass;
  private final Standing standing;
  private final OwnSearch search;
  private final Optional<Proposal> mended;
  private final Trial trial;
  private final List<Leased> leased;
  private final Optional<UnderWay> underWay;
  private final int interruptions;

  private OfflineSearch(
      CampaignFile file,
      String hardwareClass,
      Standing standing,
      OwnSearch search,
      Optional<Proposal> mended,
      Trial trial,
      List<Leased> leased,
      Optional<UnderWay> underWay,
      int interruptions) {
    this.file = file;
    this.hardwareClass = hardwareClass;
    this.standing = standing;
    this.search = search;
    this.mended = mended;
    this.trial = trial;
    this.leased = leased;
    this.underWay = underWay;
    this.interruptions = interruptions;
  }

  /** An experiment that the coordinator had handed out, which has no verdict yet. */
  public record Leased(String experiment, Proposal proposal) {}

  /** An experiment that needs another run. */
  private record UnderWay(
      String experiment, Proposal proposal, Optional<String> base, Trial trial) {}

  /**
   * What to run.
   *
   * @param proposal of the experiment
   * @param toRun what of it changes something: nothing where its incumbent runs
   * @param base what it is made on
   */
  public record Task(
      String experiment,
      Proposal proposal,
      Proposal toRun,
      Optional<String> base,
      Judgement.Side side) {}

  /**
   * After a run.
   *
   * @param verdict that it led to; absent where another run is needed, or nothing is to be judged
   */
  public record Step(OfflineSearch after, Optional<OfflineVerdict> verdict) {}

  /**
   * A machine is left alone.
   *
   * @param file the campaign's, for all classes
   * @param standing as the coordinator said last
   * @param search the campaign's, and what it has learned from this machine
   * @param trial the runs so far of the first that was handed out
   * @param leased what was handed out and has no verdict, in order
   */
  public static OfflineSearch begin(
      CampaignFile file,
      String hardwareClass,
      Standing standing,
      OwnSearch search,
      Trial trial,
      List<Leased> leased) {
    return new OfflineSearch(
        file,
        hardwareClass,
        standing,
        search,
        Optional.empty(),
        trial,
        List.copyOf(leased),
        Optional.empty(),
        0);
  }

  /** Where the branch stands by now, as far as the machine can tell. */
  public Standing standing() {
    return standing;
  }

  /** What was handed out, whose outcome is to be taken before anything else is run. */
  public Optional<Leased> awaits() {
    return underWay.isPresent() ? Optional.empty() : leased.stream().findFirst();
  }

  /**
   * The next run; absent while {@link #awaits} something, and when there is nothing to try, no
   * experiment left, or the machine has failed too often in a row.
   *
   * @param name of the experiment, should it be a new one
   */
  public Optional<Task> next(String name) {
    int patience = file.forClass(hardwareClass).retries().infrastructure();
    if (interruptions >= patience || awaits().isPresent()) {
      return Optional.empty();
    }
    if (underWay.isPresent()) {
      return underWay.map(OfflineSearch::again);
    }
    if (standing.left().isPresent() && standing.left().getAsInt() <= 0) {
      return Optional.empty();
    }
    return mended
        .or(() -> search.propose(file, standing))
        .map(
            proposal ->
                new Task(
                    name,
                    proposal,
                    proposal,
                    Optional.of(standing.head().experiment()),
                    Judgement.Side.CANDIDATE));
  }

  /** Takes a run in: of what {@link #awaits}, or of what {@link #next} gave. */
  public Step took(OfflineRun run) {
    Optional<Leased> awaited = awaits().filter(each -> each.experiment().equals(run.experiment()));
    if (awaited.isPresent()) {
      OfflineSearch begun =
          new OfflineSearch(
              file,
              hardwareClass,
              standing,
              search,
              mended,
              Trial.NEW,
              leased.subList(1, leased.size()),
              Optional.of(new UnderWay(run.experiment(), run.proposal(), run.base(), trial)),
              interruptions);
      // What is measured on another rung is no matter of the branch's.
      return run.proposal().rung().isPresent() ? begun.decided(Optional.empty()) : begun.judge(run);
    }
    if (underWay.filter(each -> each.experiment().equals(run.experiment())).isPresent()) {
      return judge(run);
    }
    UnderWay own = new UnderWay(run.experiment(), run.proposal(), run.base(), Trial.NEW);
    return with(standing.begun(run.proposal()))
        .mending(Optional.empty())
        .with(Optional.of(own), interruptions)
        .judge(run);
  }

  private Step judge(OfflineRun run) {
    UnderWay experiment = underWay.orElseThrow();
    Outcome outcome = Metrics.checked(run.outcome());
    if (outcome instanceof Outcome.Interrupted) {
      return new Step(with(underWay, interruptions + 1), Optional.empty());
    }
    if (outcome instanceof Outcome.Crashed crashed) {
      return crashed(experiment, run, crashed);
    }
    Outcome.Measured measured = (Outcome.Measured) outcome;
    boolean isFirst = experiment.trial().first().isEmpty();
    OfflineSearch known = isFirst ? this : measured(experiment, run.commit(), measured);
    Trial runs =
        isFirst
            ? experiment.trial().measured(run.commit(), measured)
            : known.underWay.orElseThrow().trial();
    Judgement judgement =
        known.judgement(experiment, runs, known.standing.isHead(experiment.base()));
    if (judgement instanceof Judgement.RunAgain again) {
      OfflineSearch repeated = isFirst ? measured(experiment, run.commit(), measured) : known;
      return new Step(
          repeated.with(Optional.of(underWay(experiment, runs.runningAgain(again.side()))), 0),
          Optional.empty());
    }
    return known.settled(experiment, runs, judgement);
  }

  /** A run that does not stand alone. */
  private OfflineSearch measured(UnderWay experiment, String commit, Outcome.Measured run) {
    Trial before = experiment.trial();
    Sample head = standing.head().incumbent().sample();
    Trial after = before.side() == Judgement.Side.CANDIDATE ? before.measured(commit, run) : before;
    return with(standing.repeated(policy().repeated(before, head, run.metric())))
        .with(Optional.of(underWay(experiment, after)), interruptions);
  }

  /** A crash ends an experiment, unless it was its incumbent that crashed. */
  private Step crashed(UnderWay experiment, OfflineRun run, Outcome.Crashed crashed) {
    Trial runs = experiment.trial();
    if (runs.side() == Judgement.Side.INCUMBENT && runs.first().isPresent()) {
      return settled(experiment, runs, judgement(experiment, runs, false));
    }
    if (crashed.kind().equals(Metrics.NO_CHANGE) && runs.first().isEmpty()) {
      return decided(Optional.empty());
    }
    OfflineSearch after = learning(experiment, crashed).mending(mended(experiment, crashed));
    return after.decided(
        Optional.of(
            new OfflineVerdict(
                experiment.experiment(),
                experiment.proposal(),
                run.commit(),
                crashed,
                new Verdict(Status.CRASH, crashed.reason()))));
  }

  /** As the coordinator would mend it; what others thought of is left to it. */
  private Optional<Proposal> mended(UnderWay experiment, Outcome.Crashed crashed) {
    boolean isOwn =
        experiment.proposal().origin() == Origin.SEARCH
            && experiment.proposal().transplant().isEmpty();
    return isOwn && standing.isHead(experiment.base())
        ? KnobRepair.afterCrash(
                experiment.experiment(),
                experiment.proposal(),
                crashed,
                file.forClass(hardwareClass).retries().repairs(),
                file.knobs(),
                standing.knobs())
            .filter(each -> !standing.tried().contains(each.edit()))
        : Optional.empty();
  }

  /** Of what ran on an older head the knobs are not known. */
  private OfflineSearch learning(UnderWay experiment, Outcome outcome) {
    if (!standing.isHead(experiment.base())) {
      return this;
    }
    Map<String, String> configuration = new TreeMap<>(standing.knobs());
    configuration.putAll(experiment.proposal().edit().knobs());
    return with(search.judged(file, configuration, outcome));
  }

  private Step settled(UnderWay experiment, Trial runs, Judgement judgement) {
    Trial.FirstRun first = runs.first().orElseThrow();
    Sample sample = runs.sample().orElseThrow();
    boolean advances = judgement instanceof Judgement.Keep && standing.isHead(experiment.base());
    Outcome mean = Metrics.mean(first.outcome(), sample);
    OfflineSearch learned = learning(experiment, mean);
    OfflineVerdict verdict =
        new OfflineVerdict(
            experiment.experiment(),
            experiment.proposal(),
            first.commit(),
            mean,
            new Verdict(advances ? Status.KEEP : Status.DISCARD, judgement.reason()));
    if (!advances) {
      return learned.decided(Optional.of(verdict));
    }
    Standing.Head next =
        new Standing.Head(
            experiment.experiment(), new Incumbent(sample, first.outcome().memoryMib()));
    boolean realWin = ((Judgement.Keep) judgement).realWin();
    return learned
        .with(standing.advanced(file.direction(), next, experiment.proposal(), realWin))
        .mending(Optional.empty())
        .decided(Optional.of(verdict));
  }

  private Judgement judgement(UnderWay experiment, Trial runs, boolean more) {
    return standing
        .incumbentOf(experiment.base())
        .map(
            incumbent ->
                policy()
                    .judge(runs, incumbent, experiment.proposal().transplant().isPresent(), more))
        .orElseGet(() -> new Judgement.Discard("It ran on what is no head any more."));
  }

  private KeepPolicy policy() {
    return new KeepPolicy(
        file.direction(), file.forClass(hardwareClass).keep(), standing.yardstick());
  }

  private static Task again(UnderWay experiment) {
    Judgement.Side side = experiment.trial().side();
    return new Task(
        experiment.experiment(),
        experiment.proposal(),
        side == Judgement.Side.CANDIDATE
            ? experiment.proposal()
            : experiment.proposal().ofIncumbent(experiment.experiment()),
        experiment.base(),
        side);
  }

  private Step decided(Optional<OfflineVerdict> verdict) {
    return new Step(with(Optional.empty(), 0), verdict);
  }

  private static UnderWay underWay(UnderWay experiment, Trial runs) {
    return new UnderWay(experiment.experiment(), experiment.proposal(), experiment.base(), runs);
  }

  private OfflineSearch with(Standing changed) {
    return new OfflineSearch(
        file, hardwareClass, changed, search, mended, trial, leased, underWay, interruptions);
  }

  private OfflineSearch with(OwnSearch changed) {
    return new OfflineSearch(
        file, hardwareClass, standing, changed, mended, trial, leased, underWay, interruptions);
  }

  private OfflineSearch mending(Optional<Proposal> next) {
    return new OfflineSearch(
        file, hardwareClass, standing, search, next, trial, leased, underWay, interruptions);
  }

  private OfflineSearch with(Optional<UnderWay> changed, int inARow) {
    return new OfflineSearch(
        file, hardwareClass, standing, search, mended, trial, leased, changed, inARow);
  }
}
