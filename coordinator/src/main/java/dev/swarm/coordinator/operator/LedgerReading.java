package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.ledger.ImportedRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.wire.DomainWire;
import dev.swarm.coordinator.wire.ImportWire;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * Ledgers from their first row to their last, branch by branch. Only a part of them is in hand at a
 * time, however long they are. Not thread-safe.
 */
final class LedgerReading implements Iterator<LedgerEntry> {
  private static final int AT_ONCE = 500;

  private final Deque<Part> parts = new ArrayDeque<>();
  private Iterator<LedgerEntry> inHand = Collections.emptyIterator();
  private int read;

  /** The entries of one ledger that follow the first {@code read}; none at its end. */
  private interface Part {
    List<LedgerEntry> after(int read);
  }

  /**
   * @param wanted whether a branch or imported history is to be read
   * @param rungs whether what was measured on other rungs follows each branch's rows
   * @param tooLate whether what came too late to count follows each branch's rows
   */
  LedgerReading(Ledgers ledgers, Predicate<String> wanted, boolean rungs, boolean tooLate) {
    for (MachineName machine : ledgers.machines()) {
      if (wanted.test(ImportedRecord.branchOf(machine))) {
        parts.add(
            read ->
                ledgers.imported(machine, read, AT_ONCE).stream().map(ImportWire::entry).toList());
      }
      if (ledgers.branch(machine).filter(wanted).isPresent()) {
        parts.add(
            read -> ledgers.after(machine, read, AT_ONCE).stream().map(DomainWire::entry).toList());
        if (rungs) {
          parts.add(
              read ->
                  ledgers.rungs(machine, read, AT_ONCE).stream().map(DomainWire::entry).toList());
        }
        if (tooLate) {
          parts.add(
              read ->
                  ledgers.late(machine, read, AT_ONCE).stream().map(DomainWire::entry).toList());
        }
      }
    }
  }

  @Override
  public boolean hasNext() {
    while (!inHand.hasNext() && !parts.isEmpty()) {
      List<LedgerEntry> next = parts.peek().after(read);
      read += next.size();
      inHand = next.iterator();
      if (next.isEmpty()) {
        parts.remove();
        read = 0;
      }
    }
    return inHand.hasNext();
  }

  @Override
  public LedgerEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return inHand.next();
  }
}
