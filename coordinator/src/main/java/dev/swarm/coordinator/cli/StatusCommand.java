package dev.swarm.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.proto.v1.SwarmStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swarm status}: every machine, its branch and what it runs. */
@Command(
    name = "status",
    description =
        "Show every machine, its branch and what it runs; and how the coordinators are, where there are several.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm status",
      "  swarm status --watch",
      "  swarm status --json --coordinator gpu-box:7171 --token-file token"
    })
public final class StatusCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(names = "--watch", description = "Show it again after every change, until Ctrl-C.")
  private boolean watch;

  @Override
  public Integer call() {
    try (OperatorClient client = operator.connect()) {
      if (watch) {
        client.watch(this::print);
      } else {
        print(client.status());
      }
    }
    return 0;
  }

  private void print(SwarmStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    Style style = Style.ofOutput();
    if (json) {
      out.println(toJson(status));
    } else {
      out.print(watch && style == Style.TERMINAL ? CLEAR : "");
      out.print(StatusTable.of(status, style));
    }
    out.flush();
  }

  private static String toJson(SwarmStatus status) {
    try {
      return new JsonMapper().writeValueAsString(StatusJson.of(status));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
