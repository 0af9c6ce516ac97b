package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * The immutable evaluation: bits per byte over the first {@link #EVAL_TOKENS} predictions of the
 * held-out text, in windows that do not overlap. The same model always gets the same score.
 */
final class Evaluation {
  /** Predictions that are scored. */
  static final int EVAL_TOKENS = 32_768;

  private static final int ROWS = 16;

  /** Largest change of a logit, as part of the largest logit, that rounding may explain. */
  private static final double ROUNDING = 1e-3;

  private final NDManager manager;
  private final EngineName engine;
  private final int[] validation;

  Evaluation(NDManager manager, EngineName engine, int[] validation) {
    this.manager = manager;
    this.engine = engine;
    this.validation = validation;
  }

  /** The targets that are scored, in order. */
  static int[] targets(int[] validation) {
    int[] targets = new int[EVAL_TOKENS];
    System.arraycopy(validation, 1, targets, 0, EVAL_TOKENS);
    return targets;
  }

  /**
   * Scores a model.
   *
   * @throws Refusal where the model looks ahead or its score is not a number
   */
  double bitsPerByte(LanguageModel model) {
    requireCausal(model);
    BitsPerByte sum = new BitsPerByte();
    for (int begin = 0; begin < EVAL_TOKENS; begin += ROWS * TrainingWindows.SEQUENCE_LENGTH) {
      TokenBatch batch = window(begin);
      sum.add(nats(model, batch), batch.targets());
    }
    if (!Double.isFinite(sum.value())) {
      throw new Refusal(Refusal.FAILED, "The score is not a number; the model is broken.");
    }
    return sum.value();
  }

  private TokenBatch window(int begin) {
    int[] starts = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      starts[row] = begin + row * TrainingWindows.SEQUENCE_LENGTH;
    }
    return TokenBatch.of(validation, starts, TrainingWindows.SEQUENCE_LENGTH);
  }

  private float[] nats(LanguageModel model, TokenBatch tokens) {
    try (NDScope scope = new NDScope()) {
      Batch batch = Batch.on(manager, engine, tokens);
      NDArray targets = batch.targets().reshape(-1, 1);
      return logits(model, batch)
          .logSoftmax(1)
          .get(new NDIndex().addAllDim(1).addPickDim(targets))
          .neg()
          .toFloatArray();
    }
  }

  private static NDArray logits(LanguageModel model, Batch batch) {
    return model.logits(batch.inputs()).reshape(new Shape(-1, ByteTokenizer.VOCAB_SIZE));
  }

  /** Changes the second half of each row, which must leave the logits of the first half alone. */
  private void requireCausal(LanguageModel model) {
    TokenBatch original = window(0);
    int[] changed = original.inputs().clone();
    int half = TrainingWindows.SEQUENCE_LENGTH / 2;
    for (int i = 0; i < changed.length; i++) {
      if (i % TrainingWindows.SEQUENCE_LENGTH >= half) {
        changed[i] = (changed[i] + 1) % ByteTokenizer.BOS;
      }
    }
    float[] before = hostLogits(model, original);
    float[] after =
        hostLogits(
            model,
            new TokenBatch(original.rows(), original.columns(), changed, original.targets()));
    double largest = 0;
    double change = 0;
    for (int i = 0; i < before.length; i++) {
      if (i / ByteTokenizer.VOCAB_SIZE % TrainingWindows.SEQUENCE_LENGTH < half) {
        largest = Math.max(largest, Math.abs(before[i]));
        change = Math.max(change, Math.abs(before[i] - after[i]));
      }
    }
    if (change > ROUNDING * largest) {
      throw new Refusal(
          Refusal.FAILED, "The model looks ahead: its logits change with tokens that come later.");
    }
  }

  private float[] hostLogits(LanguageModel model, TokenBatch tokens) {
    try (NDScope scope = new NDScope()) {
      return logits(model, Batch.on(manager, engine, tokens)).toFloatArray();
    }
  }
}
