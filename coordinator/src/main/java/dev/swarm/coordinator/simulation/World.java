package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Everything there is in one simulation, drawn from one seed. */
final class World {
  private static final int FIRST_MINUTE = 60_000;
  private static final int FIRST_HOURS = 120 * FIRST_MINUTE;

  /** Every so-many-th worker comes when others have got somewhere already. */
  private static final int LATE = 8;

  /** Every so-many-th campaign has a ladder. */
  private static final int LADDERS = 10;

  private static final long FIRST_SERIES = 1_772_704_800_000L;

  private final SplittableRandom random;
  private long series;
  private final Agenda agenda = new Agenda();
  private final Checks checks = new Checks();
  private final Hub hub = new Hub();
  private final SimulatedCampaign campaign;
  private final Deeds deeds = new Deeds();
  private final Faults faults;
  private final Network network;
  private final Landscape landscape;
  private final Witness witness;
  private final SimulatedCoordinator coordinator;
  private final Owner owner;
  private final Operator operator;
  private final List<SimulatedWorker> workers = new ArrayList<>();

  World(SimulationOptions options) {
    random = new SplittableRandom(options.seed());
    faults = new Faults(random);
    network = new Network(agenda, random, faults);
    landscape = Landscape.draw(random);
    campaign =
        random.nextInt(LADDERS) == 0 ? SimulatedCampaign.WITH_LADDER : SimulatedCampaign.PLAIN;
    witness = new Witness(checks, hub, campaign.file());
    owner = new Owner(this);
    operator = new Operator(this);
    Settings.Limits limits =
        new Settings.Limits(
            options.seed(),
            options.experiments(),
            1 + random.nextInt(Math.min(4, options.workers())),
            random.nextInt(8) == 0);
    coordinator = new SimulatedCoordinator(this, limits);
    for (int i = 0; i < options.workers(); i++) {
      int hardwareClass = i % HardwareClass.ALL.size();
      MachineName name = new MachineName(HardwareClass.ALL.get(hardwareClass).name() + "-" + i);
      workers.add(
          new SimulatedWorker(
              this, name, hardwareClass, random.nextBoolean(), new Folder(name + "-folder")));
    }
  }

  /** Everything is started, most of it within a minute, in any order. */
  void begin() {
    coordinator.start();
    for (int i = 0; i < workers.size(); i++) {
      boolean isLate = i % LATE == LATE - 1;
      agenda.in(random.nextInt(isLate ? FIRST_HOURS : FIRST_MINUTE), workers.get(i)::start);
    }
  }

  /** What is optimised. */
  SimulatedCampaign campaign() {
    return campaign;
  }

  /** A name for what a worker does by itself, as long as a clock's milliseconds. */
  String newSeries() {
    return Long.toString(FIRST_SERIES + ++series);
  }

  SplittableRandom random() {
    return random;
  }

  Agenda agenda() {
    return agenda;
  }

  Checks checks() {
    return checks;
  }

  Hub hub() {
    return hub;
  }

  Faults faults() {
    return faults;
  }

  Network network() {
    return network;
  }

  Landscape landscape() {
    return landscape;
  }

  Witness witness() {
    return witness;
  }

  SimulatedCoordinator coordinator() {
    return coordinator;
  }

  Owner owner() {
    return owner;
  }

  Operator operator() {
    return operator;
  }

  Deeds deeds() {
    return deeds;
  }

  List<SimulatedWorker> workers() {
    return workers;
  }
}
