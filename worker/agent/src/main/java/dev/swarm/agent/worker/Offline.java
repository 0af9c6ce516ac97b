package dev.swarm.agent.worker;

import dev.swarm.agent.wire.OfflineWire;
import dev.swarm.agent.wire.OwnSearchWire;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineReceipt;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.offline.OfflineSearch;
import dev.swarm.shared.offline.OfflineVerdict;
import dev.swarm.shared.search.Seeds;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.wire.OutcomeWire;
import dev.swarm.wire.ProposalWire;
import dev.swarm.wire.StandingWire;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a worker does by itself while it can't reach a coordinator, and what of it is still to be
 * told: it judges what it had been given, searches, and advances its branch, all provisionally. One
 * thread, the worker's loop. Every run is on disk before anything follows from it, and all else
 * follows from the runs, so a worker that was killed goes on where it was.
 */
final class Offline {
  /** Tokens are above that, so nobody takes such a run for one that was handed out. */
  private static final long NO_TOKEN = 0;

  private final MachineName machine;
  private final String hardwareClass;
  private final OfflineFolder folder;
  private final Clock clock;
  private final Consumer<String> say;
  private DesiredState remembered = DesiredState.getDefaultInstance();
  private int rememberedRows;
  private Optional<Series> series = Optional.empty();

  /**
   * @param say where people hear sentences
   * @throws IOException when what an earlier life left can't be read
   */
  Offline(WorkerOptions options, OfflineFolder folder, Clock clock, Consumer<String> say)
      throws IOException {
    this.machine = options.machine();
    this.hardwareClass = options.hardwareClass();
    this.folder = folder;
    this.clock = clock;
    this.say = say;
    this.series = folder.series().map(Series::new);
  }

  /** One time without a coordinator, and how far it was thought through in this life. */
  private final class Series {
    final String name;
    final DesiredState told;
    final List<ReportedOutcome> outcomes;
    final List<OfflineRun> runs;
    OfflineSearch search;
    int thoughtThrough;
    int taken;
    int verdicts;
    int said;
    boolean rests;

    Series(OfflineFolder.Series found) {
      name = found.name();
      told = found.told();
      outcomes = found.outcomes();
      runs = new ArrayList<>(found.runs());
      search = beginning();
      // What an earlier life made of its runs, it has said.
      said = runs.isEmpty() ? 0 : Integer.MAX_VALUE;
    }

    OfflineSearch beginning() {
      CampaignFile file = CampaignFile.parse(told.getCampaign().getFile());
      return OfflineSearch.begin(
          file,
          hardwareClass,
          StandingWire.standing(machine, told.getStanding()),
          OwnSearchWire.search(file, told),
          StandingWire.trial(told.getStanding().getTrial()),
          told.getAssignmentsList().stream()
              .map(
                  each ->
                      new OfflineSearch.Leased(
                          each.getExperiment(), ProposalWire.proposal(each.getProposal())))
              .toList());
    }

    long beganAt() {
      return Long.parseLong(name);
    }

    long lastEndedAt() {
      return runs.isEmpty() ? beganAt() : runs.get(runs.size() - 1).getEndedAtMs();
    }

    int count() {
      return runs.stream().mapToInt(OfflineRun::getNumber).max().orElse(0);
    }

    Optional<OfflineRun> next() {
      return runs.stream().filter(each -> each.getNumber() == taken + 1).findFirst();
    }

    /** A new name, digits after the last dash as in every experiment's ref, yet none of those. */
    String nextName() {
      return "%s-%s%05d".formatted(machine, name, runs.size() + 1);
    }
  }

  /** What an earlier life heard last. */
  Optional<DesiredState> told() throws IOException {
    return series.isPresent() ? Optional.of(series.get().told) : folder.told();
  }

  /**
   * Remembers what the coordinator says, in case that it is gone later.
   *
   * @param ledger all of its rows
   */
  void remember(DesiredState told, Collection<LedgerEntry> ledger) throws IOException {
    DesiredState lasting = told.toBuilder().clearLedger().clearAcknowledged().build();
    if (!lasting.equals(remembered) || ledger.size() != rememberedRows) {
      folder.remember(lasting, ledger);
      remembered = lasting;
      rememberedRows = ledger.size();
    }
  }

  /** Whether the worker is on its own, or has not told yet of when it was. */
  boolean isOpen() {
    return series.isPresent();
  }

  /**
   * Begins to be on its own, if the coordinator lets it.
   *
   * @param told its last word
   * @param ledger all of its rows
   * @return whether what was handed out has ended, so that it could begin
   */
  boolean begin(DesiredState told, Collection<LedgerEntry> ledger, Outbox outbox)
      throws IOException {
    List<HeldExperiment> given = told.getAssignmentsList().stream().map(Device::held).toList();
    if (!told.hasStanding() || !given.stream().allMatch(outbox::holds)) {
      return false;
    }
    series =
        Optional.of(
            new Series(
                folder.begin(
                    Long.toString(clock.millis()),
                    told,
                    ledger,
                    outbox.all().stream()
                        .filter(each -> given.contains(each.getHeld()))
                        .toList())));
    say.accept("There is no coordinator, so this machine goes on with the search by itself.");
    return true;
  }

  /** Puts a branch where it stood when this began; everything since is thought through again. */
  void rebuild(LocalBranch branch) {
    if (series.isPresent()) {
      branch.follow(series.get().told);
      series.get().search = series.get().beginning();
      series.get().thoughtThrough = 0;
      series.get().verdicts = 0;
    }
  }

  /** Judges what has ended. */
  void judge(LocalBranch branch) {
    Series now = series.orElseThrow();
    while (true) {
      Optional<OfflineSearch.Leased> awaited = now.search.awaits();
      if (awaited.isPresent()) {
        took(now, branch, leased(now, awaited.get()), now.beganAt());
      } else if (now.thoughtThrough < now.runs.size()) {
        OfflineRun run = now.runs.get(now.thoughtThrough++);
        took(now, branch, OfflineWire.run(run), run.getEndedAtMs());
      } else {
        now.said = now.verdicts;
        return;
      }
    }
  }

  private void took(
      Series now, LocalBranch branch, dev.swarm.shared.offline.OfflineRun run, long endedAt) {
    OfflineSearch.Step step = now.search.took(run);
    now.search = step.after();
    step.verdict()
        .ifPresent(
            verdict -> {
              branch.advanceProvisionally(verdict, endedAt);
              if (++now.verdicts > now.said) {
                say.accept(sentence(verdict));
              }
            });
  }

  private static String sentence(OfflineVerdict verdict) {
    return "%s for now: %s (%s) %s"
        .formatted(
            verdict.verdict().status().text(),
            verdict.experiment(),
            verdict.proposal().description(),
            verdict.verdict().reason());
  }

  /** What had been handed out runs as it was told to, and is reported as ever. */
  private static dev.swarm.shared.offline.OfflineRun leased(
      Series now, OfflineSearch.Leased awaited) {
    ReportedOutcome outcome =
        now.outcomes.stream()
            .filter(each -> each.getHeld().getExperiment().equals(awaited.experiment()))
            .findFirst()
            .orElseThrow();
    return new dev.swarm.shared.offline.OfflineRun(
        awaited.experiment(),
        awaited.proposal(),
        outcome.hasBase() ? Optional.of(outcome.getBase()) : Optional.empty(),
        Judgement.Side.CANDIDATE,
        outcome.getCommit(),
        OutcomeWire.outcome(outcome.getOutcome()));
  }

  /** What to run next; absent when there is nothing. */
  Optional<Assignment> next() {
    Series now = series.orElseThrow();
    String name = now.nextName();
    Optional<OfflineSearch.Task> next = now.search.next(name);
    if (next.isEmpty() && !now.rests) {
      say.accept("There is nothing more to run without the coordinator; waiting for it.");
    }
    now.rests = next.isEmpty();
    return next.map(
        task -> {
          Assignment.Builder assignment =
              Assignment.newBuilder()
                  .setExperiment(name)
                  .setToken(NO_TOKEN)
                  .setAttempt(1)
                  .setProposal(OfflineWire.proposal(task.toRun()))
                  .setAssignedAtMs(now.lastEndedAt())
                  .setSeed(Seeds.ofRun(now.told.getStanding().getSeed(), name, 1));
          task.base().ifPresent(assignment::setBase);
          return assignment.build();
        });
  }

  /** Whether a run is the worker's own. */
  boolean owns(HeldExperiment held) {
    return held.getToken() == NO_TOKEN;
  }

  /** The metric that a run of its own has to beat. */
  OptionalDouble incumbent() {
    return series
        .map(now -> OptionalDouble.of(now.search.standing().head().incumbent().sample().mean()))
        .orElse(OptionalDouble.empty());
  }

  /** Keeps the outcome of its own run; one that the machine failed is of no interest to others. */
  void add(ReportedOutcome report) throws IOException {
    Series now = series.orElseThrow();
    OfflineSearch.Task task = now.search.next(now.nextName()).orElseThrow();
    OfflineRun.Builder run =
        OfflineRun.newBuilder()
            .setNumber(report.getOutcome().hasInterrupted() ? 0 : now.count() + 1)
            .setExperiment(task.experiment())
            .setProposal(OfflineWire.proposal(task.proposal()))
            .setIncumbent(task.side() == Judgement.Side.INCUMBENT)
            .setCommit(report.getCommit())
            .setRef(report.getRef())
            .setOutcome(report.getOutcome())
            .setEndedAtMs(clock.millis());
    task.base().ifPresent(run::setBase);
    folder.add(now.name, now.runs.size() + 1, run.build());
    now.runs.add(run.build());
  }

  /** Takes in what is durable at the coordinator. */
  void heard(OfflineReceipt receipt) {
    series
        .filter(now -> now.name.equals(receipt.getSeries()))
        .ifPresent(now -> now.taken = Math.max(now.taken, receipt.getTaken()));
  }

  /** Whether the coordinator has all of it and has said so. */
  boolean isTold(DesiredState desired) {
    return series
        .filter(now -> now.name.equals(desired.getOffline().getSeries()))
        .filter(now -> now.taken >= now.count())
        .isPresent();
  }

  /**
   * The worker does what it is told to again.
   *
   * @param ledger all rows that the coordinator gave
   */
  void end(Collection<LedgerEntry> ledger) throws IOException {
    Series ended = series.orElseThrow();
    FinalNames.of(ended.runs, ledger).forEach(say);
    folder.end(ended.name);
    series = Optional.empty();
  }

  /** The refs that the coordinator will ask the hub for. */
  List<String> refs() {
    return series.stream()
        .flatMap(now -> now.runs.stream().filter(run -> run.getNumber() > now.taken))
        .map(OfflineRun::getRef)
        .toList();
  }

  /**
   * What there is to tell. What had been handed out is told of first, in the same message.
   *
   * @param refsInHub of commits that are there
   */
  Optional<OfflineHistory> history(Outbox outbox, Set<String> refsInHub) {
    if (series.isEmpty()) {
      return Optional.empty();
    }
    Series now = series.get();
    OfflineHistory.Builder history =
        OfflineHistory.newBuilder()
            .setSeries(now.name)
            .setTenure(now.told.getStanding().getTenure());
    boolean isFirstTold = outbox.reportable(refsInHub).size() == outbox.all().size();
    now.next()
        .filter(run -> isFirstTold && refsInHub.contains(run.getRef()))
        .ifPresent(history::setNext);
    return Optional.of(history.build());
  }
}
