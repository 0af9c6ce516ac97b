package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A worker's folder: what of it is on disk, and so survives every kill. */
final class Folder {
  private static final int RUNS_KEPT = 20;

  private final String incarnation;
  private final Map<Command.Held, Run> outbox = new LinkedHashMap<>();
  private final Map<Command.Held, Run> runs = new LinkedHashMap<>();
  private Run current;
  private Series series;
  private DesiredState desired;
  private Campaign said;

  Folder(String incarnation) {
    this.incarnation = incarnation;
  }

  String incarnation() {
    return incarnation;
  }

  /** What is on the device; null when nothing is. */
  Run current() {
    return current;
  }

  /** Ended runs whose outcomes were not acknowledged, oldest first. */
  Collection<Run> outbox() {
    return outbox.values();
  }

  boolean awaitsVerdict(Command.Held held) {
    return outbox.containsKey(held);
  }

  /** An ended run whose outcome was not acknowledged; or null. */
  Run ended(Command.Held held) {
    return outbox.get(held);
  }

  /** What the coordinator said last, for a worker that goes on alone; null when nothing is kept. */
  DesiredState desired() {
    return desired;
  }

  /** The campaign when it said so. */
  Campaign said() {
    return said;
  }

  void remember(DesiredState told, Campaign as) {
    desired = told;
    said = as;
  }

  /** What the machine does, or did and has not told of yet, by itself; null when there is none. */
  Series series() {
    return series;
  }

  void begin(Series alone) {
    series = alone;
  }

  void endSeries() {
    series = null;
  }

  /** The run that was started under this token, as long as its folder is kept; or null. */
  Run find(Command.Held held) {
    return runs.get(held);
  }

  /** The run that made this commit, as long as its folder is kept. */
  Optional<Run> find(String commit) {
    return runs.values().stream().filter(run -> run.commit().equals(commit)).findFirst();
  }

  void start(Run run) {
    current = run;
    runs.put(run.held(), run);
    if (runs.size() > RUNS_KEPT) {
      Iterator<Run> oldest = runs.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** A run that nobody had told the machine to make. */
  void startOwn(Run run) {
    current = run;
  }

  /** The machine's own run has ended. */
  Run endOwn() {
    Run own = current;
    current = null;
    return own;
  }

  /** The current run has ended: its outcome is on disk before anybody hears of it. */
  void keepOutcome() {
    outbox.put(current.held(), current);
    current = null;
  }

  /** Whether that was news. */
  boolean acknowledge(Command.Held held) {
    return outbox.remove(held) != null;
  }
}
