package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.ledger.ImportedRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PSortedMap;

/** Ledgers from elsewhere: each row is taken in once, however often and in how many parts. */
final class Imports {
  private Imports() {}

  static Reply take(Draft draft, Command.ImportLedger command) {
    Optional<ImportedHistory> known =
        Optional.ofNullable(draft.campaign().imports().get(command.machine()));
    Optional<String> otherClass =
        known
            .map(ImportedHistory::hardwareClass)
            .or(() -> classHere(draft, command.machine()))
            .filter(here -> !here.equals(command.hardwareClass()));
    if (otherClass.isPresent()) {
      return new Reply.Rejected(
          Reply.Code.CLASS_DIFFERS,
          "'%s' is a machine of class '%s' here; import its ledger with --class %s, or under another name with --machine."
              .formatted(command.machine(), otherClass.get(), otherClass.get()));
    }
    Set<String> added = new HashSet<>();
    List<ImportedRow> news =
        command.rows().stream()
            .filter(row -> known.isEmpty() || !known.get().rows().contains(row.key()))
            .filter(row -> added.add(row.key()))
            .toList();
    if (!news.isEmpty()) {
      draft.add(
          new Event.LedgerImported(
              command.machine(), command.hardwareClass(), command.file(), news, command.at()));
    }
    return new Reply.Imported(news.size(), command.rows().size() - news.size());
  }

  static PSortedMap<MachineName, ImportedHistory> apply(
      PSortedMap<MachineName, ImportedHistory> imports, Event.LedgerImported event) {
    ImportedHistory before =
        imports.getOrDefault(event.machine(), ImportedHistory.of(event.hardwareClass()));
    return imports.plus(event.machine(), before.plus(event));
  }

  private static Optional<String> classHere(Draft draft, MachineName machine) {
    return Optional.ofNullable(draft.machine(machine))
        .map(here -> here.membership().hardwareClass());
  }
}
