package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.CampaignImage;
import dev.swarm.coordinator.snapshot.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Runs a swarm from its first minute to its last, in one thread. Nothing is asked of a clock but
 * how long it all took.
 */
public final class SwarmSimulation {
  private static final long HOUR = 3_600_000;

  /** The share of its experiments after which nothing goes wrong any more. */
  private static final double CALM = 0.9;

  private static final RecordCodec CODEC = new RecordCodec();

  private final SimulationOptions options;
  private final World world;
  private final long end;
  private final long wanted;
  private boolean calm;

  private SwarmSimulation(SimulationOptions options) {
    this.options = options;
    this.world = new World(options);
    this.end = options.hours() * HOUR;
    this.wanted =
        options.experiments().isPresent()
            ? (long) options.experiments().getAsInt() * options.workers()
            : Long.MAX_VALUE;
  }

  /**
   * Simulates a swarm.
   *
   * @throws InvariantViolation when something did not hold that must, with the command that shows
   *     it again
   */
  public static SimulationReport run(SimulationOptions options) {
    long started = System.nanoTime();
    SwarmSimulation simulation = new SwarmSimulation(options);
    try {
      simulation.run();
      return SimulationReport.of(options, simulation.world, System.nanoTime() - started);
    } catch (RuntimeException failure) {
      throw InvariantViolation.in(options, simulation.world.agenda().now(), failure);
    }
  }

  private void run() {
    world.begin();
    new Trouble(world).begin();
    world.operator().begin();
    new Agent(world).begin();
    while (counts().done < options.workers() && world.agenda().step(end)) {
      if (!calm && isTimeToCalmDown()) {
        calm = true;
        world.faults().stop();
        world.owner().calmDown();
        world.operator().resumeAll();
        new Watch(world, options.experiments()).begin();
      }
    }
    replay();
  }

  private boolean isTimeToCalmDown() {
    return world.agenda().now() >= end - Watch.PATIENCE || counts().experiments >= CALM * wanted;
  }

  private Course.Counts counts() {
    return world.coordinator().course().counts();
  }

  /** At the end, once more from the first event. */
  private void replay() {
    Journal journal = world.coordinator().journal();
    Campaign campaign = world.coordinator().campaign();
    Optional<Campaign> whole = journal.replayWhole();
    world
        .checks()
        .that(
            Invariant.REPLAY_IS_THE_STATE,
            whole.isEmpty() || whole.get().equals(campaign),
            journal.size());
    world
        .checks()
        .that(Invariant.REPLAY_IS_THE_STATE, journal.recover().equals(campaign), journal.size());
    world
        .checks()
        .that(
            Invariant.REPLAY_IS_THE_STATE, fromSnapshot(campaign).equals(campaign), journal.size());
  }

  private static Campaign fromSnapshot(Campaign campaign) {
    try {
      byte[] snapshot = CODEC.write(CampaignImage.of(campaign));
      return ((CampaignImage) CODEC.read(snapshot, List.of(CampaignImage.class)).get(0)).campaign();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
