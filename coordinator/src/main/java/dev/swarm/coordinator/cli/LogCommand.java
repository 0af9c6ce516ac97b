package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.Imported;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.shared.ledger.LedgerRow;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code swarm log}: every experiment and its verdict. */
@Command(
    name = "log",
    description = "Show every experiment with its verdict, oldest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm log",
      "  swarm log --limit 20 --since 2h",
      "  swarm log --branch m4max",
      "  swarm log --branch autoresearch/mar5-m4max --tsv",
      "  swarm log --json | jq 'select(.status == \"keep\")'"
    })
public final class LogCommand implements Callable<Integer> {
  private static final int LONGEST_PAGE = 1_000;

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "Only this branch, or its machine; imported:MACHINE for what was imported.")
  private String branch;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "Only the newest N, 1 to 1000 (default: 1000 of the table, all with --json and --tsv).")
  private Integer limit;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only the newest of the last TIME, such as 2h.",
      converter = DurationConverter.class)
  private Duration since;

  @Option(
      names = "--before",
      paramLabel = "POSITION",
      description = "Only the newest before this place, which the page after it names.")
  private Long before;

  @ArgGroup(exclusive = true)
  private Format format = new Format();

  private static final class Format {
    @Option(names = "--json", description = "One JSON object a line, with everything known.")
    private boolean json;

    @Option(names = "--tsv", description = "The five columns of results.tsv.")
    private boolean tsv;
  }

  @Override
  public Integer call() {
    if (limit != null && (limit < 1 || limit > LONGEST_PAGE)) {
      throw new ParameterException(
          spec.commandLine(), "--limit is %d; it can be 1 to %d.".formatted(limit, LONGEST_PAGE));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (OperatorClient client = operator.connect()) {
      if (format.tsv) {
        LedgerFormat.TSV.write(client, request(), out);
      } else if (format.json) {
        LedgerFormat.JSONL.write(client, request(), out);
      } else {
        print(client, out);
      }
    }
    out.flush();
    return 0;
  }

  private ReadLedgerRequest request() {
    ReadLedgerRequest.Builder request = ReadLedgerRequest.newBuilder();
    Optional.ofNullable(branch).ifPresent(request::setBranch);
    Optional.ofNullable(limit).ifPresent(request::setLimit);
    Optional.ofNullable(before).ifPresent(request::setBefore);
    Optional.ofNullable(since)
        .map(Clock.systemUTC().instant()::minus)
        .map(Instant::toEpochMilli)
        .ifPresent(request::setSinceMs);
    return request.build();
  }

  private void print(OperatorClient client, PrintWriter out) {
    int longest = limit == null ? LONGEST_PAGE : limit;
    List<LedgerEntry> page = new ArrayList<>();
    client.read(request().toBuilder().setLimit(longest).build(), page::add);
    out.print(table(page).render(Style.ofOutput()));
    if (page.size() == longest && page.get(0).getPosition() > 1) {
      out.printf(
          "These are the newest %d; for those before them add: --before %d%n",
          longest, page.get(0).getPosition());
    }
  }

  private static Table table(List<LedgerEntry> entries) {
    Table table = new Table("experiment", "commit", "metric", "status", "description", "verdict");
    for (LedgerEntry entry : entries) {
      LedgerRow row = LedgerLines.row(entry);
      table.row(
          entry.getExperiment(),
          row.normalised().commit(),
          StatusTable.metric(row.metric().isPresent(), row.metric().orElse(0)),
          row.status().text(),
          row.normalised().description(),
          entry.hasImported() ? origin(entry.getImported()) : entry.getVerdict());
    }
    return table;
  }

  private static String origin(Imported imported) {
    return "imported from %s, line %d, segment %d"
        .formatted(imported.getFile(), imported.getLine(), imported.getSegment());
  }
}
