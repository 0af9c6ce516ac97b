package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;

/** What is scored: a function from tokens to the logits of the token that follows each of them. */
@FunctionalInterface
public interface LanguageModel {
  /**
   * Predicts. The logits at a position may depend on the tokens up to that position only; the
   * harness tests this before it scores.
   *
   * @param tokens shape (rows, {@link Harness#MAX_SEQ_LEN}), each in 0..{@link Harness#VOCAB_SIZE}
   *     - 1, of the engine's index type
   * @return unnormalised log-probabilities, 32-bit float, shape (rows, MAX_SEQ_LEN, VOCAB_SIZE) or
   *     (rows * MAX_SEQ_LEN, VOCAB_SIZE)
   */
  NDArray logits(NDArray tokens);
}
