package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.comparison.ClassComparison;
import dev.swarm.shared.comparison.Idea;
import dev.swarm.shared.comparison.MachineNow;
import dev.swarm.shared.comparison.MeasuredSwarm;
import dev.swarm.shared.comparison.Trial;
import dev.swarm.shared.comparison.Waiting;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Three classes, four machines, 40 experiments each, drawn at random from a seed. */
final class SampleSwarm {
  private static final String[] MACHINES = {"gpu-box", "m4max", "mini", "threadripper"};
  private static final String[] CLASSES = {"h100", "apple-silicon", "apple-silicon", "cpu-x86"};
  private static final double[] BASELINES = {0.9979, 2.534, 2.61, 3.1};
  private static final double[] NOISE = {0.002, 0.02, 0.03, 0.015};
  private static final double[] SIZES = {0.004, 0.05, 0.05, 0.06};
  private static final String[] KNOBS = {
    "MATRIX_LR", "EMBEDDING_LR", "DEPTH", "TOTAL_BATCH_SIZE", "WARMDOWN_RATIO", "WEIGHT_DECAY"
  };

  private final Random random;
  private final List<Trial> trials = new ArrayList<>();
  private final List<MachineNow> machines = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** What was kept by a machine of its own. */
  private record Win(String id, int machine, String knob, String value) {}

  private SampleSwarm(long seed) {
    this.random = new Random(seed);
  }

  /** The same for the same seed; every description ends with {@code suffix}. */
  static ComparedSwarm of(long seed, String suffix) {
    SampleSwarm sample = new SampleSwarm(seed);
    List<Win> wins = new ArrayList<>();
    for (int machine = 0; machine < MACHINES.length; machine++) {
      sample.machine(machine, wins, suffix);
    }
    return new ComparedSwarm(
        "tiny " + suffix,
        "val_bpb",
        ClassComparison.of(
            new MeasuredSwarm(
                Direction.MINIMIZE,
                sample.machines,
                sample.trials,
                sample.waiting,
                Set.of("TOTAL_BATCH_SIZE", "DEPTH"))),
        List.of());
  }

  private void machine(int index, List<Win> wins, String suffix) {
    Map<String, String> knobs = new TreeMap<>();
    for (String knob : KNOBS) {
      knobs.put(
          knob, knob.equals("DEPTH") ? "8" : knob.equals("TOTAL_BATCH_SIZE") ? "524288" : "0.04");
    }
    double head = BASELINES[index];
    add(index, 0, idea(index, 0, "baseline", Map.of()), knobs, head, 0, Status.KEEP, null);
    List<Win> offered = wins.stream().filter(each -> each.machine() != index).toList();
    int next = 0;
    for (int number = 1; number <= 40; number++) {
      boolean carried = number % 3 == 0 && next < offered.size() && next < 9;
      double gain = SIZES[index] * (random.nextGaussian() - 0.2 - number / 40.0);
      Idea idea;
      Transfer transfer = null;
      String knob = KNOBS[random.nextInt(KNOBS.length)];
      if (carried) {
        Win win = offered.get(next++);
        gain = SIZES[index] * (random.nextGaussian() + 0.8);
        idea =
            new Idea(
                List.of(win.id()),
                Optional.of(CLASSES[win.machine()]),
                true,
                false,
                "%s -> %s%s".formatted(win.knob(), win.value(), suffix),
                Map.of(win.knob(), win.value()),
                true);
      } else {
        String value = value(knob, knobs.get(knob));
        idea =
            idea(
                index,
                number,
                "%s %s -> %s%s".formatted(knob, knobs.get(knob), value, suffix),
                Map.of(knob, value));
      }
      boolean crash = random.nextInt(20) == 0;
      boolean kept = !crash && gain > 2 * NOISE[index];
      if (carried) {
        transfer =
            crash
                ? Transfer.CRASHED
                : kept
                    ? Transfer.TRANSFERRED
                    : gain < -NOISE[index] ? Transfer.HURT : Transfer.NEUTRAL;
      }
      Status status = crash ? Status.CRASH : kept ? Status.KEEP : Status.DISCARD;
      add(index, number, idea, knobs, head - gain, gain, status, transfer);
      if (kept) {
        head -= gain;
        knobs.putAll(idea.settings());
        if (!carried) {
          Map.Entry<String, String> set = idea.settings().entrySet().iterator().next();
          wins.add(new Win(MACHINES[index] + "-" + number, index, set.getKey(), set.getValue()));
        }
      }
    }
    for (int i = next; i < offered.size(); i++) {
      waiting.add(
          new Waiting(
              MACHINES[index],
              CLASSES[index],
              List.of(offered.get(i).id()),
              "waits",
              i == next ? "next" : "after %d others".formatted(i - next)));
    }
    machines.add(
        new MachineNow(
            MACHINES[index],
            "autoresearch/mar5-" + MACHINES[index],
            CLASSES[index],
            OptionalDouble.of(BASELINES[index]),
            OptionalDouble.of(head),
            OptionalDouble.of(NOISE[index])));
  }

  private String value(String knob, String from) {
    boolean whole = knob.equals("DEPTH") || knob.equals("TOTAL_BATCH_SIZE");
    double factor = whole ? random.nextBoolean() ? 2 : 0.5 : 0.5 + 1.5 * random.nextDouble();
    double value = Double.parseDouble(from) * factor;
    return whole
        ? Long.toString(Math.max(1, Math.round(value)))
        : String.format(Locale.ROOT, "%.4f", value);
  }

  private static Idea idea(int machine, int number, String text, Map<String, String> settings) {
    return new Idea(
        List.of(MACHINES[machine] + "-" + number),
        Optional.empty(),
        false,
        false,
        text,
        settings,
        true);
  }

  private void add(
      int machine,
      int number,
      Idea idea,
      Map<String, String> before,
      double metric,
      double gain,
      Status status,
      Transfer transfer) {
    Map<String, String> after = new LinkedHashMap<>(before);
    after.putAll(idea.settings());
    boolean measured = status != Status.CRASH;
    boolean compared = measured && number > 0;
    trials.add(
        new Trial(
            MACHINES[machine] + "-" + number,
            "%040x".formatted(number),
            MACHINES[machine],
            "autoresearch/mar5-" + MACHINES[machine],
            CLASSES[machine],
            number + 1,
            number == 0,
            idea,
            before,
            after,
            measured ? OptionalDouble.of(metric) : OptionalDouble.empty(),
            compared ? OptionalDouble.of(gain) : OptionalDouble.empty(),
            compared ? OptionalDouble.of(NOISE[machine]) : OptionalDouble.empty(),
            status,
            Optional.ofNullable(transfer),
            Optional.empty()));
  }
}
