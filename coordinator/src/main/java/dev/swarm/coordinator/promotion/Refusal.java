package dev.swarm.coordinator.promotion;

/** A promotion that makes no sense; the message says what to do, in one sentence. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unknown;

  private Refusal(boolean unknown, String sentence) {
    super(sentence);
    this.unknown = unknown;
  }

  /** Something was named that there is not. */
  static Refusal unknown(String sentence) {
    return new Refusal(true, sentence);
  }

  /** What was named can't be carried anywhere. */
  static Refusal unsuitable(String sentence) {
    return new Refusal(false, sentence);
  }

  /** Whether it names something that there is not. */
  public boolean isUnknown() {
    return unknown;
  }
}
