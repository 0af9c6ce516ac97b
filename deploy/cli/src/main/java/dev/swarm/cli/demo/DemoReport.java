package dev.swarm.cli.demo;

import dev.swarm.coordinator.cli.LedgerLines;
import dev.swarm.coordinator.cli.StatusJson;
import dev.swarm.coordinator.cli.StatusTable;
import dev.swarm.coordinator.cli.Style;
import dev.swarm.coordinator.cli.Table;
import dev.swarm.coordinator.cli.comparison.ComparedSwarm;
import dev.swarm.coordinator.cli.comparison.ComparisonJson;
import dev.swarm.coordinator.cli.comparison.ComparisonText;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.SwarmStatus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a demo has come to: a table for people, one object for programs. */
final class DemoReport {
  private static final String ORDER_0 = "order0_bits_per_byte";

  private final DemoOptions options;
  private final SwarmStatus status;
  private final List<LedgerEntry> ledger;
  private final ComparedSwarm compared;

  DemoReport(
      DemoOptions options, SwarmStatus status, List<LedgerEntry> ledger, ComparedSwarm compared) {
    this.options = options;
    this.status = status;
    this.ledger = ledger;
    this.compared = compared;
  }

  String text(Style style) {
    Table table =
        new Table(
            "branch",
            "class",
            "baseline",
            "best",
            "improvement",
            "kept",
            "discarded",
            "crashed",
            "idle p50",
            "idle p99",
            "start-up");
    for (MachineStatus each : status.getMachinesList()) {
      table.row(
          each.getBranch(),
          each.getHardwareClass(),
          StatusTable.metric(each.hasBaseline(), each.getBaseline()),
          StatusTable.metric(each.hasBest(), each.getBest()),
          improvement(each),
          Integer.toString(each.getKept()),
          Integer.toString(each.getDiscarded()),
          Integer.toString(each.getCrashed()),
          StatusTable.seconds(each.hasIdleP50Seconds(), each.getIdleP50Seconds()),
          StatusTable.seconds(each.hasIdleP99Seconds(), each.getIdleP99Seconds()),
          StatusTable.seconds(each.hasStartupP50Seconds(), each.getStartupP50Seconds()));
    }
    StringBuilder text = new StringBuilder("\n").append(table.render(style));
    Double order0 = order0();
    if (order0 != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s in bits per byte, lower is better; knowing only how often each byte occurs"
                  + " would give %.3f.%n",
              status.getMetric(),
              order0));
    }
    text.append("\nWhat of it holds on both, as swarm compare tells it:\n\n")
        .append(ComparisonText.of(compared, style));
    text.append("\nThe same with charts: ").append(options.comparison());
    text.append("\nGit hub (a bare repository): ").append(options.coordinator().resolve("hub.git"));
    for (MachineStatus each : status.getMachinesList()) {
      text.append("\nLedger of ").append(each.getMachine()).append(": ").append(ledgerFile(each));
    }
    text.append("\n\nTry next:\n");
    next().forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  /** Why the demo is no success although it is over: machines that were put aside. */
  Optional<String> trouble() {
    return status.getMachinesList().stream()
        .filter(MachineStatus::hasAside)
        .map(each -> "%s is aside: %s".formatted(each.getMachine(), each.getAside()))
        .reduce((one, other) -> one + " " + other);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("campaign", status.getCampaign());
    json.put("metric", status.getMetric());
    json.put("direction", status.getDirection());
    json.put(ORDER_0, order0());
    json.put("hub", options.coordinator().resolve("hub.git").toString());
    json.put("machines", status.getMachinesList().stream().map(this::json).toList());
    json.put("comparison", ComparisonJson.of(compared));
    json.put("comparison_html", options.comparison().toString());
    return json;
  }

  private Map<String, Object> json(MachineStatus machine) {
    Map<String, Object> json = StatusJson.of(machine);
    json.put(
        "improvement",
        machine.hasBest() ? Math.abs(machine.getBaseline() - machine.getBest()) : null);
    json.put("results_tsv", ledgerFile(machine));
    json.put(
        "experiments",
        ledger.stream()
            .filter(entry -> entry.getMachine().equals(machine.getMachine()))
            .map(LedgerLines::json)
            .toList());
    return json;
  }

  private static String improvement(MachineStatus machine) {
    if (!machine.hasBest()) {
      return "-";
    }
    double gain = Math.abs(machine.getBaseline() - machine.getBest());
    return String.format(
        Locale.ROOT, "%.4f (%.1f%%)", gain, 100 * gain / Math.abs(machine.getBaseline()));
  }

  private String ledgerFile(MachineStatus machine) {
    return options.worker(machine.getMachine()).resolve("workspace/results.tsv").toString();
  }

  private List<String> next() {
    return List.of(
        "./swarm demo --dir %s --experiments %d    # go on from here"
            .formatted(quoted(options.folder()), options.experiments() + 4),
        "./swarm coordinator %s --dir %s    # serve its results, and in another terminal:"
            .formatted(quoted(options.campaign()), quoted(options.coordinator())),
        "./swarm log --dir %s    # every experiment with its verdict"
            .formatted(quoted(options.coordinator())));
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Both machines are scored on the same bytes, so any run says the same. */
  private Double order0() {
    return ledger.stream()
        .map(entry -> entry.getOutcome().getMeasured().getSummaryMap().get(ORDER_0))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
