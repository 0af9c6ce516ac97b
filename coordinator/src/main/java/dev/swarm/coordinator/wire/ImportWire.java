package dev.swarm.coordinator.wire;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.ledger.ImportedRecord;
import dev.swarm.proto.v1.ImportLedgerReply;
import dev.swarm.proto.v1.ImportLedgerRequest;
import dev.swarm.proto.v1.Imported;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.Status;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import java.time.Instant;
import java.util.OptionalDouble;

/** Translates imported rows between the domain and the wire, at both ends of it. */
public final class ImportWire {
  private ImportWire() {}

  /** A row on its way to the coordinator. */
  public static dev.swarm.proto.v1.ImportedRow row(ImportedRow imported) {
    LedgerRow row = imported.row();
    var message =
        dev.swarm.proto.v1.ImportedRow.newBuilder()
            .setKey(imported.key())
            .setSegment(imported.segment())
            .setLine(imported.line())
            .setCommit(row.commit())
            .setStatus(status(row))
            .setDescription(row.description())
            .setStatusText(imported.status())
            .putAllOthers(imported.others());
    row.metric().ifPresent(message::setMetric);
    row.memoryMib().ifPresent(message::setMemoryMib);
    return message.build();
  }

  /**
   * An operator's request as a command.
   *
   * @throws IllegalArgumentException with a sentence when it makes no sense
   */
  public static Command.ImportLedger command(ImportLedgerRequest request, Instant at) {
    return new Command.ImportLedger(
        new MachineName(request.getMachine()),
        request.getHardwareClass(),
        request.getFile(),
        request.getRowsList().stream().map(ImportWire::row).toList(),
        at);
  }

  /** What became of a request. */
  public static ImportLedgerReply reply(Reply.Imported imported) {
    return ImportLedgerReply.newBuilder()
        .setAdded(imported.added())
        .setAlreadyThere(imported.alreadyThere())
        .build();
  }

  /** What a row is called here. */
  public static String name(MachineName machine, int row) {
    return machine + "#" + row;
  }

  private static String name(ImportedRecord record) {
    return name(record.machine(), record.row());
  }

  /** A row as people are shown it. */
  public static LedgerEntry entry(ImportedRecord record) {
    LedgerRow row = record.content().row();
    Imported.Builder imported =
        Imported.newBuilder()
            .setFile(record.file())
            .setLine(record.content().line())
            .setSegment(record.segment())
            .setImportedAtMs(record.at().toEpochMilli())
            .setStatusText(record.content().status())
            .putAllOthers(record.content().others());
    row.memoryMib().ifPresent(imported::setMemoryMib);
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setExperiment(name(record))
            .setRow(record.row())
            .setCommit(row.commit())
            .setProposal(Proposal.newBuilder().setDescription(row.description()))
            .setStatus(status(row))
            .setMachine(record.machine().text())
            .setBranch(record.branch())
            .setHardwareClass(record.hardwareClass())
            .setImported(imported);
    row.metric()
        .ifPresent(
            metric ->
                entry.setOutcome(
                    Outcome.newBuilder().setMeasured(Measured.newBuilder().setMetric(metric))));
    return entry.build();
  }

  private static ImportedRow row(dev.swarm.proto.v1.ImportedRow message) {
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
            status(message.getStatus()),
            message.getDescription()),
        message.getStatusText(),
        message.getOthersMap());
  }

  private static Status status(LedgerRow row) {
    return Status.valueOf("STATUS_" + row.status().name());
  }

  private static dev.swarm.shared.verdict.Status status(Status message) {
    return switch (message) {
      case STATUS_KEEP -> dev.swarm.shared.verdict.Status.KEEP;
      case STATUS_DISCARD -> dev.swarm.shared.verdict.Status.DISCARD;
      case STATUS_CRASH -> dev.swarm.shared.verdict.Status.CRASH;
      default -> throw new IllegalArgumentException("An imported row has no status.");
    };
  }
}
