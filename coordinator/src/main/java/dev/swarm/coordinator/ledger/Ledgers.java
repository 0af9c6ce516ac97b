package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.JournalReader;
import dev.swarm.coordinator.snapshot.Projection;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The read side: every judged experiment, by machine, in the order of its branch's ledger; beside
 * it what came too late to count, and what was imported. A projection of the journal that knows of
 * each line where it stands there, and reads it when it is asked for: so what it takes of memory is
 * little, and a node has it at once from a snapshot. Thread-safe; what gives lines may wait for the
 * database, and throws {@link JournalUnreadable} while that can't be reached.
 */
public final class Ledgers implements Projection<LedgersImage> {
  /** Of the newest events the bodies are in memory; a machine's newest row always is. */
  private final JournalEvents events = new JournalEvents();

  private Map<MachineName, MachineLedger> ledgers = new TreeMap<>();
  private Map<ChangeId, List<KeptLine.Judged>> carriers = new HashMap<>();
  private History history = new History();
  private volatile KnobHistory knobs = KnobHistory.NONE;

  @Override
  public void over(JournalReader journal) {
    events.over(journal);
  }

  @Override
  public synchronized void apply(long number, Event event) {
    if (event instanceof Event.CampaignStarted started) {
      knobs = knobs.started(started.baseKnobs());
    } else if (event instanceof Event.MachineJoined joined) {
      of(joined.machine()).apply(joined);
    } else if (event instanceof Event.RunMeasured run) {
      of(run.machine()).add(new LedgersImage.Run(number, run));
      events.add(number, run);
    } else if (event instanceof Event.RungMeasured measured) {
      add(number, event, List.of(of(measured.machine()).measured(number, measured)));
    } else if (event instanceof Event.ExperimentJudged judged) {
      add(number, event, List.of(of(judged.machine()).judged(number, judged, knobs)));
    } else if (event instanceof Event.BranchAdvanced advanced) {
      last(advanced.machine())
          .flatMap(LedgerRecord::knobs)
          .ifPresent(change -> knobs = knobs.advanced(advanced.id(), change));
    } else if (event instanceof Event.EvidenceRecorded evidence) {
      add(number, event, List.of(of(evidence.machine()).late(number, evidence)));
    } else if (event instanceof Event.LedgerImported imported) {
      add(number, event, of(imported.machine()).imported(number, imported));
    }
  }

  private void add(long number, Event event, List<KeptLine> lines) {
    events.add(number, event);
    lines.forEach(this::add);
  }

  private void add(KeptLine line) {
    history.add(line);
    of(line.machine()).add(line);
    if (line instanceof KeptLine.Judged judged) {
      judged
          .carried()
          .forEach(
              change -> carriers.computeIfAbsent(change, each -> new ArrayList<>()).add(judged));
    }
  }

  @Override
  public Class<LedgersImage> imageType() {
    return LedgersImage.class;
  }

  @Override
  public synchronized LedgersImage image() {
    return new LedgersImage(
        knobs, history.all(), ledgers.values().stream().map(MachineLedger::image).toList());
  }

  @Override
  public synchronized void restore(LedgersImage image) {
    ledgers = new TreeMap<>();
    carriers = new HashMap<>();
    history = new History();
    image.machines().forEach(each -> ledgers.put(each.name(), new MachineLedger(each)));
    image.lines().forEach(this::add);
    knobs = image.knobs();
  }

  /** The newest lines among those asked for, oldest first. */
  public List<PlacedLine> page(PageRequest request) {
    List<History.Place> places;
    synchronized (this) {
      places = history.page(request);
    }
    List<LedgerLine> lines = lines(places.stream().map(History.Place::kept).toList());
    List<PlacedLine> page = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      page.add(new PlacedLine(places.get(i).position(), lines.get(i)));
    }
    return page;
  }

  /** The next rows of a machine's ledger after the first {@code held}, at most {@code limit}. */
  public List<LedgerRecord> after(MachineName machine, int held, int limit) {
    return lines(LedgerRecord.class, part(machine, ledger -> ledger.records, held, limit));
  }

  /** What was imported for a machine, oldest first, after the first {@code held}. */
  public List<ImportedRecord> imported(MachineName machine, int held, int limit) {
    return lines(ImportedRecord.class, part(machine, ledger -> ledger.imported, held, limit));
  }

  /** What a machine measured on other rungs, oldest first, after the first {@code held}. */
  public List<RungRecord> rungs(MachineName machine, int held, int limit) {
    return lines(RungRecord.class, part(machine, ledger -> ledger.rungs, held, limit));
  }

  /** What a machine reported too late to count, oldest first, after the first {@code held}. */
  public List<LateOutcome> late(MachineName machine, int held, int limit) {
    return lines(LateOutcome.class, part(machine, ledger -> ledger.late, held, limit));
  }

  /** The newest row of a machine's ledger. */
  public synchronized Optional<LedgerRecord> last(MachineName machine) {
    return find(machine).flatMap(ledger -> ledger.last);
  }

  /** The ids of a machine's judged experiments, in the order of its ledger. */
  public synchronized List<ExperimentId> experiments(MachineName machine) {
    return find(machine).map(ledger -> ledger.records).orElse(List.of()).stream()
        .map(each -> new ExperimentId(machine, each.number()))
        .toList();
  }

  /** The ids of what a machine measured on other rungs, oldest first. */
  public synchronized List<ExperimentId> rungExperiments(MachineName machine) {
    return find(machine).map(ledger -> ledger.rungs).orElse(List.of()).stream()
        .map(each -> new ExperimentId(machine, each.number()))
        .toList();
  }

  /** How many rows were imported for a machine; they are numbered from 1. */
  public synchronized int importedRows(MachineName machine) {
    return find(machine).map(ledger -> ledger.imported.size()).orElse(0);
  }

  /** A judged experiment by its id. */
  public Optional<LedgerRecord> find(ExperimentId id) {
    return lines(
            LedgerRecord.class,
            some(id.machine(), ledger -> ledger.records, each -> each.number() == id.number()))
        .stream()
        .findFirst();
  }

  /** What was measured on another rung than the branch's own, by its id. */
  public Optional<RungRecord> findOnRung(ExperimentId id) {
    return lines(
            RungRecord.class,
            some(id.machine(), ledger -> ledger.rungs, each -> each.number() == id.number()))
        .stream()
        .findFirst();
  }

  /** What a head came to on other rungs, oldest first. */
  public List<RungRecord> onRungs(ExperimentId head) {
    return lines(
        RungRecord.class,
        some(
            head.machine(),
            ledger -> ledger.rungs,
            each -> each.measures().equals(Optional.of(head))));
  }

  /** The judged experiments that carried a change elsewhere, by machine, oldest first. */
  public List<LedgerRecord> carriersOf(ChangeId change) {
    List<KeptLine.Judged> all;
    synchronized (this) {
      all = new ArrayList<>(carriers.getOrDefault(change, List.of()));
    }
    all.sort(Comparator.comparing(KeptLine::machine));
    return lines(LedgerRecord.class, all);
  }

  /** The judged experiment that ran as a commit, 40 hex digits. */
  public Optional<LedgerRecord> findCommit(String commit) {
    return machines().stream()
        .flatMap(
            machine -> some(machine, ledger -> ledger.records, each -> each.mayBe(commit)).stream())
        .flatMap(each -> lines(LedgerRecord.class, List.of(each)).stream())
        .filter(record -> record.commit().equals(commit))
        .findFirst();
  }

  /** The runs of a machine's experiment that has no verdict yet, where it needs several. */
  public synchronized List<RunRecord> unjudged(MachineName machine) {
    return find(machine).map(MachineLedger::unjudged).orElse(List.of());
  }

  /** Every machine that worked here or that something was imported for, by name. */
  public synchronized Collection<MachineName> machines() {
    return List.copyOf(ledgers.keySet());
  }

  /** The branch of a machine; absent when it never joined. */
  public synchronized Optional<String> branch(MachineName machine) {
    return find(machine).flatMap(ledger -> ledger.branch);
  }

  /**
   * The branch or the imported history that somebody means: by its name, or by its machine's, which
   * stands for what was imported only where the machine never joined.
   */
  public synchronized Optional<String> named(String name) {
    Set<String> branches = branches();
    if (branches.contains(name)) {
      return Optional.of(name);
    }
    return ledgers.keySet().stream()
        .filter(machine -> machine.text().equals(name))
        .findFirst()
        .map(machine -> branch(machine).orElse(ImportedRecord.branchOf(machine)))
        .filter(branches::contains);
  }

  /** The name of every branch, of every imported history, and of their machines. */
  public synchronized Set<String> names() {
    Set<String> names = branches();
    ledgers.keySet().forEach(machine -> names.add(machine.text()));
    return names;
  }

  /** The name of every branch and of every imported history. */
  private Set<String> branches() {
    Set<String> names = new TreeSet<>();
    ledgers.forEach(
        (machine, ledger) -> {
          ledger.branch.ifPresent(names::add);
          if (!ledger.imported.isEmpty()) {
            names.add(ImportedRecord.branchOf(machine));
          }
        });
    return names;
  }

  /** Time the device stood idle before a run, in seconds, at a quantile from 0 to 1. */
  public synchronized OptionalDouble idleSeconds(MachineName machine, double quantile) {
    return find(machine)
        .map(ledger -> ledger.idle.quantile(quantile))
        .orElse(OptionalDouble.empty());
  }

  /** Time from a child's start to its first step, in seconds, at a quantile from 0 to 1. */
  public synchronized OptionalDouble startupSeconds(MachineName machine, double quantile) {
    return find(machine)
        .map(ledger -> ledger.startup.quantile(quantile))
        .orElse(OptionalDouble.empty());
  }

  private synchronized <T extends KeptLine> List<T> part(
      MachineName machine, Function<MachineLedger, List<T>> kind, int held, int limit) {
    List<T> all = find(machine).map(kind).orElse(List.of());
    int from = Math.min(Math.max(held, 0), all.size());
    return List.copyOf(all.subList(from, from + Math.min(limit, all.size() - from)));
  }

  /** People look for one now and then, so looking through all that is in memory will do. */
  private synchronized <T extends KeptLine> List<T> some(
      MachineName machine, Function<MachineLedger, List<T>> kind, Predicate<T> wanted) {
    return find(machine).map(kind).orElse(List.of()).stream().filter(wanted).toList();
  }

  private <T extends LedgerLine> List<T> lines(Class<T> type, List<? extends KeptLine> kept) {
    return lines(kept).stream().map(type::cast).toList();
  }

  /** Reading them is not for when others wait. */
  private List<LedgerLine> lines(List<? extends KeptLine> kept) {
    Map<Long, Event> read =
        events.read(kept.stream().flatMap(each -> each.events().stream()).toList());
    KnobHistory now = knobs;
    return kept.stream().map(each -> each.line(read, now)).toList();
  }

  private MachineLedger of(MachineName machine) {
    return ledgers.computeIfAbsent(machine, MachineLedger::new);
  }

  private Optional<MachineLedger> find(MachineName machine) {
    return Optional.ofNullable(ledgers.get(machine));
  }
}
