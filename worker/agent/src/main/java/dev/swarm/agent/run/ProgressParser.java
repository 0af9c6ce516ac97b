package dev.swarm.agent.run;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads progress out of one line of run.log. It knows the two dialects in use, and takes any line
 * that begins with {@code step N} and goes on in fields between bars:
 *
 * <pre>
 *   step 12 | loss 2.9912 | lr 1.0e+00 | 23.1k tokens/s | 34%
 *   step 00012 (1.3%) | loss: 9.0123 | dt: 300ms | tok/sec: 436,906 | remaining: 297s
 *   started in 2.31 s (...)
 * </pre>
 *
 * <p>Pure.
 */
final class ProgressParser {
  private static final Pattern STEP =
      Pattern.compile("step:?\\s+(\\d{1,18})(?:/\\d+)?\\s*(?:\\(([\\d.]+)\\s*%\\))?\\s*");
  private static final Pattern STARTED = Pattern.compile("started in (\\d+(?:\\.\\d+)?) s\\b.*");
  private static final Pattern LOSS = Pattern.compile("(?:train_)?loss\\s*[:=]?\\s*(\\S+)");
  private static final Pattern SPEED_BEFORE_UNIT =
      Pattern.compile("([\\d.,]+)\\s*([kKmM]?)\\s*(?:tokens|tok)/s(?:ec)?");
  private static final Pattern SPEED_AFTER_NAME =
      Pattern.compile("(?:tokens|tok)/s(?:ec)?\\s*[:=]\\s*([\\d.,]+)\\s*([kKmM]?)");
  private static final Pattern PERCENT = Pattern.compile("([\\d.]+)\\s*%");

  private ProgressParser() {}

  static Optional<Progress> parse(String line) {
    String text = line.strip();
    if (text.startsWith("started in ")) {
      return startUp(text);
    }
    if (!text.startsWith("step")) {
      return Optional.empty();
    }
    String[] fields = text.split("\\|", -1);
    Matcher step = STEP.matcher(fields[0]);
    if (fields.length < 2 || !step.matches()) {
      return Optional.empty();
    }
    OptionalDouble loss = OptionalDouble.empty();
    OptionalDouble speed = OptionalDouble.empty();
    OptionalDouble fraction = percent(step.group(2));
    for (int i = 1; i < fields.length; i++) {
      String field = fields[i].strip();
      Matcher lossField = LOSS.matcher(field);
      if (lossField.matches()) {
        loss = number(lossField.group(1));
      } else if (field.contains("tok")) {
        speed = speed(field);
      } else {
        // A field of its own; mfu and such are percentages too, but they have a name.
        Matcher percent = PERCENT.matcher(field);
        fraction = percent.matches() ? percent(percent.group(1)) : fraction;
      }
    }
    return Optional.of(
        new Progress(
            OptionalLong.of(Long.parseLong(step.group(1))),
            loss,
            speed,
            fraction,
            OptionalDouble.empty()));
  }

  private static Optional<Progress> startUp(String text) {
    Matcher started = STARTED.matcher(text);
    return started.matches()
        ? Optional.of(
            new Progress(
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                number(started.group(1))))
        : Optional.empty();
  }

  private static OptionalDouble speed(String field) {
    Matcher speed = SPEED_BEFORE_UNIT.matcher(field);
    if (!speed.matches()) {
      speed = SPEED_AFTER_NAME.matcher(field);
      if (!speed.matches()) {
        return OptionalDouble.empty();
      }
    }
    OptionalDouble number = number(speed.group(1).replace(",", ""));
    return number.isPresent()
        ? OptionalDouble.of(number.getAsDouble() * scale(speed.group(2)))
        : number;
  }

  private static double scale(String suffix) {
    switch (suffix.toLowerCase(Locale.ROOT)) {
      case "k":
        return 1e3;
      case "m":
        return 1e6;
      default:
        return 1;
    }
  }

  private static OptionalDouble percent(String text) {
    OptionalDouble number = text == null ? OptionalDouble.empty() : number(text);
    return number.isPresent() ? OptionalDouble.of(Math.min(1, number.getAsDouble() / 100)) : number;
  }

  private static OptionalDouble number(String text) {
    return Numbers.parse(text).stream().filter(Double::isFinite).findFirst();
  }
}
