package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.RunningStatus;
import dev.swarm.proto.v1.SwarmStatus;
import java.util.Locale;

/** A status for people. */
public final class StatusTable {
  private StatusTable() {}

  /**
   * A line a machine, and a sentence for each that needs somebody; before them how the coordinators
   * are, where there are several.
   */
  public static String of(SwarmStatus status, Style style) {
    String cluster = ClusterText.of(status.getCoordinatorsList(), style);
    if (status.getMachinesCount() == 0) {
      return cluster
          + "No machine has joined '%s' yet; start one with: swarm worker --coordinator HOST:PORT%n"
              .formatted(status.getCampaign());
    }
    Table table =
        new Table(
            "machine",
            "class",
            "state",
            "baseline",
            "best",
            "noise",
            "kept",
            "disc",
            "crash",
            "idle p50",
            "start-up",
            "running");
    StringBuilder notes = new StringBuilder();
    for (MachineStatus each : status.getMachinesList()) {
      table.row(
          each.getMachine(),
          each.getHardwareClass(),
          each.getState(),
          metric(each.hasBaseline(), each.getBaseline()),
          metric(each.hasBest(), each.getBest()),
          metric(each.hasNoiseFloor(), each.getNoiseFloor()),
          Integer.toString(each.getKept()),
          Integer.toString(each.getDiscarded()),
          Integer.toString(each.getCrashed()),
          seconds(each.hasIdleP50Seconds(), each.getIdleP50Seconds()),
          seconds(each.hasStartupP50Seconds(), each.getStartupP50Seconds()),
          each.hasRunning() ? running(each.getRunning()) : "");
      if (each.hasAside()) {
        notes.append(style.red(each.getMachine() + " is aside: " + each.getAside())).append('\n');
      }
      if (each.getState().equals("approval")) {
        notes.append(
            "%s has measured its baseline; let it go on with: swarm approve %s%n"
                .formatted(each.getMachine(), each.getMachine()));
      }
      if (each.hasWarning()) {
        notes.append(style.red(each.getMachine() + ": " + each.getWarning())).append('\n');
      }
      if (each.hasTrouble()) {
        notes.append(style.red(each.getMachine() + ": " + each.getTrouble())).append('\n');
      }
    }
    return "%s: %s %s%n".formatted(status.getCampaign(), status.getDirection(), status.getMetric())
        + cluster
        + table.render(style)
        + notes;
  }

  /** A metric with four decimals, or a dash. */
  public static String metric(boolean present, double value) {
    return present ? String.format(Locale.ROOT, "%.4f", value) : "-";
  }

  /** Seconds with two decimals, or a dash. */
  public static String seconds(boolean present, double value) {
    return present ? String.format(Locale.ROOT, "%.2f s", value) : "-";
  }

  private static String running(RunningStatus running) {
    return "%s %s (%s)"
        .formatted(
            running.getExperiment(),
            running.hasFraction() ? Math.round(running.getFraction() * 100) + "%" : "starting",
            running.getDescription());
  }
}
