package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The read side: every judged experiment, by machine, in the order of its branch's ledger; beside
 * it what came too late to count, and what was imported. A projection of the journal, made anew at
 * every start. Thread-safe.
 */
public final class Ledgers {
  private final Map<MachineName, MachineLedger> ledgers = new TreeMap<>();
  private final KnobHistory knobs = new KnobHistory();
  private final History history = new History();

  /** Takes in the next event of the journal. */
  public synchronized void apply(Event event) {
    if (event instanceof Event.CampaignStarted started) {
      knobs.started(started.baseKnobs());
    } else if (event instanceof Event.MachineJoined joined) {
      of(joined.machine()).apply(joined);
    } else if (event instanceof Event.RunMeasured run) {
      of(run.machine()).apply(run);
    } else if (event instanceof Event.RungMeasured measured) {
      history.add(new KeptLine.Whole(of(measured.machine()).apply(measured)));
    } else if (event instanceof Event.ExperimentJudged judged) {
      history.add(of(judged.machine()).apply(judged, knobs.before(judged.experiment())));
    } else if (event instanceof Event.BranchAdvanced advanced) {
      last(advanced.machine())
          .flatMap(LedgerRecord::knobs)
          .ifPresent(change -> knobs.advanced(advanced.id(), change));
    } else if (event instanceof Event.EvidenceRecorded evidence) {
      history.add(new KeptLine.Whole(of(evidence.machine()).apply(evidence)));
    } else if (event instanceof Event.LedgerImported imported) {
      of(imported.machine()).apply(imported).stream()
          .map(KeptLine.Whole::new)
          .forEach(history::add);
    }
  }

  /** The newest lines among those asked for, oldest first. */
  public List<PlacedLine> page(PageRequest request) {
    return places(request).stream().map(History.Place::unpacked).toList();
  }

  /** The next rows of a machine's ledger after the first {@code held}, at most {@code limit}. */
  public List<LedgerRecord> after(MachineName machine, int held, int limit) {
    return packedAfter(machine, held, limit).stream().map(PackedRecord::line).toList();
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

  /** A judged experiment by its id. */
  public synchronized Optional<LedgerRecord> find(ExperimentId id) {
    return find(id.machine())
        .flatMap(ledger -> ledger.find(each -> each.number() == id.number()))
        .map(PackedRecord::line);
  }

  /** The judged experiment that ran as a commit, 40 hex digits. */
  public synchronized Optional<LedgerRecord> findCommit(String commit) {
    return ledgers.values().stream()
        .flatMap(ledger -> ledger.find(each -> each.ranAs(commit)).stream())
        .findFirst()
        .map(PackedRecord::line);
  }

  /** What was imported for a machine, oldest first, after the first {@code held}. */
  public synchronized List<ImportedRecord> imported(MachineName machine, int held, int limit) {
    return find(machine).map(ledger -> part(ledger.imported, held, limit)).orElse(List.of());
  }

  /** What a machine measured on other rungs, oldest first, after the first {@code held}. */
  public synchronized List<RungRecord> rungs(MachineName machine, int held, int limit) {
    return find(machine).map(ledger -> part(ledger.rungs, held, limit)).orElse(List.of());
  }

  /** What a machine reported too late to count, oldest first, after the first {@code held}. */
  public synchronized List<LateOutcome> late(MachineName machine, int held, int limit) {
    return find(machine).map(ledger -> part(ledger.late, held, limit)).orElse(List.of());
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

  /** The name of every branch and of every imported history. */
  public synchronized Set<String> branches() {
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

  /** Unpacking them is not for when others wait. */
  private synchronized List<History.Place> places(PageRequest request) {
    return history.page(request);
  }

  private synchronized List<PackedRecord> packedAfter(MachineName machine, int held, int limit) {
    return find(machine).map(ledger -> part(ledger.records, held, limit)).orElse(List.of());
  }

  private static <T> List<T> part(List<T> all, int held, int limit) {
    int from = Math.min(Math.max(held, 0), all.size());
    return List.copyOf(all.subList(from, from + Math.min(limit, all.size() - from)));
  }

  private MachineLedger of(MachineName machine) {
    return ledgers.computeIfAbsent(machine, each -> new MachineLedger());
  }

  private Optional<MachineLedger> find(MachineName machine) {
    return Optional.ofNullable(ledgers.get(machine));
  }
}
