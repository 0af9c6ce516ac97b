package dev.swarm.coordinator.cli;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
      description = "Only this branch; imported:MACHINE for what was imported (default: all).")
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
    String text;
    try (OperatorClient client = operator.connect()) {
      text = format.of(client, Optional.ofNullable(branch));
    }
    if (output == null) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(text);
      out.flush();
    } else {
      replace(output.toAbsolutePath(), text);
    }
    return 0;
  }

  /** What was there stays whole until the new text is. */
  private static void replace(Path file, String text) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      if (Files.isDirectory(file)) {
        throw new Complaint("%s is a folder; name a file with --output.".formatted(file));
      }
      Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      boolean noFolder = !Files.isDirectory(file.getParent());
      String reason =
          noFolder
              ? "there is no folder " + file.getParent()
              : failure instanceof FileSystemException system && system.getReason() != null
                  ? system.getReason()
                  : "it is not writable";
      throw new Complaint(
          "The ledger can't be written to %s (%s); name another with --output."
              .formatted(file, reason),
          failure);
    }
  }
}
