package dev.swarm.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.cli.DurationConverter;
import dev.swarm.coordinator.cli.Style;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code swarm demo}: a whole swarm on this machine. */
@Command(
    name = "demo",
    description = {
      "Run a whole swarm on this machine: a coordinator and two workers, each with half the cores.",
      "Run it again to go on where it stopped."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm demo",
      "  swarm demo --experiments 8 --budget 30s",
      "  swarm demo --experiments 2 --budget 10s --json > summary.json"
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--experiments",
      paramLabel = "N",
      description = "Experiments per machine after its baseline (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  private int experiments;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Training time of one experiment (default: 15s).",
      converter = DurationConverter.class)
  private Duration budget;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the search and of every run (default: ${DEFAULT-VALUE}).",
      defaultValue = "42")
  private long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).",
      defaultValue = "swarm-demo")
  private Path folder;

  @Option(
      names = "--json",
      description = "Print the final summary as one JSON object; everything else goes to stderr.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (experiments < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--experiments is %d; it can't be below zero.".formatted(experiments));
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter live = json ? spec.commandLine().getErr() : out;
    Style style = json ? Style.PLAIN : Style.ofOutput();
    DemoOptions options = new DemoOptions(folder, experiments, Optional.ofNullable(budget), seed);
    DemoReport report = new Demo(options, live, style).run();
    if (json) {
      out.println(toJson(report));
    } else {
      out.print(report.text(style));
    }
    out.flush();
    report
        .trouble()
        .ifPresent(
            sentence -> {
              throw new Complaint(sentence);
            });
    return 0;
  }

  private static String toJson(DemoReport report) throws JsonProcessingException {
    return new JsonMapper().writeValueAsString(report.json());
  }
}
