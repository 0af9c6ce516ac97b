package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.cli.comparison.ComparedSwarm;
import dev.swarm.coordinator.cli.comparison.ComparisonJson;
import dev.swarm.coordinator.cli.comparison.ComparisonPage;
import dev.swarm.coordinator.cli.comparison.ComparisonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swarm compare}: what holds on all hardware, and what on one class only. */
@Command(
    name = "compare",
    description = "Show which discoveries are universal and which belong to one hardware class.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm compare",
      "  swarm compare --html comparison.html",
      "  swarm compare --json | jq '.universal[].description'"
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with charts that opens offline; a file of that name is replaced.")
  private Path html;

  @Override
  public Integer call() {
    ComparedSwarm swarm;
    try (OperatorClient client = operator.connect()) {
      swarm = ComparedSwarm.of(client.statusWithPending(), client.wholeLedger());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (html != null) {
      new OutputFile(html, "The page", "--html").replace(ComparisonPage.of(swarm));
    }
    if (json) {
      out.println(Json.of(ComparisonJson.of(swarm)));
    } else if (html != null) {
      out.printf("%s is written; open it in a browser.%n", html);
    } else {
      out.print(ComparisonText.of(swarm, Style.ofOutput()));
    }
    out.flush();
    return 0;
  }
}
