package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.ReadLedgerRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swarm export}: the ledger as a file for other tools. */
@Command(
    name = "export",
    description = "Write the ledger as results.tsv or as JSON, one object a line.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm export --branch autoresearch/mar5-m4max --output results.tsv",
      "  swarm export --format jsonl --output results.jsonl",
      "  swarm export --branch imported:h100 | cut -f 2,4"
    })
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description =
          "Only this branch, or its machine; imported:MACHINE for what was imported (default: all).")
  private String branch;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "tsv, the five columns, or jsonl, everything known (default: tsv).")
  private LedgerFormat format = LedgerFormat.TSV;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write it; a file of that name is replaced (default: the terminal).")
  private Path output;

  @Override
  public Integer call() {
    ReadLedgerRequest.Builder request = ReadLedgerRequest.newBuilder();
    Optional.ofNullable(branch).ifPresent(request::setBranch);
    try (OperatorClient client = operator.connect()) {
      if (output == null) {
        PrintWriter out = spec.commandLine().getOut();
        format.write(client, request.build(), out);
        out.flush();
      } else {
        new OutputFile(output, "The ledger", "--output")
            .replace(out -> format.write(client, request.build(), out));
      }
    }
    return 0;
  }
}
