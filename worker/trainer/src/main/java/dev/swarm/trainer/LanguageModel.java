package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;

/** What is scored: a function from tokens to the logits of the token that follows each of them. */
@FunctionalInterface
public interface LanguageModel {
  /**
   * Predicts. The logits at a position may depend on the tokens up to that position only; the
   * harness tests this before it scores.
   *
   * @param tokens shape (rows, {@link Harness#sequenceLength()}), each from 0 and below {@link
   *     Harness#vocabSize()}, of the engine's index type
   * @return unnormalised log-probabilities, 32-bit float, shape (rows, sequence length, vocabulary)
   *     or (rows * sequence length, vocabulary)
   */
  NDArray logits(NDArray tokens);
}
