package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.cli.comparison.Wording;
import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.ComparedRun;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.ShownExperiment;
import dev.swarm.proto.v1.Status;
import dev.swarm.shared.comparison.KnobDifference;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** One experiment for people. */
final class ShownText {
  private static final int LABEL = 12;

  private final ShownExperiment shown;
  private final LedgerEntry entry;
  private final Style style;
  private final StringBuilder text = new StringBuilder();

  private ShownText(ShownExperiment shown, Style style) {
    this.shown = shown;
    this.entry = shown.getEntry();
    this.style = style;
  }

  /** Each line ends with a line end. */
  static String of(ShownExperiment shown, List<ShowCommand.Pending> pending, Style style) {
    ShownText text = new ShownText(shown, style);
    text.facts();
    text.diff();
    text.log();
    text.elsewhere(pending);
    return text.text.toString();
  }

  private void facts() {
    Proposal proposal = entry.getProposal();
    text.append(style.bold(entry.getExperiment()))
        .append("  ")
        .append(Wording.plain(proposal.getDescription()))
        .append('\n');
    fact("branch", "%s (%s)".formatted(entry.getBranch(), entry.getHardwareClass()));
    if (entry.hasImported()) {
      fact(
          "imported",
          "from %s, line %d"
              .formatted(
                  Wording.plain(entry.getImported().getFile()), entry.getImported().getLine()));
    } else {
      fact("origin", origin(proposal));
    }
    fact("ran on", entry.getBase());
    fact("rung", proposal.hasRung() ? proposal.getRung() : "");
    fact("commit", Wording.plain(entry.getCommit()));
    fact("verdict", verdict());
    fact("metric", metric());
    fact("runs", runs());
    fact("memory", memory());
    fact("duration", duration());
    knobs();
  }

  private String verdict() {
    if (entry.getProposal().hasRung() && entry.hasOutcome()) {
      return "none; nothing is kept or discarded on another rung than the branch's own";
    }
    if (entry.getStatus() == Status.STATUS_UNSPECIFIED) {
      return "none yet";
    }
    String word = LedgerLines.row(entry).status().text();
    String coloured =
        switch (entry.getStatus()) {
          case STATUS_KEEP -> style.green(word);
          case STATUS_CRASH -> style.red(word);
          default -> word;
        };
    return entry.getVerdict().isEmpty()
        ? coloured
        : coloured + ": " + Wording.plain(entry.getVerdict());
  }

  private static String origin(Proposal proposal) {
    String reason = proposal.getReason().isEmpty() ? "" : ": " + proposal.getReason();
    String origin =
        proposal.getOrigin() == Origin.ORIGIN_UNSPECIFIED
            ? ""
            : proposal.getOrigin().name().replace("ORIGIN_", "").toLowerCase(Locale.ROOT);
    String sources =
        proposal.getTransplant().getChangesList().stream()
            .map(ShownText::source)
            .collect(Collectors.joining(", "));
    String step = proposal.getTransplant().getRelative() ? ", as the same step" : "";
    return Wording.plain(origin + (sources.isEmpty() ? "" : " of " + sources) + step + reason);
  }

  private static String source(CarriedChange change) {
    return change.hasHardwareClass()
        ? "%s (%s)".formatted(change.getId(), change.getHardwareClass())
        : change.getId();
  }

  private String metric() {
    if (!entry.getOutcome().hasMeasured()) {
      return "";
    }
    String metric =
        String.format(Locale.ROOT, "%.6f", entry.getOutcome().getMeasured().getMetric());
    if (!entry.hasGain()) {
      return metric;
    }
    String error =
        entry.hasStandardError()
            ? String.format(Locale.ROOT, " \u00b1 %.6f", entry.getStandardError())
            : ", noise unknown";
    return String.format(Locale.ROOT, "%s, gain %+.6f%s", metric, entry.getGain(), error);
  }

  private String runs() {
    if (entry.getRunsCount() < 2 && entry.getComparedRunsCount() == 0) {
      return "";
    }
    String own = entry.getRunsList().stream().map(ShownText::six).collect(Collectors.joining(", "));
    String incumbent =
        entry.getComparedRunsList().stream()
            .filter(ComparedRun::getIncumbent)
            .map(run -> six(run.getOutcome().getMeasured().getMetric()))
            .collect(Collectors.joining(", "));
    return incumbent.isEmpty() ? own : own + "; its incumbent beside it " + incumbent;
  }

  private static String six(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private String memory() {
    OptionalDouble memory = LedgerLines.memoryMib(entry);
    return memory.isPresent()
        ? String.format(Locale.ROOT, "%.1f GiB", memory.getAsDouble() / 1024)
        : "";
  }

  private String duration() {
    RunFacts facts = entry.getOutcome().getFacts();
    return facts.getDurationSeconds() > 0
        ? String.format(Locale.ROOT, "%.1f s", facts.getDurationSeconds())
        : "";
  }

  private void knobs() {
    List<KnobDifference> changed =
        KnobDifference.between(entry.getKnobsBeforeMap(), entry.getKnobsAfterMap());
    fact(
        "knobs",
        changed.stream()
            .map(each -> "%s %s -> %s".formatted(each.knob(), each.one(), each.other()))
            .collect(Collectors.joining(", ")));
    if (entry.getOutcome().getFacts().getSettingsOnly()) {
      fact("patch", "it conflicted here, so only the knobs were set");
    }
  }

  private void diff() {
    text.append('\n');
    if (!shown.getDiff().isEmpty()) {
      Terminal.plainLines(shown.getDiff())
          .forEach(line -> text.append(coloured(line)).append('\n'));
    } else if (!shown.hasNoDiff()) {
      text.append("It changes nothing of the mutable files.\n");
    }
    if (shown.hasNoDiff()) {
      text.append(shown.getNoDiff()).append('\n');
    }
  }

  private String coloured(String line) {
    if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("diff ")) {
      return style.bold(line);
    }
    return line.startsWith("+") ? style.green(line) : line.startsWith("-") ? style.red(line) : line;
  }

  private void log() {
    if (!entry.getOutcome().hasCrashed()) {
      return;
    }
    Crashed crash = entry.getOutcome().getCrashed();
    text.append('\n')
        .append(style.bold("Crash"))
        .append(": %s (%s)%n".formatted(Wording.plain(crash.getReason()), crash.getKind()));
    Terminal.plainLines(crash.getLogTail())
        .forEach(line -> text.append("  ").append(line).append('\n'));
  }

  private void elsewhere(List<ShowCommand.Pending> pending) {
    if (shown.getCarriedCount() + shown.getOnRungsCount() == 0 && pending.isEmpty()) {
      return;
    }
    text.append('\n').append(style.bold("Elsewhere")).append('\n');
    Table table = new Table("machine", "class", "what came of it", "gain", "experiment");
    for (LedgerEntry each : shown.getCarriedList()) {
      table.row(
          each.getMachine(),
          each.getHardwareClass(),
          each.hasTransfer()
              ? each.getTransfer()
                  .name()
                  .replace("TRANSFER_", "")
                  .replace('_', ' ')
                  .toLowerCase(Locale.ROOT)
              : LedgerLines.row(each).status().text(),
          each.hasGain() ? String.format(Locale.ROOT, "%+.6f", each.getGain()) : Wording.NONE,
          each.getExperiment());
    }
    for (LedgerEntry each : shown.getOnRungsList()) {
      table.row(
          each.getMachine(),
          each.getHardwareClass(),
          "on rung %s: %s".formatted(each.getProposal().getRung(), onRung(each)),
          each.hasGain() ? String.format(Locale.ROOT, "%+.6f", each.getGain()) : Wording.NONE,
          each.getExperiment());
    }
    for (ShowCommand.Pending each : pending) {
      table.row(each.machine(), each.hardwareClass(), "waits, " + each.when(), Wording.NONE, "");
    }
    table.render(style).lines().forEach(line -> text.append("  ").append(line).append('\n'));
  }

  private static String onRung(LedgerEntry entry) {
    return entry.getOutcome().hasMeasured()
        ? six(entry.getOutcome().getMeasured().getMetric())
        : "crashed";
  }

  private void fact(String label, String value) {
    if (!value.isEmpty()) {
      text.append("  ").append(label).append(" ".repeat(LABEL - label.length())).append(value);
      text.append('\n');
    }
  }
}
