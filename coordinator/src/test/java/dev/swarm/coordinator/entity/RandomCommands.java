package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Commands as a busy swarm gives them, drawn from a seed: most make sense, some are stale. */
final class RandomCommands {
  private static final List<MachineName> MACHINES =
      List.of(new MachineName("m4max"), new MachineName("h100"), new MachineName("box"));

  private final Random random;
  private long millis;

  RandomCommands(long seed) {
    random = new Random(seed);
  }

  static Command start(int experimentsPerMachine) {
    return new Command.StartCampaign(
        TestCampaign.FILE,
        "b".repeat(40),
        "",
        TestCampaign.KNOBS,
        new Settings.Limits(7, OptionalInt.of(experimentsPerMachine), 1, false),
        Instant.EPOCH);
  }

  Command next(Campaign campaign) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return start(50 + random.nextInt(3));
    }
    MachineName machine = MACHINES.get(random.nextInt(MACHINES.size()));
    if (kind < 5) {
      return new Command.Join(
          machine, "cpu", "folder" + random.nextInt(2), "p" + random.nextInt(3), Set.of(), now());
    }
    if (kind < 7) {
      return new Command.ExpireLease(machine, "folder" + random.nextInt(2), now());
    }
    return report(machine, campaign.machines().get(machine));
  }

  private Command report(MachineName name, Machine machine) {
    List<Experiment> assigned =
        machine == null ? List.of() : new ArrayList<>(machine.workload().assigned());
    if (assigned.isEmpty()) {
      return new Command.ReportOutcome(
          new ExperimentId(name, random.nextInt(9)),
          1,
          java.util.Optional.empty(),
          commit(),
          outcome(),
          now());
    }
    Experiment experiment = assigned.get(random.nextInt(assigned.size()));
    return new Command.ReportOutcome(
        experiment.id(),
        experiment.token() - random.nextInt(5) / 4,
        experiment.base(),
        commit(),
        outcome(),
        now());
  }

  private Outcome outcome() {
    return switch (random.nextInt(8)) {
      case 0 ->
          new Outcome.Crashed("divergence", "The loss is NaN.", "NaN", RunFacts.NEVER_STARTED);
      case 1 -> new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED);
      default ->
          new Outcome.Measured(
              1 + random.nextDouble(),
              OptionalDouble.of(100),
              Map.of("num_steps", 3.0),
              RunFacts.NEVER_STARTED);
    };
  }

  private String commit() {
    return "%040x".formatted(random.nextLong());
  }

  private Instant now() {
    millis += random.nextInt(1000);
    return Instant.ofEpochMilli(millis);
  }
}
