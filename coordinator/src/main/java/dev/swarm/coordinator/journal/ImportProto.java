package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.v1.LedgerImported;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;

/** Translates imported rows between the domain and the journal's schema. */
final class ImportProto {
  private ImportProto() {}

  static LedgerImported toProto(Event.LedgerImported event) {
    LedgerImported.Builder message =
        LedgerImported.newBuilder()
            .setAt(event.at().toEpochMilli())
            .setMachine(event.machine().text())
            .setHardwareClass(event.hardwareClass())
            .setFile(event.file());
    event.rows().forEach(row -> message.addRows(toProto(row)));
    return message.build();
  }

  static Event.LedgerImported fromProto(LedgerImported message) {
    return new Event.LedgerImported(
        new MachineName(message.getMachine()),
        message.getHardwareClass(),
        message.getFile(),
        message.getRowsList().stream().map(ImportProto::fromProto).toList(),
        Instant.ofEpochMilli(message.getAt()));
  }

  private static dev.swarm.coordinator.journal.v1.ImportedRow toProto(ImportedRow imported) {
    LedgerRow row = imported.row();
    var message =
        dev.swarm.coordinator.journal.v1.ImportedRow.newBuilder()
            .setKey(imported.key())
            .setSegment(imported.segment())
            .setLine(imported.line())
            .setCommit(row.commit())
            .setStatus(row.status().text())
            .setDescription(row.description())
            .setStatusText(imported.status())
            .putAllOthers(imported.others());
    row.metric().ifPresent(message::setMetric);
    row.memoryMib().ifPresent(message::setMemoryMib);
    return message.build();
  }

  private static ImportedRow fromProto(dev.swarm.coordinator.journal.v1.ImportedRow message) {
    return new ImportedRow(
        message.getKey(),
        message.getSegment(),
        message.getLine(),
        new LedgerRow(
            message.getCommit(),
            message.hasMetric() ? OptionalDouble.of(message.getMetric()) : OptionalDouble.empty(),
            message.hasMemoryMib()
                ? OptionalDouble.of(message.getMemoryMib())
                : OptionalDouble.empty(),
            Status.valueOf(message.getStatus().toUpperCase(Locale.ROOT)),
            message.getDescription()),
        message.getStatusText(),
        message.getOthersMap());
  }
}
