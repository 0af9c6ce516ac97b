package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Transplant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whoever sits at the terminal: lets machines begin, has changes measured elsewhere, and stops
 * machines for a while.
 */
final class Operator {
  private static final int QUARTER = 15 * 60_000;
  private static final int MOST_RECEIVERS = 3;

  /** In so many quarters the campaign is paused once, and a machine three times. */
  private static final int PAUSES = 24;

  private final World world;

  Operator(World world) {
    this.world = world;
  }

  /** From now on, every quarter of an hour. */
  void begin() {
    world
        .agenda()
        .in(
            QUARTER,
            () -> {
              world.coordinator().ask(at -> new Command.ApproveLoop(Optional.empty(), at));
              if (world.random().nextInt(4) == 0) {
                promote();
              }
              if (world.faults().areOver()) {
                resumeAll();
              } else {
                pauseNowAndThen();
              }
              begin();
            });
  }

  /** Whatever was stopped goes on. */
  void resumeAll() {
    world.coordinator().ask(at -> new Command.Resume(Optional.empty(), at));
    world.deeds().count(Deed.CAMPAIGN_RESUMED);
  }

  private void pauseNowAndThen() {
    int draw = world.random().nextInt(PAUSES);
    if (draw == 0) {
      world.coordinator().ask(at -> new Command.Pause(Optional.empty(), at));
      world.deeds().count(Deed.CAMPAIGN_PAUSED);
      world.agenda().in(world.owner().duration(), this::resumeAll);
    } else if (draw < 4) {
      Optional<MachineName> machine = Optional.of(anyName());
      world.coordinator().ask(at -> new Command.Pause(machine, at));
      world.deeds().count(Deed.MACHINE_DRAINED);
      world
          .agenda()
          .in(
              world.owner().duration(),
              () -> {
                world.coordinator().ask(at -> new Command.Resume(machine, at));
                world.deeds().count(Deed.MACHINE_RESUMED);
              });
    }
  }

  /** One change of a branch, or several of them at once, for a few other machines. */
  private void promote() {
    Campaign campaign = world.coordinator().campaign();
    Machine from = campaign.machines().get(anyName());
    if (from == null || from.branch().steps().isEmpty()) {
      return;
    }
    List<Transplant.Part> parts =
        from.branch().steps().stream()
            .flatMap(step -> step.parts(from.membership().hardwareClass()).stream())
            .toList();
    boolean all = world.random().nextInt(8) == 0;
    int first = all ? 0 : world.random().nextInt(parts.size());
    int last = all ? parts.size() : Math.min(parts.size(), first + 1 + world.random().nextInt(4));
    boolean together = last - first > 1 && (all || world.random().nextBoolean());
    List<Transplant> transplants =
        together
            ? List.of(new Transplant(Transplant.Kind.STACK, parts.subList(first, last), false))
            : parts.subList(first, last).stream().map(Transplant::of).toList();
    world
        .deeds()
        .count(all ? Deed.BRANCH_PROMOTED : together ? Deed.STACK_PROMOTED : Deed.CHANGES_PROMOTED);
    List<MachineName> to = receivers(campaign);
    boolean now = world.random().nextBoolean();
    Optional<Duration> patience =
        world.random().nextBoolean()
            ? Optional.empty()
            : Optional.of(Duration.ofMinutes(1 + world.random().nextInt(120)));
    if (!to.isEmpty()) {
      world
          .coordinator()
          .ask(
              at ->
                  new Command.Promote(
                      transplants, Optional.of(from.name()), to, now, patience.map(at::plus), at));
    }
  }

  /** A few machines that are there, in any order. */
  List<MachineName> receivers(Campaign campaign) {
    List<MachineName> to = new ArrayList<>();
    for (int i = 0; i < MOST_RECEIVERS; i++) {
      MachineName name = anyName();
      if (campaign.machines().containsKey(name) && !to.contains(name)) {
        to.add(name);
      }
    }
    return to;
  }

  private MachineName anyName() {
    return world.workers().get(world.random().nextInt(world.workers().size())).name();
  }
}
