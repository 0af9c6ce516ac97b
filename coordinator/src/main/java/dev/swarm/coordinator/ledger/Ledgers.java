package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The read side: every judged experiment, by machine, in the order of its branch's ledger. A
 * projection of the journal, made anew at every start. Thread-safe.
 */
public final class Ledgers {
  private final Map<MachineName, Ledger> ledgers = new TreeMap<>();

  private static final class Ledger {
    final String branch;
    final List<LedgerRecord> records = new ArrayList<>();
    final Samples idle = new Samples();
    final Samples startup = new Samples();

    Ledger(String branch) {
      this.branch = branch;
    }
  }

  /** Takes in the next event of the journal. */
  public synchronized void apply(Event event) {
    if (event instanceof Event.MachineJoined joined) {
      ledgers.computeIfAbsent(joined.machine(), machine -> new Ledger(joined.branch()));
    } else if (event instanceof Event.ExperimentJudged judged) {
      Ledger ledger = ledgers.get(judged.machine());
      ledger.records.add(
          new LedgerRecord(
              ledger.branch,
              judged.row(),
              judged.experiment(),
              judged.commit(),
              judged.outcome(),
              judged.runs(),
              judged.comparison(),
              judged.verdict(),
              judged.at()));
      RunFacts facts = judged.outcome().facts();
      facts.idle().map(Durations::seconds).ifPresent(ledger.idle::add);
      facts.startup().map(Durations::seconds).ifPresent(ledger.startup::add);
    }
  }

  /** The rows of a machine's ledger after the first {@code held}. */
  public synchronized List<LedgerRecord> after(MachineName machine, int held) {
    List<LedgerRecord> all = find(machine).map(ledger -> ledger.records).orElse(new ArrayList<>());
    return List.copyOf(all.subList(Math.min(Math.max(held, 0), all.size()), all.size()));
  }

  /** The newest row of a machine's ledger. */
  public synchronized Optional<LedgerRecord> last(MachineName machine) {
    return find(machine)
        .filter(ledger -> !ledger.records.isEmpty())
        .map(ledger -> ledger.records.get(ledger.records.size() - 1));
  }

  /** The machine of every branch, by the branch's name. */
  public synchronized Map<String, MachineName> branches() {
    Map<String, MachineName> byBranch = new TreeMap<>();
    ledgers.forEach((machine, ledger) -> byBranch.put(ledger.branch, machine));
    return byBranch;
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

  private Optional<Ledger> find(MachineName machine) {
    return Optional.ofNullable(ledgers.get(machine));
  }
}
