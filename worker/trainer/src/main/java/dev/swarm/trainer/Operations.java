package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;

/**
 * The operations that a model spends its time in, each as fast as the run's engine and mode can do
 * it. All of them can be differentiated unless said otherwise; anything else is an {@link NDArray}
 * operation. What they compute is the same in every mode; in the mode {@code bfloat16} the factors
 * of matrix products are rounded to 8 significant bits, and so is what {@link #linear} and {@link
 * #attention} return, as the original's autocast does it.
 *
 * <p>One thread. Results live as long as the scope they are made in.
 */
public interface Operations {
  /**
   * The products of a vector with each row of a matrix.
   *
   * @param x shape (..., n)
   * @param weight shape (m, n)
   * @return shape (..., m)
   */
  NDArray linear(NDArray x, NDArray weight);

  /**
   * The products of two stacks of matrices, not differentiated in every mode.
   *
   * @param left shape (count, a, b)
   * @param right shape (count, b, c)
   * @return shape (count, a, c)
   */
  NDArray products(NDArray left, NDArray right);

  /**
   * RMSNorm without a weight (Zhang and Sennrich 2019): each vector over the root of its mean
   * square.
   *
   * @param x shape (..., n)
   */
  NDArray rmsNorm(NDArray x);

  /**
   * Causal attention, scaled by one over the root of the head's width.
   *
   * @param queries shape (rows, columns, heads, head width)
   * @param keys likewise
   * @param values likewise
   * @param window how many tokens a token looks at, itself among them; {@code columns} for all
   * @return same shape
   */
  NDArray attention(NDArray queries, NDArray keys, NDArray values, int window);

  /**
   * Output logits, kept within plus or minus a cap by {@code cap * tanh(x / cap)}.
   *
   * @param x shape (tokens, n)
   * @param unembedding shape (vocabulary, n)
   * @param softcap the cap, 0 for none
   * @return shape (tokens, vocabulary), 32-bit float
   */
  NDArray logits(NDArray x, NDArray unembedding, double softcap);

  /**
   * Mean cross-entropy of {@link #logits} against the targets, in nats.
   *
   * @param targets shape (tokens), of the engine's index type
   */
  NDArray crossEntropy(NDArray x, NDArray unembedding, NDArray targets, double softcap);

  /**
   * One step of AdamW (Loshchilov and Hutter 2019), in place and not differentiated.
   *
   * @param weight what is trained
   * @param gradient same shape
   * @param mean running mean of the gradient, same shape
   * @param square running mean of its square, same shape
   * @param step numbers of this step
   */
  void adamW(NDArray weight, NDArray gradient, NDArray mean, NDArray square, AdamStep step);

  /**
   * The numbers of an AdamW step.
   *
   * @param number the step's, from 1
   * @param rate learning rate
   * @param beta1 decay of the mean, below 1
   * @param beta2 decay of the square, below 1
   * @param epsilon keeps the division finite
   * @param decay decoupled weight decay per unit of learning rate
   */
  record AdamStep(
      int number, double rate, double beta1, double beta2, double epsilon, double decay) {}
}
