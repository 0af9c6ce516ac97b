package dev.swarm.shared.verdict;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The policy that noise can't fool. A one-sided t-test of the candidate's mean against the
 * incumbent's, with the noise pooled over everything the machine ever repeated, is made after every
 * run: a clear gain is kept, a clear failure discarded, and in between one of the two runs again,
 * the one with fewer runs, the incumbent first where both have as many. After the last confirming
 * run a weaker gain is enough.
 *
 * <p>The levels were chosen with {@code bench/verdicts}, which measures what they lead to.
 */
public final class MeasuredPolicy {

  /** Chance that noise alone looks like a gain, each time it is looked at. */
  private static final Level EARLY = new Level(0.03, 1.88);

  /** The same after the last confirming run. */
  private static final Level LAST = new Level(0.10, 1.28);

  /** Standard errors below which a first run is not worth another. */
  private static final double HOPELESS_AT_FIRST = -0.3;

  /** Standard errors below which a confirmed candidate is not worth another run. */
  private static final double HOPELESS_LATER = 0.5;

  /** Noise floors from which a gain is a surprise, unless this machine has seen half as much. */
  private static final double SURPRISE = 20;

  /** Standard errors that a transplant has to be away from 0, for the other classes to learn. */
  private static final double TELLING = 1.3;

  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);

  /**
   * A level of the test.
   *
   * @param chance that noise alone passes it
   * @param least standard errors below which nothing does: a little less than the normal
   *     distribution's quantile, which no Student's t has its own below. Most experiments are no
   *     better, and finding the exact quantile costs more than all the rest of a verdict
   */
  private record Level(double chance, double least) {
    boolean isPassed(double score, Noise noise) {
      return score > least
          && score > TDistribution.of(noise.degrees()).inverseSurvivalProbability(chance);
    }
  }

  private final int confirmations;
  private final double hopelessAtFirst;
  private final double hopelessLater;

  private MeasuredPolicy(int confirmations, double hopelessAtFirst, double hopelessLater) {
    this.confirmations = confirmations;
    this.hopelessAtFirst = hopelessAtFirst;
    this.hopelessLater = hopelessLater;
  }

  /**
   * The policy for a machine's own ideas, which come cheap: a doubtful one is given up early.
   *
   * @param confirmations how many runs may be spent on confirming one experiment, 0 or more
   */
  public static MeasuredPolicy ofIdeas(int confirmations) {
    return new MeasuredPolicy(confirmations, HOPELESS_AT_FIRST, HOPELESS_LATER);
  }

  /**
   * The policy for wins of other machines: it goes on until it is seen whether they help or hurt
   * here, because that is what the other classes want to know.
   *
   * @param confirmations how many runs may be spent on confirming one experiment, 0 or more
   */
  public static MeasuredPolicy ofTransplants(int confirmations) {
    return new MeasuredPolicy(confirmations, -TELLING, -TELLING);
  }

  /** Judges an experiment by all of its runs so far. */
  public Judgement judge(Evidence evidence) {
    double score = score(evidence);
    if (EARLY.isPassed(score, evidence.noise())) {
      return isSurprising(evidence) && evidence.confirmations() < confirmations
          ? again(Judgement.Side.CANDIDATE, evidence, "a gain of this size is new on this machine")
          : new Judgement.Keep(true, compared(evidence, "better than noise explains"));
    }
    if (isAsGoodAndSimpler(evidence)) {
      return new Judgement.Keep(false, compared(evidence, "as good, and simpler"));
    }
    boolean confirmed = evidence.confirmations() > 0;
    if (score < (confirmed ? hopelessLater : hopelessAtFirst)
        || Double.isNaN(score) && evidence.netGain() <= 0) {
      return new Judgement.Discard(compared(evidence, "not better"));
    }
    if (evidence.confirmations() >= confirmations) {
      // Where nothing may be repeated there is nothing to go by but the numbers themselves.
      boolean better = Double.isNaN(score) || LAST.isPassed(score, evidence.noise());
      return better
          ? new Judgement.Keep(true, compared(evidence, "confirmed as better"))
          : new Judgement.Discard(compared(evidence, "within the noise"));
    }
    return again(nextSide(evidence), evidence, "that is within the noise");
  }

  /** Standard errors that the net gain is above 0; not a number while the noise is unknown. */
  private static double score(Evidence evidence) {
    double net = evidence.netGain();
    // Of two runs of a metric without noise the equal one is no better: 0 / 0 would not say so.
    return net == 0 && evidence.standardError() == 0
        ? Double.NEGATIVE_INFINITY
        : net / evidence.standardError();
  }

  private static Judgement.Side nextSide(Evidence evidence) {
    boolean alone = evidence.noise().floor().isEmpty();
    return alone || evidence.candidate().runs() < evidence.incumbent().runs()
        ? Judgement.Side.CANDIDATE
        : Judgement.Side.INCUMBENT;
  }

  private static boolean isSurprising(Evidence evidence) {
    double floor = evidence.noise().floor().orElse(0);
    return floor > 0
        && evidence.candidate().runs() == 1
        && evidence.gain() > SURPRISE * floor
        && evidence.gain() > 2 * evidence.largestGain();
  }

  /**
   * As good as any head since the last real win, so that simplifications can't add up to a loss.
   */
  private static boolean isAsGoodAndSimpler(Evidence evidence) {
    double lost = evidence.direction().improvement(evidence.best(), evidence.candidate().mean());
    return evidence.change().isSimpler() && lost <= evidence.noise().floor().orElse(0);
  }

  private static Judgement again(Judgement.Side side, Evidence evidence, String why) {
    return new Judgement.RunAgain(
        side,
        "%s; %s, so the %s runs again."
            .formatted(
                numbers(evidence),
                why,
                side == Judgement.Side.CANDIDATE ? "experiment" : "incumbent"));
  }

  private static String compared(Evidence evidence, String finding) {
    double price = evidence.change().price(evidence.incumbent().mean());
    String priced =
        isWorthSaying(evidence.change()) && evidence.gain() > 0
            ? String.format(
                Locale.ROOT,
                " It would have to be better by %.6f to pay for %s.",
                price,
                paidFor(evidence.change()))
            : "";
    return numbers(evidence) + ": " + finding + "." + priced;
  }

  /** What is less than half a percent of the memory would read as nothing. */
  private static boolean isWorthSaying(Change change) {
    return change.lines() > 0 || change.memory() >= 0.005;
  }

  private static String paidFor(Change change) {
    String lines = "%d more lines".formatted(change.lines());
    String memory = String.format(Locale.ROOT, "%.0f %% more memory", 100 * change.memory());
    if (change.lines() <= 0) {
      return memory;
    }
    return change.memory() <= 0 ? lines : lines + " and " + memory;
  }

  private static String numbers(Evidence evidence) {
    OptionalDouble floor = evidence.noise().floor();
    return mean(evidence.candidate())
        + " against the incumbent's "
        + mean(evidence.incumbent())
        + ", "
        + (floor.isPresent() ? "noise " + twoDigits(floor.getAsDouble()) : "noise not known yet");
  }

  /** As "%.2g" would have it, in a fraction of the time: every verdict has one. */
  static String twoDigits(double value) {
    if (value < 1e-4 || value >= 10) {
      return String.format(Locale.ROOT, "%.2g", value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(TWO_DIGITS);
    return rounded
        .setScale(rounded.scale() + TWO_DIGITS.getPrecision() - rounded.precision())
        .toPlainString();
  }

  private static String mean(Sample sample) {
    // As "%.6f" would have it, for the same reason: every verdict has two of them.
    String mean =
        BigDecimal.valueOf(sample.mean()).setScale(6, RoundingMode.HALF_UP).toPlainString();
    return sample.runs() == 1 ? mean : mean + " (" + sample.runs() + " runs)";
  }
}
