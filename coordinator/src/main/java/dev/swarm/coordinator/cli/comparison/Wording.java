package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassResult;
import dev.swarm.shared.comparison.Waiting;
import dev.swarm.shared.pollination.Discovery;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** How comparisons are put to people, the same in a terminal and on a page. */
public final class Wording {
  /** What stands where there is no number. */
  public static final String NONE = "-";

  private static final String NOT_TRIED = "not tried, and not waiting there";
  private static final int NAMED = 4;

  private Wording() {}

  /** A section's heading. */
  static String heading(Discovery discovery) {
    return switch (discovery) {
      case UNIVERSAL -> "Universal";
      case CLASS_SPECIFIC -> "Class-specific";
      case UNDECIDED -> "Undecided";
      case UNTESTED -> "Untested elsewhere";
      case ANTI_PATTERN -> "Anti-patterns";
    };
  }

  /** What a section is about. */
  static String meaning(Discovery discovery) {
    return switch (discovery) {
      case UNIVERSAL -> "won on every class that tried them";
      case CLASS_SPECIFIC -> "won on one class and lost on another";
      case UNDECIDED -> "too close to the noise somewhere to say";
      case UNTESTED -> "won on one class, and no other has tried them yet";
      case ANTI_PATTERN -> "failed on every class that tried them, or time and again";
    };
  }

  static String call(Discovery.Call call) {
    return switch (call) {
      case WON -> "won";
      case LOST -> "lost";
      case UNDECIDED -> "undecided";
    };
  }

  /** A metric with four decimals. */
  public static String metric(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : NONE;
  }

  /** A percentage with its sign. */
  public static String percent(OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%+.1f%%", plusZero(value.getAsDouble(), 0.05))
        : NONE;
  }

  /** How much better a branch has become. */
  public static String improvement(BranchReport branch) {
    return branch.improvement().isPresent()
        ? "%s (%s)".formatted(signed(branch.improvement()), percent(branch.percent()))
        : NONE;
  }

  /** A gain and its noise: {@code +0.0123 \u00b1 0.0020 (+1.2%)}. */
  static String gain(ClassResult result) {
    if (result.gain().isEmpty()) {
      return result.crashed() == result.experiments().size() ? "no metric" : "noise unknown";
    }
    String percent = result.percent().isPresent() ? " (" + percent(result.percent()) + ")" : "";
    return signed(result.gain()) + " \u00b1 " + metric(result.standardError()) + percent;
  }

  /** What else is to be known of a class's result; empty text when nothing is. */
  static String notes(ClassResult result) {
    StringBuilder notes = new StringBuilder();
    if (result.asStep()) {
      add(notes, "as the same step");
    }
    if (result.machines() > 1) {
      add(notes, "%d machines weighted".formatted(result.machines()));
    }
    if (result.crashed() > 0 && result.gain().isPresent()) {
      add(notes, "%d crashed".formatted(result.crashed()));
    } else if (result.crashed() > 0) {
      add(notes, "crashed");
    }
    if (result.noiseUnknown()) {
      add(notes, "by its verdict alone");
    }
    if (result.isScaleProof()) {
      add(notes, "scale-proof: won on " + String.join(", ", result.rungs().keySet()));
    } else {
      result.rungs().forEach((rung, call) -> add(notes, "%s on %s".formatted(call(call), rung)));
    }
    return notes.toString();
  }

  /** Which experiments measured it: the first few by name. */
  static String experiments(ClassResult result) {
    return few(result.experiments());
  }

  /** Under which other names it was found; empty text for none. */
  static String foundAgain(ChangeReport change) {
    return change.alsoFoundAs().isEmpty()
        ? ""
        : " (found again as %s)".formatted(few(change.alsoFoundAs()));
  }

  private static String few(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? "%s and %d more".formatted(shown, names.size() - NAMED) : shown;
  }

  /** The classes without a result that people would want one of, or that will have one. */
  static List<String> untriedWorthTelling(ChangeReport change) {
    return change.untried().keySet().stream()
        .filter(
            hardwareClass ->
                change.discovery() != Discovery.ANTI_PATTERN
                    || !untried(change, hardwareClass).equals(NOT_TRIED))
        .toList();
  }

  /** Why a class has no result of a change, and when it will have one. */
  static String untried(ChangeReport change, String hardwareClass) {
    List<Waiting> waiting =
        change.waiting().stream()
            .filter(each -> each.hardwareClass().equals(hardwareClass))
            .toList();
    ChangeReport.Untried untried = change.untried().get(hardwareClass);
    if (!waiting.isEmpty()) {
      return waiting.stream()
          .map(each -> "waits for %s, %s".formatted(each.machine(), each.when()))
          .collect(Collectors.joining("; "));
    }
    if (!untried.together().isEmpty()) {
      return "only together with others, in " + String.join(", ", untried.together());
    }
    return untried.notTransferable().isEmpty()
        ? NOT_TRIED
        : "can't be put on what stands there (%s)"
            .formatted(String.join(", ", untried.notTransferable()));
  }

  /** The share of a gain that was left after it was carried. */
  static String share(OptionalDouble share) {
    return share.isPresent() ? Math.round(100 * share.getAsDouble()) + "%" : NONE;
  }

  /** A class as the origin of transfers. */
  static String from(String hardwareClass) {
    return hardwareClass.isEmpty() ? "(promoted commits)" : hardwareClass;
  }

  static String signed(OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%+.4f", plusZero(value.getAsDouble(), 0.00005))
        : NONE;
  }

  /** So that what is shown as nothing has no minus. */
  private static double plusZero(double value, double shown) {
    return Math.abs(value) < shown ? 0 : value;
  }

  /** A change of imported logs, such as {@code DEPTH down}. */
  static String stated(String change) {
    return plain(change).replace("CHANGE:", "").replace(" direction not stated", " set");
  }

  /** One line without what a terminal would obey; a ledger's text may hold anything. */
  public static String plain(String text) {
    return text.strip().replaceAll("[\\p{Cntrl}\\u0080-\\u009f]+", " ");
  }

  private static void add(StringBuilder notes, String note) {
    notes.append(notes.isEmpty() ? "" : ", ").append(note);
  }
}
