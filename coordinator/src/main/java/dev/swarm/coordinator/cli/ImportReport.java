package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.ImportLedgerReply;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerReading;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.ledger.NotUnderstood;
import dev.swarm.shared.verdict.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Says what became of a ledger that was imported. */
record ImportReport(
    Path file, String machine, String hardwareClass, String metric, LedgerReading reading) {
  private static final int LINES_SHOWN = 5;
  private static final int TEXT_SHOWN = 60;

  /** What was read and what of it is new. */
  String rows(String direction, ImportLedgerReply reply) {
    int segments = reading.segments().size();
    return """
        %s: %d %s (%d keep, %d discard, %d crash)%s%s
        %s (%s): %d new, %d already there; see them with: swarm log --branch imported:%s
        """
        .formatted(
            file.getFileName(),
            reading.rows().size(),
            reading.rows().size() == 1 ? "row" : "rows",
            reading.count(Status.KEEP),
            reading.count(Status.DISCARD),
            reading.count(Status.CRASH),
            progress(Direction.valueOf(direction.toUpperCase(Locale.ROOT))),
            segments > 1 ? ", %d segments".formatted(segments) : "",
            machine,
            hardwareClass,
            reply.getAdded(),
            reply.getAlreadyThere(),
            machine);
  }

  /** What was not understood, some of it in full. */
  String notUnderstood(Path report) {
    List<NotUnderstood> lines = reading.notUnderstood();
    StringBuilder text = new StringBuilder();
    boolean one = lines.size() == 1;
    text.append(
        "%d %s not understood and left out; the rows above are imported.%n"
            .formatted(lines.size(), one ? "line was" : "lines were"));
    lines.stream()
        .limit(LINES_SHOWN)
        .forEach(
            each ->
                text.append(
                    "  line %d: %s  [%s]%n"
                        .formatted(each.line(), each.problem(), shorten(each.text()))));
    if (report != null) {
      text.append("All of them are in %s.%n".formatted(report));
    } else if (lines.size() > LINES_SHOWN) {
      text.append(
          "  and %d more; --report FILE writes all of them to a file.%n"
              .formatted(lines.size() - LINES_SHOWN));
    }
    return text.toString();
  }

  /** The first metric and the best that was kept, where there are any. */
  private String progress(Direction direction) {
    List<LedgerRow> measured =
        reading.rows().stream()
            .map(ImportedRow::row)
            .filter(row -> row.metric().isPresent())
            .toList();
    if (measured.isEmpty()) {
      return "";
    }
    double first = measured.get(0).metric().getAsDouble();
    double best =
        measured.stream()
            .filter(row -> row.status() == Status.KEEP)
            .mapToDouble(row -> row.metric().getAsDouble())
            .reduce(first, (one, two) -> direction.better(two, one) ? two : one);
    return String.format(Locale.ROOT, ", %s %.6f -> %.6f", metric, first, best);
  }

  private static String shorten(String text) {
    String plain = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return plain.length() > TEXT_SHOWN ? plain.substring(0, TEXT_SHOWN) + "..." : plain;
  }
}
