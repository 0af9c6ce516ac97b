package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.wire.ImportWire;
import dev.swarm.proto.v1.ImportLedgerReply;
import dev.swarm.proto.v1.ImportLedgerRequest;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerReader;
import dev.swarm.shared.ledger.LedgerReading;
import dev.swarm.shared.ledger.NotUnderstood;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code swarm import}: takes in a results.tsv that another program wrote. Rows go to the
 * coordinator in parts; one that is interrupted is simply repeated, for no row is taken in twice.
 */
@Command(
    name = "import",
    description = "Take in a results.tsv that another program wrote.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm import results.tsv --machine mac-mini --class apple-silicon",
      "  swarm import both.tsv --segment 2 --machine h100 --class h100",
      "  swarm import old.tsv --metric val_loss --machine h100 --class h100 --report unread.txt"
    })
public final class ImportCommand implements Callable<Integer> {
  private static final Pattern CLASS = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?");

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(paramLabel = "FILE", description = "The ledger: tabs, commas or semicolons.")
  private Path file;

  @Option(
      names = "--machine",
      required = true,
      paramLabel = "NAME",
      description = "The machine that measured it.")
  private String machine;

  @Option(
      names = "--class",
      required = true,
      paramLabel = "CLASS",
      description = "Its hardware class, such as h100 or apple-silicon.")
  private String hardwareClass;

  @Option(
      names = "--segment",
      paramLabel = "N",
      description = "Only the rows from the file's Nth baseline on, up to the next baseline.")
  private Integer segment;

  @Option(
      names = "--metric",
      paramLabel = "COLUMN",
      description = "The file's column that holds the metric (default: the campaign's metric).")
  private String metric;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write every line that is not understood here, each with its reason.")
  private Path report;

  @Override
  public Integer call() {
    checkUsage();
    String text = LedgerFile.read(file);
    try (OperatorClient client = operator.connect()) {
      SwarmStatus campaign = client.status();
      String column = metric == null ? campaign.getMetric() : metric;
      LedgerReading reading = chosen(LedgerReader.read(text, column));
      writeReport(reading.notUnderstood());
      if (reading.rows().isEmpty()) {
        throw noRows(reading, column);
      }
      ImportLedgerReply reply = send(client, reading.rows());
      ImportReport shown = new ImportReport(file, machine, hardwareClass, column, reading);
      PrintWriter out = spec.commandLine().getOut();
      out.print(shown.rows(campaign.getDirection(), reply));
      out.flush();
      if (reading.notUnderstood().isEmpty()) {
        return 0;
      }
      spec.commandLine().getErr().print(shown.notUnderstood(report));
      spec.commandLine().getErr().flush();
      return 1;
    }
  }

  private void checkUsage() {
    try {
      new MachineName(machine);
    } catch (IllegalArgumentException noName) {
      throw new ParameterException(spec.commandLine(), "--machine: " + noName.getMessage());
    }
    if (!CLASS.matcher(hardwareClass).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--class: '%s' can't name a hardware class; use lower-case letters, digits and inner dashes, such as h100 or apple-silicon."
              .formatted(hardwareClass));
    }
    if (segment != null && segment < 1) {
      throw new ParameterException(
          spec.commandLine(), "--segment is %d; the first one is 1.".formatted(segment));
    }
  }

  private LedgerReading chosen(LedgerReading whole) {
    if (segment == null) {
      return whole;
    }
    List<String> segments = whole.segments();
    if (segment > segments.size()) {
      throw new Complaint(
          "%s has %d segments, not %d; a segment begins with a baseline."
              .formatted(file, segments.size(), segment));
    }
    return whole.segment(segments.get(segment - 1));
  }

  private Complaint noRows(LedgerReading reading, String column) {
    if (reading.notUnderstood().isEmpty()) {
      return new Complaint("%s has no rows, so there is nothing to import.".formatted(file));
    }
    NotUnderstood first = reading.notUnderstood().get(0);
    return new Complaint(
        "%s has no row that could be read, and nothing was imported; line %d: %s If the metric's column is not '%s', name it with --metric."
            .formatted(file, first.line(), first.problem(), column));
  }

  private ImportLedgerReply send(OperatorClient client, List<ImportedRow> rows) {
    int added = 0;
    int alreadyThere = 0;
    ImportLedgerRequest empty =
        ImportLedgerRequest.newBuilder()
            .setMachine(machine)
            .setHardwareClass(hardwareClass)
            .setFile(file.getFileName().toString())
            .build();
    for (List<dev.swarm.proto.v1.ImportedRow> part :
        ImportParts.of(rows.stream().map(ImportWire::row).toList())) {
      ImportLedgerReply reply = client.importLedger(empty.toBuilder().addAllRows(part).build());
      added += reply.getAdded();
      alreadyThere += reply.getAlreadyThere();
    }
    return ImportLedgerReply.newBuilder().setAdded(added).setAlreadyThere(alreadyThere).build();
  }

  private void writeReport(List<NotUnderstood> lines) {
    if (report == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(
        each ->
            text.append("line %d: %s%n  %s%n".formatted(each.line(), each.problem(), each.text())));
    try {
      Files.write(report, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new Complaint(
          "The report can't be written to %s, and nothing was imported; name another file with --report."
              .formatted(report),
          failure);
    }
  }
}
