package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.cli.comparison.ComparisonJson;
import dev.swarm.coordinator.cli.comparison.Wording;
import dev.swarm.coordinator.wire.ComparisonWire;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.PendingTransplant;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ClassComparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swarm branches}: every branch, how far it is and what waits for it. */
@Command(
    name = "branches",
    description = "Show every branch: its head, how far it has come, and what waits for it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm branches",
      "  swarm branches --json | jq -r '.[] | [.branch, .head, .branch_commit] | @tsv'"
    })
public final class BranchesCommand implements Callable<Integer> {
  private static final int ABBREVIATED = 7;

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Override
  public Integer call() {
    SwarmStatus status;
    List<BranchReport> branches;
    try (OperatorClient client = operator.connect()) {
      status = client.statusWithHub();
      branches = ClassComparison.of(ComparisonWire.swarm(status, client.wholeLedger())).branches();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.of(branches.stream().map(each -> json(each, machine(status, each))).toList()));
    } else if (branches.isEmpty()) {
      out.print(StatusTable.of(status, Style.ofOutput()));
    } else {
      Style style = Style.ofOutput();
      branches.forEach(each -> out.print(text(each, machine(status, each), style)));
    }
    out.flush();
    return 0;
  }

  private static MachineStatus machine(SwarmStatus status, BranchReport branch) {
    return status.getMachinesList().stream()
        .filter(each -> each.getMachine().equals(branch.machine()))
        .findFirst()
        .orElseThrow();
  }

  private static String text(BranchReport branch, MachineStatus machine, Style style) {
    StringBuilder text = new StringBuilder();
    text.append(style.bold(branch.branch()))
        .append("  %s, %s%n".formatted(branch.hardwareClass(), machine.getState()));
    if (branch.head().isEmpty()) {
      text.append("  no head yet: its baseline is not measured%n".formatted());
    } else {
      text.append(
          "  head %s%n  %s -> %s, %s; %d kept of %d experiments%n"
              .formatted(
                  head(branch.head().get(), machine),
                  Wording.metric(branch.baseline()),
                  Wording.metric(branch.best()),
                  Wording.improvement(branch),
                  branch.kept(),
                  branch.experiments()));
    }
    for (PendingTransplant each : machine.getPendingList()) {
      text.append(
          "  waits: %s (%s), %s%n"
              .formatted(
                  Wording.plain(each.getDescription()),
                  String.join(", ", each.getChangesList()),
                  each.getWhen()));
    }
    return text.toString();
  }

  /** The ledger is folded into the branch's commit, so it is another than the experiment's. */
  static String head(BranchReport.Step head, MachineStatus machine) {
    return "%s, %s; it ran as %s"
        .formatted(
            head.experiment(),
            commit(head, machine)
                .map(commit -> "commit " + abbreviated(commit))
                .orElse("not in the hub yet"),
            abbreviated(head.commit()));
  }

  /** Absent too if the branch advanced between the coordinator's two answers. */
  private static Optional<String> commit(BranchReport.Step head, MachineStatus machine) {
    return machine.getBranchExperiment().equals(head.experiment())
        ? Optional.of(machine.getBranchCommit())
        : Optional.empty();
  }

  private static Map<String, Object> json(BranchReport branch, MachineStatus machine) {
    Map<String, Object> json = ComparisonJson.of(branch);
    json.put("state", machine.getState());
    json.put("head", branch.head().map(BranchReport.Step::experiment).orElse(null));
    json.put("commit", branch.head().map(BranchReport.Step::commit).orElse(null));
    json.put("branch_commit", branch.head().flatMap(head -> commit(head, machine)).orElse(null));
    List<Map<String, Object>> pending = new ArrayList<>();
    for (PendingTransplant each : machine.getPendingList()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("changes", each.getChangesList());
      one.put("description", each.getDescription());
      one.put("when", each.getWhen());
      pending.add(one);
    }
    json.put("pending", pending);
    return json;
  }

  static String abbreviated(String commit) {
    return commit.length() > ABBREVIATED ? commit.substring(0, ABBREVIATED) : commit;
  }
}
