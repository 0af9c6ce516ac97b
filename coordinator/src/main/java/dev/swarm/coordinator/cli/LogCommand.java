package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.Imported;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.shared.ledger.LedgerRow;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swarm log}: every experiment and its verdict. */
@Command(
    name = "log",
    description = "Show every experiment with its verdict, oldest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm log",
      "  swarm log --branch autoresearch/mar5-m4max --tsv",
      "  swarm log --json | jq 'select(.status == \"keep\")'"
    })
public final class LogCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "Only this branch; imported:MACHINE for what was imported.")
  private String branch;

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
    PrintWriter out = spec.commandLine().getOut();
    Optional<String> only = Optional.ofNullable(branch);
    try (OperatorClient client = operator.connect()) {
      if (format.tsv) {
        out.print(LedgerFormat.TSV.of(client, only));
      } else if (format.json) {
        out.print(LedgerFormat.JSONL.of(client, only));
      } else {
        out.print(table(client.ledger(only)).render(Style.ofOutput()));
      }
    }
    out.flush();
    return 0;
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
