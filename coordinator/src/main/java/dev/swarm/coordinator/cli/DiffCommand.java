package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.cli.comparison.Wording;
import dev.swarm.coordinator.wire.ComparisonWire;
import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ClassComparison;
import dev.swarm.shared.comparison.KnobDifference;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm diff}: two branches side by side. */
@Command(
    name = "diff",
    description = "Show two branches side by side: metrics, knobs and commits since the base.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm diff gpu-box m4max",
      "  swarm diff autoresearch/mar5-gpu-box autoresearch/mar5-m4max"
    })
public final class DiffCommand implements Callable<Integer> {
  private static final int COLUMN = 47;

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(index = "0", paramLabel = "A", description = "A branch, or its machine.")
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private String second;

  @Override
  public Integer call() {
    List<BranchReport> branches;
    try (OperatorClient client = operator.connect()) {
      branches =
          ClassComparison.of(ComparisonWire.swarm(client.statusWithPending(), client.wholeLedger()))
              .branches();
    }
    PrintWriter out = spec.commandLine().getOut();
    BranchReport one = BranchNames.find(branches, first);
    BranchReport other = BranchNames.find(branches, second);
    Style style = Style.ofOutput();
    out.print(metrics(one, other).render(style));
    if (!one.hardwareClass().equals(other.hardwareClass())) {
      out.println(
          style.faint("Different classes are different tasks; their metrics don't compare."));
    }
    knobs(out, style, one, other);
    commits(out, style, one, other);
    out.flush();
    return 0;
  }

  private static Table metrics(BranchReport one, BranchReport other) {
    Table table = new Table("", one.branch(), other.branch());
    table.row("class", one.hardwareClass(), other.hardwareClass());
    table.row("baseline", Wording.metric(one.baseline()), Wording.metric(other.baseline()));
    table.row("best", Wording.metric(one.best()), Wording.metric(other.best()));
    table.row("improvement", Wording.improvement(one), Wording.improvement(other));
    table.row("noise", Wording.metric(one.noiseFloor()), Wording.metric(other.noiseFloor()));
    table.row("kept", kept(one), kept(other));
    table.row("head, as it ran", head(one), head(other));
    return table;
  }

  private static String kept(BranchReport branch) {
    return "%d of %d".formatted(branch.kept(), branch.experiments());
  }

  private static String head(BranchReport branch) {
    return branch
        .head()
        .map(head -> head.experiment() + ", " + BranchesCommand.abbreviated(head.commit()))
        .orElse(Wording.NONE);
  }

  private static void knobs(PrintWriter out, Style style, BranchReport one, BranchReport other) {
    List<KnobDifference> differences = KnobDifference.between(one.headKnobs(), other.headKnobs());
    out.println();
    if (differences.isEmpty()) {
      out.println("Their knobs stand the same.");
      return;
    }
    Table table = new Table("knobs that differ", "base", one.machine(), other.machine());
    for (KnobDifference each : differences) {
      table.row(
          each.knob(),
          one.baseKnobs().getOrDefault(each.knob(), Wording.NONE),
          Optional.ofNullable(each.one()).orElse(Wording.NONE),
          Optional.ofNullable(each.other()).orElse(Wording.NONE));
    }
    out.print(table.render(style));
  }

  private static void commits(PrintWriter out, Style style, BranchReport one, BranchReport other) {
    List<BranchReport.Step> left = one.commits();
    List<BranchReport.Step> right = other.commits();
    out.println();
    if (left.isEmpty() && right.isEmpty()) {
      out.println("Both still stand at the base.");
      return;
    }
    out.println(
        style.bold(
            (padded("commits of %s since the base".formatted(one.machine()))
                    + "of "
                    + other.machine())
                .stripTrailing()));
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      out.println((padded(commit(left, i)) + cut(commit(right, i), COLUMN)).stripTrailing());
    }
  }

  private static String commit(List<BranchReport.Step> steps, int index) {
    if (index >= steps.size()) {
      return "";
    }
    BranchReport.Step step = steps.get(index);
    return "%s %s %s %s"
        .formatted(
            BranchesCommand.abbreviated(step.commit()),
            step.experiment(),
            Wording.percent(step.percent()),
            Wording.plain(step.description()));
  }

  private static String padded(String text) {
    String shown = cut(text, COLUMN);
    return shown + " ".repeat(COLUMN - shown.length() + 3);
  }

  private static String cut(String text, int columns) {
    return text.length() <= columns ? text : text.substring(0, columns - 3) + "...";
  }
}
