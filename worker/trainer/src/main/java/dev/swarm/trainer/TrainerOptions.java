package dev.swarm.trainer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * How a run is to be done, from the environment and, above it, the command line.
 *
 * @param engine what computes
 * @param device where it computes
 * @param mode how it computes, or nothing for the fastest that the device is made for
 * @param threads threads to compute with, at least 1
 * @param budget time to train for, more than zero
 * @param data folder of prepared data, or nothing for the bundled text
 * @param seed fixes the batches and the first weights
 */
record TrainerOptions(
    EngineName engine,
    DeviceName device,
    Optional<Mode> mode,
    int threads,
    Duration budget,
    Optional<Path> data,
    long seed) {
  private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(s|m|h)?");

  /**
   * Reads the options.
   *
   * @param arguments {@code --flag value} or {@code --flag=value}
   * @param environment the process's variables
   * @param processors cores there are, the default number of threads
   * @throws Refusal with one sentence where a flag is unknown or a value is no good
   */
  static TrainerOptions parse(String[] arguments, Map<String, String> environment, int processors) {
    Map<Option, String> values = new EnumMap<>(Option.class);
    for (Option option : Option.values()) {
      values.put(option, option.valueFrom(environment));
    }
    for (int i = 0; i < arguments.length; i++) {
      String[] parts = arguments[i].split("=", 2);
      Option option = Option.ofFlag(parts[0]).orElseThrow(() -> unknown(parts[0]));
      if (parts.length == 1 && i + 1 == arguments.length) {
        throw usage(option.flag() + " needs a value.");
      }
      values.put(option, parts.length == 2 ? parts[1] : arguments[++i]);
    }
    return new TrainerOptions(
        engine(values.get(Option.ENGINE)),
        device(values.get(Option.DEVICE)),
        mode(values.get(Option.MODE)),
        threads(values.get(Option.THREADS), processors),
        budget(values.get(Option.BUDGET)),
        Optional.of(values.get(Option.DATA)).filter(text -> !text.isEmpty()).map(Path::of),
        seed(values.get(Option.SEED)));
  }

  private static EngineName engine(String value) {
    return Arrays.stream(EngineName.values())
        .filter(engine -> engine.option().equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> usage("--engine is pytorch or mxnet, not \"" + value + "\"."));
  }

  private static DeviceName device(String value) {
    return DeviceName.of(value.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () -> usage("--device is auto, cpu, cuda, cuda:1 or mps, not \"" + value + "\"."));
  }

  private static Optional<Mode> mode(String value) {
    if (value.equalsIgnoreCase("auto")) {
      return Optional.empty();
    }
    Optional<Mode> mode =
        Arrays.stream(Mode.values())
            .filter(each -> each.option().equalsIgnoreCase(value))
            .findAny();
    if (mode.isEmpty()) {
      throw usage("--mode is auto, plain, fast or bfloat16, not \"" + value + "\".");
    }
    return mode;
  }

  private static int threads(String value, int processors) {
    try {
      int threads = value.isEmpty() ? processors : Integer.parseInt(value);
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // Refused below, with the numbers that are too small.
    }
    throw usage("--threads is a whole number from 1, not \"" + value + "\".");
  }

  private static Duration budget(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (matcher.matches()) {
      String unit = matcher.group(2) == null ? "s" : matcher.group(2);
      double seconds = Double.parseDouble(matcher.group(1)) * secondsPer(unit);
      Duration budget = Duration.ofMillis((long) (seconds * 1000));
      if (!budget.isZero()) {
        return budget;
      }
    }
    throw usage(
        "--budget is a time above zero such as 15s, 5m or 300 (seconds), not \"" + value + "\".");
  }

  private static int secondsPer(String unit) {
    return unit.equals("h") ? 3600 : unit.equals("m") ? 60 : 1;
  }

  private static long seed(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw usage("--seed is a whole number, not \"" + value + "\".");
    }
  }

  private static Refusal unknown(String flag) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String nearest =
        Arrays.stream(Option.values())
            .map(Option::flag)
            .min(Comparator.comparing(known -> distance.apply(known, flag)))
            .orElseThrow();
    return usage("There is no option \"" + flag + "\"; did you mean " + nearest + "?");
  }

  private static Refusal usage(String sentence) {
    return new Refusal(Refusal.USAGE, sentence);
  }
}
