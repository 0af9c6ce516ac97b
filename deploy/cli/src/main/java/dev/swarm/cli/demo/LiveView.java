package dev.swarm.cli.demo;

import dev.swarm.coordinator.cli.StatusTable;
import dev.swarm.coordinator.cli.Style;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.RunningStatus;
import dev.swarm.proto.v1.SwarmStatus;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One live line per machine. On a terminal the lines stay in their place; elsewhere a line is
 * printed when a machine starts an experiment. One thread.
 */
final class LiveView {
  private static final int BAR = 20;
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR = "\u001b[2K";

  private final PrintWriter out;
  private final Style style;
  private final int experiments;
  private final Map<String, String> shown = new HashMap<>();
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

  private void printNews(MachineStatus machine) {
    String now = machine.hasRunning() ? machine.getRunning().getExperiment() : machine.getState();
    if (!now.equals(shown.put(machine.getMachine(), now))) {
      out.println(line(machine));
    }
  }

  private String line(MachineStatus machine) {
    String best =
        machine.hasBest()
            ? "best " + StatusTable.metric(true, machine.getBest())
            : "no baseline yet";
    String what = machine.hasRunning() ? running(machine.getRunning()) : idle(machine);
    return "%-14s %s %s  %s"
        .formatted(style.bold(machine.getMachine()), progress(machine), what, style.green(best));
  }

  private String progress(MachineStatus machine) {
    int judged = machine.hasRemaining() ? experiments - machine.getRemaining() : 0;
    return style.faint("%d/%d".formatted(judged, experiments));
  }

  private static String idle(MachineStatus machine) {
    if (machine.hasTrouble()) {
      return machine.getState() + ": " + machine.getTrouble();
    }
    return machine.hasAside() ? "aside: " + machine.getAside() : machine.getState();
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
