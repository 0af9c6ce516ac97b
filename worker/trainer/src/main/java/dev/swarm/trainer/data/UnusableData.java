package dev.swarm.trainer.data;

/**
 * Data that cannot be used, or cannot be had, for a reason that is known: one sentence that says
 * what is wrong and what to do.
 */
public final class UnusableData extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableData(String sentence) {
    super(sentence);
  }

  UnusableData(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
