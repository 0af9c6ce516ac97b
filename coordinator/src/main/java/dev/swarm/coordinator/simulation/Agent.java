package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.knob.Knob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who writes code: pushes commits that change more than knobs, made on what stands on one
 * branch, and has them measured on others too.
 */
final class Agent {
  private static final int TWO_HOURS = 2 * 3_600_000;

  private final World world;

  Agent(World world) {
    this.world = world;
  }

  /** From now on, every two hours or so. */
  void begin() {
    world
        .agenda()
        .in(
            1 + world.random().nextInt(2 * TWO_HOURS),
            () -> {
              push();
              begin();
            });
  }

  private void push() {
    Campaign campaign = world.coordinator().campaign();
    List<MachineName> machines = world.operator().receivers(campaign);
    if (machines.isEmpty()) {
      return;
    }
    Machine from = campaign.machines().get(machines.get(0));
    Optional<Program> on = from.branch().head().map(Head::commit).map(world.hub()::program);
    if (on.isEmpty()) {
      return;
    }
    Transplant.Part part = commit(from, on.get());
    world.deeds().count(Deed.COMMIT_PROMOTED);
    boolean now = world.random().nextBoolean();
    world
        .coordinator()
        .ask(
            at ->
                new Command.Promote(
                    List.of(Transplant.of(part)),
                    Optional.empty(),
                    machines,
                    now,
                    Optional.empty(),
                    at));
  }

  /** Something new, and every other time a knob with it. */
  private Transplant.Part commit(Machine from, Program on) {
    Map<String, String> settings =
        world.random().nextBoolean() ? Map.of() : aSetting(from.branch().knobs());
    String commit = world.hub().newCommit();
    int patch = world.hub().newPatch();
    world.hub().push(commit, on.plus(Set.of(patch)).with(settings), on);
    return new Transplant.Part(
        new ChangeId(commit),
        Optional.empty(),
        new Edit(settings, Optional.of(Patch.of(commit))),
        from.branch().knobs(),
        "patch " + patch);
  }

  private Map<String, String> aSetting(Map<String, String> now) {
    List<Knob> knobs = world.campaign().file().searched();
    Knob knob = knobs.get(world.random().nextInt(knobs.size()));
    if (!(knob instanceof Knob.Numeric numeric) || numeric.whole()) {
      return Map.of();
    }
    String half = Double.toString(Math.max(numeric.min(), number(now.get(knob.name())) / 2));
    return Map.of(knob.name(), half);
  }

  private static double number(String value) {
    return Double.parseDouble(value);
  }
}
