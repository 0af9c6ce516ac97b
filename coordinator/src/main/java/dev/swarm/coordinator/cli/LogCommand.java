package dev.swarm.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.ledger.LedgerTsv;
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

  @Option(names = "--branch", paramLabel = "BRANCH", description = "Only this branch.")
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
  public Integer call() throws JsonProcessingException {
    List<LedgerEntry> entries;
    String metric;
    try (OperatorClient client = operator.connect()) {
      entries = client.ledger(Optional.ofNullable(branch));
      metric = format.tsv ? client.status().getMetric() : "";
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format.tsv) {
      out.print(LedgerTsv.render(metric, entries.stream().map(LedgerLines::row).toList()));
    } else if (format.json) {
      JsonMapper mapper = new JsonMapper();
      for (LedgerEntry entry : entries) {
        out.println(mapper.writeValueAsString(LedgerLines.json(entry)));
      }
    } else {
      out.print(table(entries).render(Style.ofOutput()));
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
          entry.getCommit().substring(0, 7),
          StatusTable.metric(row.metric().isPresent(), row.metric().orElse(0)),
          row.status().text(),
          row.description(),
          entry.getVerdict());
    }
    return table;
  }
}
