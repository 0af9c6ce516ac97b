package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Status;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Has seen every run with its own eyes, and holds what the journal says against it: which runs a
 * verdict rests on, what the policy makes of them, whether anything acknowledged is missing.
 */
final class Witness {
  private static final double NEGLIGIBLE = 1e-6;

  private final Checks checks;
  private final Hub hub;
  private final CampaignFile file;

  /** By token, until its worker was told that its outcome is in the journal. */
  private final Map<Long, Run> runs = new HashMap<>();

  /** Tokens whose outcome is in the journal. */
  private final BitSet settled = new BitSet();

  private final Map<MachineName, Book> books = new HashMap<>();

  /** The present token of everything assigned. */
  private final Map<ExperimentId, Long> tokens = new HashMap<>();

  private final Solitudes solitudes;

  /** The own run that the present command tells of, once it is taken in. */
  private Told taken;

  /** What the policy said of the experiment that has just been judged. */
  private Judgement judgement;

  Witness(Checks checks, Hub hub, CampaignFile file) {
    this.checks = checks;
    this.hub = hub;
    this.file = file;
    this.solitudes = new Solitudes(checks);
  }

  /** A worker starts a run. */
  void started(Run run) {
    int token = (int) run.held().token();
    if (!settled.get(token)) {
      runs.put(run.held().token(), run);
    }
  }

  /** A machine has made a run by itself, and will tell of it. */
  void madeAlone(MachineName machine, String series, int number, Run run) {
    solitudes.made(machine, series, number, run);
  }

  /** A worker forgets what it did by itself. */
  void forgotten(Series series) {
    solitudes.forgotten(series);
  }

  /**
   * What a command says of a run.
   *
   * @param run null where nobody saw it begin
   */
  private record Told(
      ExperimentId id, long token, Optional<ExperimentId> base, Run run, Outcome outcome) {}

  /** A command's events follow, one after the other. */
  void hears() {
    taken = null;
  }

  /** An event has become durable, as a part of what followed from a command. */
  void durable(Command command, Event event, Campaign after) {
    checks.that(
        Invariant.LEASES_CHANGE_NO_TOKEN,
        !(command instanceof Command.ExpireLease) || event instanceof Event.LeaseExpired,
        event);
    if (event instanceof Event.ExperimentAssigned assigned) {
      tokens.put(assigned.id(), assigned.token());
      bringsWhatItNames(assigned);
    } else if (event instanceof Event.ExperimentHandedOutAgain again) {
      if (again.interrupted()) {
        settle(told(command, again.id()).token());
      } else {
        isNotHeld(command, again);
      }
      tokens.put(again.id(), again.token());
    } else if (event instanceof Event.OfflineRunTaken own) {
      tookOwn(command, own);
    } else if (event instanceof Event.ConfirmationOrdered order) {
      confirmed(command, order, after);
    } else if (event instanceof Event.ExperimentWithdrawn withdrawn) {
      tokens.remove(withdrawn.id());
      book(withdrawn, after).withdrawn(withdrawn.id());
    } else if (event instanceof Event.RunMeasured run) {
      measured(command, run, after);
    } else if (event instanceof Event.RungMeasured run) {
      onRung(command, run);
    } else if (event instanceof Event.ExperimentJudged judged) {
      judged(command, judged, after);
    } else if (event instanceof Event.BranchAdvanced advanced) {
      advanced(advanced, after);
    } else if (event instanceof Event.EvidenceRecorded evidence) {
      recorded(command, evidence);
    }
  }

  private void bringsWhatItNames(Event.ExperimentAssigned event) {
    Optional<Transplant> transplant =
        event.proposal().transplant().filter(each -> event.proposal().edit().patch().isPresent());
    if (transplant.isPresent()) {
      Set<Integer> named = new TreeSet<>();
      for (Transplant.Part part : transplant.get().parts()) {
        part.edit().patch().map(hub::brought).ifPresent(named::addAll);
      }
      checks.that(
          Invariant.PATCHES_BRING_WHAT_THEY_NAME,
          named.equals(hub.brought(event.proposal().edit().patch().get())),
          event);
    }
  }

  private void tookOwn(Command command, Event.OfflineRunTaken event) {
    Run run = solitudes.taken(command, event);
    Command.TakeOfflineRun own = (Command.TakeOfflineRun) command;
    run.ranOn(own.run().base().flatMap(solitudes::named));
    taken =
        new Told(event.id(), tokens.getOrDefault(event.id(), 0L), run.base(), run, run.outcome());
  }

  /** What ran with another budget than the ratchet's decides nothing. */
  private void onRung(Command command, Event.RungMeasured event) {
    Run run = counted(command, event.id(), event).run();
    checks.that(
        Invariant.EVIDENCE_IS_WHAT_RAN,
        event.outcome() == run.outcome()
            && event.commit().equals(run.commit())
            && run.rung().equals(event.experiment().proposal().rung())
            && event.experiment().base().equals(run.base()),
        event);
    tokens.remove(event.id());
    settle(run.held().token());
  }

  /** A report was answered: from here on its worker relies on that. */
  void answered(Command.ReportOutcome report, Reply reply) {
    if (reply instanceof Reply.Rejected rejected) {
      checks.that(
          Invariant.KNOWN_EXPERIMENTS_ONLY, rejected.code() == Reply.Code.OUT_OF_ORDER, report);
    } else {
      checks.that(
          Invariant.NOTHING_ACKNOWLEDGED_IS_LOST, settled.get((int) report.token()), report);
      runs.remove(report.token());
    }
  }

  /** Only what the worker that joins does not have is run again by it. */
  private void isNotHeld(Command command, Event.ExperimentHandedOutAgain again) {
    checks.that(
        Invariant.LEASES_CHANGE_NO_TOKEN,
        command instanceof Command.Join join
            && !join.held().contains(new Command.Held(again.id(), tokens.get(again.id()))),
        again);
  }

  private void measured(Command command, Event.RunMeasured event, Campaign after) {
    Told told = counted(command, event.id(), event);
    Run run = told.run();
    checks.that(
        Invariant.EVIDENCE_IS_WHAT_RAN,
        event.token() == told.token()
            && event.side() == run.side()
            && event.outcome() == run.outcome()
            && event.commit().equals(run.commit()),
        event);
    Book book = book(event, after);
    checks.that(
        Invariant.EVIDENCE_IS_WHAT_RAN,
        book.runs(event.id()).isEmpty()
            || book.runs(event.id()).get(0).base().equals(run.base())
            || run.side() == Judgement.Side.INCUMBENT,
        event);
    book.add(event.id(), run);
    Sample head = event.incumbent().orElse(null);
    Sample known = book.head() == null ? null : book.sample(book.head()).orElseThrow();
    checks.that(
        Invariant.EVIDENCE_IS_WHAT_RAN,
        (head == null) == (known == null)
            && (head == null || head.runs() == known.runs() && close(head.mean(), known.mean()))
            && event.noise().degrees() == book.noise().degrees()
            && close(event.noise().squares(), book.noise().squares()),
        event);
    checks.that(Invariant.RUNGS_NEVER_RATCHET, run.rung().isEmpty(), event);
    settle(told.token());
  }

  private void confirmed(Command command, Event.ConfirmationOrdered order, Campaign after) {
    Book book = book(order, after);
    boolean isBaseline = book.head() == null;
    Told told = told(command, order.id());
    boolean asTold =
        isBaseline
            ? book.runs(order.id()).size() < file.keep().baselineRuns()
            : book.judge(order.id(), proposal(after, order), told.base(), false)
                    instanceof Judgement.RunAgain again
                && again.side() == order.side();
    checks.that(Invariant.VERDICT_IS_THE_POLICYS, asTold, order);
    book.confirmationOrdered();
    tokens.put(order.id(), order.token());
  }

  private void judged(Command command, Event.ExperimentJudged event, Campaign after) {
    ExperimentId id = event.id();
    Book book = book(event, after);
    // Where a machine went on by itself, what it left is judged by what there is.
    boolean isLeft = command instanceof Command.TakeOfflineRun && taken == null;
    Told told = isLeft ? null : told(command, id);
    if (!isLeft && !(told.outcome() instanceof Outcome.Interrupted)) {
      Run run = counted(command, id, event).run();
      boolean isFirst = book.runs(id).isEmpty();
      if (isFirst && run.outcome() instanceof Outcome.Measured) {
        book.add(id, run);
      }
      checks.that(
          Invariant.EVIDENCE_IS_WHAT_RAN,
          (!isFirst || event.commit().equals(run.commit()))
              && (event.experiment().isBaseline() || event.experiment().base().equals(run.base())),
          event);
      checks.that(Invariant.RUNGS_NEVER_RATCHET, run.rung().isEmpty(), event);
    }
    restsOnTheRuns(event, book.runs(id));
    judgement = null;
    if (event.outcome() instanceof Outcome.Measured && !event.experiment().isBaseline()) {
      boolean isLast = isLeft || !(told.outcome() instanceof Outcome.Measured);
      judgement = book.judge(id, event.experiment().proposal(), event.experiment().base(), isLast);
      boolean advances =
          judgement instanceof Judgement.Keep
              && event.experiment().base().equals(Optional.of(book.head()));
      checks.that(
          Invariant.VERDICT_IS_THE_POLICYS,
          !(judgement instanceof Judgement.RunAgain)
              && advances == (event.verdict().status() == Status.KEEP),
          event);
    }
    if (!isLeft) {
      settle(told.token());
    }
    tokens.remove(id);
    if (event.verdict().status() != Status.KEEP) {
      book.ended();
    }
  }

  private void restsOnTheRuns(Event.ExperimentJudged event, List<Run> runs) {
    boolean same = runs.size() == event.runs().size();
    for (int i = 0; same && i < runs.size(); i++) {
      same =
          runs.get(i).outcome() instanceof Outcome.Measured measured
              && measured.metric() == event.runs().get(i);
    }
    checks.that(Invariant.EVIDENCE_IS_WHAT_RAN, same, event);
  }

  private void advanced(Event.BranchAdvanced event, Campaign after) {
    Book book = book(event, after);
    Run first = book.runs(event.id()).get(0);
    if (book.head() != null) {
      checks.that(
          Invariant.ADVANCES_ONLY_TO_BETTER,
          judgement instanceof Judgement.Keep keep && keep.realWin() == event.realWin(),
          event);
    }
    Map<String, String> knobs = after.machines().get(event.machine()).branch().knobs();
    boolean same = event.head().commit().equals(first.commit());
    String[] ran = first.program().knobs();
    for (int i = 0; same && i < ran.length; i++) {
      same = ran[i].equals(knobs.get(SimulatedCampaign.KNOBS.get(i).name()));
    }
    Head head = event.head();
    Sample sample = book.sample(event.id()).orElseThrow();
    checks.that(
        Invariant.HEAD_IS_WHAT_RAN,
        same && head.sample().runs() == sample.runs() && close(head.metric(), sample.mean()),
        event);
    hub.push(head.commit(), first.program(), first.incumbent());
    book.advanced(event.id(), event.realWin());
  }

  /** Only what can't count is mere evidence. */
  private void recorded(Command command, Event.EvidenceRecorded event) {
    Told told = told(command, event.id());
    checks.that(
        Invariant.EVIDENCE_IS_WHAT_RAN,
        told.run() != null && event.outcome() == told.run().outcome(),
        event);
    Long current = tokens.get(event.id());
    checks.that(
        Invariant.LATE_WINS_COUNT,
        current == null
            || current != event.token()
            || !(event.outcome() instanceof Outcome.Measured),
        event);
    settle(event.token());
  }

  /** The run that a verdict counts: reported under the experiment's present token. */
  private Told counted(Command command, ExperimentId id, Event event) {
    Told told = told(command, id);
    checks.that(
        Invariant.STALE_TOKENS_NEVER_RATCHET,
        Long.valueOf(told.token()).equals(tokens.get(id)),
        event);
    checks.that(Invariant.EVIDENCE_IS_WHAT_RAN, told.run() != null, event);
    return told;
  }

  private Told told(Command command, ExperimentId id) {
    Told told = taken;
    if (command instanceof Command.ReportOutcome report) {
      told =
          new Told(
              report.id(),
              report.token(),
              report.base(),
              runs.get(report.token()),
              report.outcome());
    }
    checks.that(Invariant.EVIDENCE_IS_WHAT_RAN, told != null && told.id().equals(id), command);
    return told;
  }

  private void settle(long token) {
    settled.set((int) token);
  }

  private Book book(Event.OfMachine event, Campaign after) {
    return books.computeIfAbsent(
        event.machine(),
        name -> new Book(file.forClass(after.machines().get(name).membership().hardwareClass())));
  }

  private static Proposal proposal(Campaign after, Event.OfExperiment event) {
    return after.machines().get(event.machine()).workload().running().orElseThrow().proposal();
  }

  private static boolean close(double one, double other) {
    return Math.abs(one - other) <= NEGLIGIBLE * Math.abs(other);
  }
}
