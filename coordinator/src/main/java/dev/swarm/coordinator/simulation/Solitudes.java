package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Has seen what machines ran by themselves: each such run has to be taken in once, in the order in
 * which its machine made it, before the machine forgets it.
 */
final class Solitudes {
  private final Checks checks;
  private final Map<Number, Run> made = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();

  /** Experiments here, by the names that their machines gave them. */
  private final Map<String, ExperimentId> named = new HashMap<>();

  private record Number(MachineName machine, String series, int number) {}

  Solitudes(Checks checks) {
    this.checks = checks;
  }

  void made(MachineName machine, String series, int number, Run run) {
    made.put(new Number(machine, series, number), run);
  }

  /** A run is in the journal; the run that it was. */
  Run taken(Command command, Event.OfflineRunTaken event) {
    Run run = made.remove(new Number(event.machine(), event.series(), event.number()));
    int before = taken.getOrDefault(event.series(), 0);
    checks.that(
        Invariant.OWN_RUNS_COUNT_ONCE_IN_ORDER,
        run != null
            && event.number() == before + 1
            && command instanceof Command.TakeOfflineRun own
            && own.run().outcome() == run.outcome()
            && own.run().side() == run.side(),
        event);
    taken.put(event.series(), event.number());
    if (ExperimentId.find(event.name()).isEmpty()) {
      named.putIfAbsent(event.name(), event.id());
    }
    return run;
  }

  /** What a machine means by a name: an experiment that was handed out, or one of its own. */
  Optional<ExperimentId> named(String name) {
    return ExperimentId.find(name).or(() -> Optional.ofNullable(named.get(name)));
  }

  void forgotten(Series series) {
    checks.that(
        Invariant.NOTHING_RUN_ALONE_IS_LOST,
        taken.getOrDefault(series.name(), 0) == series.size(),
        series.name());
  }
}
