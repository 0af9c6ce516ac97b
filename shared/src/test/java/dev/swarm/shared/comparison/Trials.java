package dev.swarm.shared.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A swarm written down trial by trial; every machine has a baseline of 2 and a noise of 0.01. */
final class Trials {
  static final double BASELINE = 2;
  static final double NOISE = 0.01;

  private final List<MachineNow> machines = new ArrayList<>();
  private final List<Trial> trials = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, Integer> orders = new HashMap<>();

  /** Machine by machine: {@code h100/gpu1} is gpu1 of class h100. */
  Trials(String... names) {
    for (String name : names) {
      String[] parts = name.split("/");
      machines.add(
          new MachineNow(
              parts[1],
              branch(parts[1]),
              parts[0],
              OptionalDouble.of(BASELINE),
              OptionalDouble.of(BASELINE),
              OptionalDouble.of(NOISE)));
      Idea nothing =
          new Idea(
              List.of(parts[1] + "-0"), Optional.empty(), false, false, "baseline", Map.of(), true);
      add(
          parts[1],
          nothing,
          true,
          Map.of(),
          OptionalDouble.empty(),
          NOISE,
          Status.KEEP,
          null,
          null);
    }
  }

  /** A change of one knob that a machine thought of, its gain, and whether it was kept. */
  Trials own(String machine, String knob, String from, String to, double gain, boolean kept) {
    return add(
        machine,
        ownIdea(machine, knob, from, to),
        false,
        Map.of(knob, from),
        OptionalDouble.of(gain),
        NOISE,
        kept ? Status.KEEP : Status.DISCARD,
        null,
        null);
  }

  private Idea ownIdea(String machine, String knob, String from, String to) {
    return new Idea(
        List.of(next(machine)),
        Optional.empty(),
        false,
        false,
        "%s %s -> %s".formatted(knob, from, to),
        Map.of(knob, to),
        true);
  }

  /** A change that was carried here, and what came of it. */
  Trials carried(String machine, String change, String from, double gain, Transfer transfer) {
    return carried(machine, List.of(change), from, gain, NOISE, false, transfer, null);
  }

  Trials carried(
      String machine,
      List<String> changes,
      String from,
      double gain,
      double error,
      boolean asStep,
      Transfer transfer,
      String rung) {
    boolean ran = transfer != Transfer.CRASHED && transfer != Transfer.NOT_TRANSFERABLE;
    Idea idea =
        new Idea(
            changes, Optional.of(from), true, asStep, "carried " + changes, Map.of("K", "1"), true);
    Status status =
        transfer == Transfer.TRANSFERRED ? Status.KEEP : ran ? Status.DISCARD : Status.CRASH;
    return add(
        machine,
        idea,
        false,
        Map.of("K", "0"),
        ran ? OptionalDouble.of(gain) : OptionalDouble.empty(),
        error,
        status,
        transfer,
        rung);
  }

  Trials crash(String machine, String knob, String from, String to) {
    return add(
        machine,
        ownIdea(machine, knob, from, to),
        false,
        Map.of(knob, from),
        OptionalDouble.empty(),
        NOISE,
        Status.CRASH,
        null,
        null);
  }

  Trials waits(String machine, String change, String when) {
    waiting.add(new Waiting(machine, classOf(machine), List.of(change), "waits", when));
    return this;
  }

  /** The id of the machine's newest experiment. */
  String last(String machine) {
    return machine + "-" + orders.get(machine);
  }

  MeasuredSwarm swarm(String... relativeKnobs) {
    return new MeasuredSwarm(Direction.MINIMIZE, machines, trials, waiting, Set.of(relativeKnobs));
  }

  ComparisonReport report(String... relativeKnobs) {
    return ClassComparison.of(swarm(relativeKnobs));
  }

  private String next(String machine) {
    return machine + "-" + (orders.getOrDefault(machine, -1) + 1);
  }

  private Trials add(
      String machine,
      Idea idea,
      boolean baseline,
      Map<String, String> before,
      OptionalDouble gain,
      double error,
      Status status,
      Transfer transfer,
      String rung) {
    String id = next(machine);
    orders.merge(machine, 0, (old, zero) -> old + 1);
    Map<String, String> after = new HashMap<>(before);
    after.putAll(idea.settings());
    trials.add(
        new Trial(
            id,
            "%040x".formatted(orders.get(machine)),
            machine,
            branch(machine),
            classOf(machine),
            orders.get(machine),
            baseline,
            idea,
            before,
            after,
            baseline
                ? OptionalDouble.of(BASELINE)
                : gain.isPresent()
                    ? OptionalDouble.of(BASELINE - gain.getAsDouble())
                    : OptionalDouble.empty(),
            gain,
            gain.isPresent() && error > 0 ? OptionalDouble.of(error) : OptionalDouble.empty(),
            status,
            Optional.ofNullable(transfer),
            Optional.ofNullable(rung)));
    return this;
  }

  private String classOf(String machine) {
    return machines.stream()
        .filter(each -> each.machine().equals(machine))
        .findFirst()
        .orElseThrow()
        .hardwareClass();
  }

  private static String branch(String machine) {
    return "autoresearch/mar5-" + machine;
  }
}
