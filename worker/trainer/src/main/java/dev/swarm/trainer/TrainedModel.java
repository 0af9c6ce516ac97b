package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What a training returns to be scored.
 *
 * @param model the function that the harness evaluates
 * @param weights all that was trained and that the function depends on, always in the same order: a
 *     verification puts saved values into these arrays and scores the function again
 * @param depth number of layers, for the summary
 * @param flopsPerToken arithmetic of training on one token, forward and backward, for the summary
 */
public record TrainedModel(LanguageModel model, NDList weights, int depth, double flopsPerToken) {

  /** Number of trained values. */
  long parameterCount() {
    return weights.stream().mapToLong(NDArray::size).sum();
  }
}
