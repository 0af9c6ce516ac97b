package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.cli.comparison.Wording;
import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.ShownExperiment;
import dev.swarm.proto.v1.SwarmStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm show}: everything about one experiment. */
@Command(
    name = "show",
    description = "Show one experiment: its edit, outcome and verdict, and where it was carried.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  swarm show m4max-7", "  swarm show m4max-7 --json | jq -r .diff"})
public final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "Its id, such as m4max-7; of an imported row MACHINE#ROW.")
  private String experiment;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    ShownExperiment shown;
    List<Pending> pending;
    try (OperatorClient client = operator.connect()) {
      shown = client.experiment(experiment);
      pending = Pending.of(client.statusWithPending(), shown.getEntry());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(json(shown, pending)));
    } else {
      out.print(ShownText.of(shown, pending, Style.ofOutput()));
    }
    out.flush();
    return 0;
  }

  private static Map<String, Object> json(ShownExperiment shown, List<Pending> pending) {
    Map<String, Object> json = new LinkedHashMap<>(LedgerLines.json(shown.getEntry()));
    json.put("diff", shown.getDiff());
    json.put("no_diff", shown.hasNoDiff() ? shown.getNoDiff() : null);
    json.put("carried", shown.getCarriedList().stream().map(LedgerLines::json).toList());
    json.put("on_rungs", shown.getOnRungsList().stream().map(LedgerLines::json).toList());
    json.put("pending", pending.stream().map(Pending::json).toList());
    return json;
  }

  /** A machine that is still to measure a change. */
  record Pending(String machine, String hardwareClass, String when) {
    static List<Pending> of(SwarmStatus status, LedgerEntry entry) {
      List<String> ids =
          entry.getProposal().hasTransplant()
              ? entry.getProposal().getTransplant().getChangesList().stream()
                  .map(CarriedChange::getId)
                  .toList()
              : List.of(entry.getExperiment());
      return status.getMachinesList().stream()
          .flatMap(
              machine ->
                  machine.getPendingList().stream()
                      .filter(each -> each.getChangesList().stream().anyMatch(ids::contains))
                      .map(
                          each ->
                              new Pending(
                                  machine.getMachine(),
                                  machine.getHardwareClass(),
                                  Wording.plain(each.getWhen()))))
          .toList();
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("machine", machine);
      json.put("class", hardwareClass);
      json.put("when", when);
      return json;
    }
  }
}
