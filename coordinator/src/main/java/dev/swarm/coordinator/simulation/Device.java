package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.shared.campaign.Ladder;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What a simulated machine runs things on: puts an edit on an incumbent, and what comes of it. */
final class Device {
  private static final double INTERRUPTED = 0.004;

  /** Two patches of which the numbers add up to a multiple of it touch the same line. */
  private static final int CONFLICT = 11;

  private final World world;
  private final int hardwareClass;
  private boolean diskIsFull;

  /**
   * @param hardwareClass index in {@link HardwareClass#ALL}
   */
  Device(World world, int hardwareClass) {
    this.world = world;
    this.hardwareClass = hardwareClass;
  }

  /** From now on every run is interrupted. */
  void fillDisk() {
    diskIsFull = true;
  }

  void clearDisk() {
    diskIsFull = false;
  }

  /**
   * A run that begins now.
   *
   * @param base the name of what it runs on; absent for a baseline, and for what has no name yet
   * @param rung of the ladder; absent for the branch's own
   */
  Run run(
      Command.Held held,
      Judgement.Side side,
      Optional<ExperimentId> base,
      Program incumbent,
      Edit edit,
      Optional<String> rung) {
    Optional<Ladder.Rung> place =
        rung.flatMap(each -> world.campaign().file().ladder().orElseThrow().rung(each));
    Set<Integer> lines = edit.patch().map(world.hub()::brought).orElse(Set.of());
    boolean conflicts = conflicts(incumbent, lines);
    Program program = (conflicts ? incumbent : incumbent.plus(lines)).with(edit.knobs());
    Outcome outcome = outcome(incumbent, program, edit, conflicts, place);
    if (diskIsFull || world.faults().strike(INTERRUPTED)) {
      world.faults().count(Fault.RUN_INTERRUPTED);
      outcome = new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED);
    }
    return new Run(held, side, base, rung, program, incumbent, world.hub().newCommit(), outcome);
  }

  /** A device is a little faster or slower each time; what crashes does so earlier. */
  long length(Run run) {
    long whole = HardwareClass.ALL.get(hardwareClass).runMillis();
    if (run.rung().isPresent()) {
      Duration budget =
          world.campaign().file().ladder().orElseThrow().rung(run.rung().get()).get().budget();
      whole = whole * budget.toMillis() / world.campaign().file().budget().toMillis();
    }
    return run.outcome() instanceof Outcome.Measured
        ? whole + world.random().nextInt((int) whole / 20)
        : 1 + world.random().nextInt((int) whole);
  }

  private Outcome outcome(
      Program incumbent,
      Program program,
      Edit edit,
      boolean conflicts,
      Optional<Ladder.Rung> rung) {
    if (conflicts && edit.knobs().isEmpty()) {
      return crashed(Metrics.INAPPLICABLE, "Its patch conflicts with what stands here.");
    }
    if (!edit.isNothing() && program.isSame(incumbent)) {
      return crashed(Metrics.NO_CHANGE, "It changes nothing here.");
    }
    Optional<LineChange> lines =
        edit.patch().isPresent() ? Optional.of(lines(incumbent, program)) : Optional.empty();
    return world.landscape().run(hardwareClass, program, rung, lines);
  }

  private static LineChange lines(Program incumbent, Program program) {
    int net = 0;
    for (int each : program.lines()) {
      net += incumbent.lines().contains(each) ? 0 : each % 9 - 3;
    }
    return new LineChange(Math.max(0, net), Math.max(0, -net));
  }

  private static boolean conflicts(Program incumbent, Set<Integer> lines) {
    for (int one : lines) {
      for (int other : incumbent.lines()) {
        if (one != other && (one + other) % CONFLICT == 0 && !incumbent.lines().contains(one)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Outcome crashed(String kind, String reason) {
    return new Outcome.Crashed(kind, reason, "", RunFacts.NEVER_STARTED);
  }
}
