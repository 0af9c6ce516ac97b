package dev.swarm.cli.demo;

import dev.swarm.coordinator.cli.StatusTable;
import dev.swarm.coordinator.cli.Style;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.RunningStatus;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.SwarmStatus;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One live line per machine. On a terminal the lines stay in their place; elsewhere a line is
 * printed when a machine starts an experiment and when one gets its verdict. One thread.
 */
final class LiveView {
  private static final int BAR = 20;
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR = "\u001b[2K";

  private final PrintWriter out;
  private final Style style;
  private final int experiments;
  private final Map<String, MachineStatus> shown = new HashMap<>();
  private int lines;

  LiveView(PrintWriter out, Style style, int experiments) {
    this.out = out;
    this.style = style;
    this.experiments = experiments;
  }

  void show(SwarmStatus status) {
    if (style == Style.TERMINAL) {
      if (lines > 0) {
        out.printf(UP, lines);
      }
      status.getMachinesList().forEach(machine -> out.println(CLEAR + line(machine)));
      lines = status.getMachinesCount();
    } else {
      status.getMachinesList().forEach(this::printNews);
    }
    out.flush();
  }

  private void printNews(MachineStatus now) {
    MachineStatus before = shown.getOrDefault(now.getMachine(), MachineStatus.getDefaultInstance());
    shown.put(now.getMachine(), now);
    if (now.hasLast() && now.getLast().getRow() != before.getLast().getRow()) {
      out.println(prefix(now) + verdict(now.getLast()));
    }
    RunningStatus running = now.getRunning();
    if (now.hasRunning() && !running.getExperiment().equals(before.getRunning().getExperiment())) {
      out.println(prefix(now) + running.getExperiment() + " runs: " + running.getDescription());
    }
    String notice = notice(now);
    if (!notice.isEmpty() && !notice.equals(notice(before))) {
      out.println(prefix(now) + notice);
    }
  }

  private String line(MachineStatus machine) {
    String notice = notice(machine);
    if (!notice.isEmpty()) {
      return prefix(machine) + style.red(notice);
    }
    String best =
        machine.hasBest()
            ? "  best " + StatusTable.metric(true, machine.getBest())
            : "  no baseline yet";
    return prefix(machine)
        + (machine.hasRunning() ? running(machine.getRunning()) : machine.getState())
        + style.green(best);
  }

  private String prefix(MachineStatus machine) {
    int judged = machine.hasRemaining() ? experiments - machine.getRemaining() : 0;
    return style.bold("%-14s".formatted(machine.getMachine()))
        + style.faint("%d/%d  ".formatted(Math.max(0, judged), experiments));
  }

  private static String notice(MachineStatus machine) {
    if (machine.hasAside()) {
      return "aside: " + machine.getAside();
    }
    return machine.getTrouble();
  }

  private static String verdict(LedgerEntry entry) {
    return "%s %s: %s"
        .formatted(entry.getExperiment(), word(entry.getStatus()), entry.getVerdict());
  }

  private static String word(Status status) {
    return switch (status) {
      case STATUS_KEEP -> "kept";
      case STATUS_DISCARD -> "discarded";
      default -> "crashed";
    };
  }

  private static String running(RunningStatus running) {
    StringBuilder text = new StringBuilder();
    double fraction = running.hasFraction() ? running.getFraction() : 0;
    int full = (int) Math.round(fraction * BAR);
    text.append('[').append("#".repeat(full)).append("-".repeat(BAR - full)).append("] ");
    text.append(
        running.hasFraction()
            ? "%3d%%".formatted(Math.round(fraction * 100))
            : "%3.0fs".formatted(running.getElapsedSeconds()));
    if (running.hasLoss()) {
      text.append(String.format(Locale.ROOT, "  loss %.3f", running.getLoss()));
    }
    if (running.hasTokensPerSecond()) {
      text.append(
          String.format(Locale.ROOT, "  %.1fk tokens/s", running.getTokensPerSecond() / 1000));
    }
    return text.append("  ").append(running.getDescription()).toString();
  }
}
