package dev.swarm.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.simulation.InvariantViolation;
import dev.swarm.coordinator.simulation.SimulationOptions;
import dev.swarm.coordinator.simulation.SimulationReport;
import dev.swarm.coordinator.simulation.SwarmSimulation;
import dev.swarm.shared.text.Complaint;
import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code swarm simulate}: a whole swarm in virtual time, with faults, checked at every event. */
@Command(
    name = "simulate",
    description = {
      "Simulate a swarm: the coordinator's own decisions, simulated workers, virtual time and seeded faults. What must always hold is checked after every event; the same seed gives the same course of events. Exits with 1 when something did not hold, and says how to see it again."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm simulate",
      "  swarm simulate --workers 8 --hours 100 --experiments 200 --seed 7",
      "  swarm simulate --workers 1000 --json"
    })
public final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "100",
      description = "Workers, each for a machine of its own (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--hours",
      paramLabel = "H",
      defaultValue = "24",
      description =
          "Virtual hours, at least "
              + SimulationOptions.LEAST_HOURS
              + "; nothing goes wrong in the last two (default: ${DEFAULT-VALUE}).")
  private int hours;

  @Option(
      names = "--experiments",
      paramLabel = "N",
      description =
          "Experiments per machine, after which it ends; nothing goes wrong any more once nine in ten"
              + " are judged (default: as many as there is time for).")
  private Integer experiments;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "7",
      description = "Of everything that is left to chance (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    SimulationOptions options = options();
    PrintWriter out = spec.commandLine().getOut();
    SimulationReport report;
    try {
      report = SwarmSimulation.run(options);
    } catch (InvariantViolation violation) {
      throw new Complaint(violation.getMessage(), violation);
    }
    out.print(json ? toJson(report) + System.lineSeparator() : SimulationText.of(report));
    out.flush();
    return 0;
  }

  private SimulationOptions options() {
    refuseBelow("--workers", workers, 1);
    refuseBelow("--hours", hours, SimulationOptions.LEAST_HOURS);
    if (experiments != null) {
      refuseBelow("--experiments", experiments, 1);
    }
    return new SimulationOptions(
        workers,
        hours,
        experiments == null ? OptionalInt.empty() : OptionalInt.of(experiments),
        seed);
  }

  private void refuseBelow(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d; it must be at least %d.".formatted(option, value, least));
    }
  }

  private static String toJson(SimulationReport report) {
    try {
      return new JsonMapper().writeValueAsString(SimulationText.json(report));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
