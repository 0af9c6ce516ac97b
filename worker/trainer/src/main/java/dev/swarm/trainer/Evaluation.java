package dev.swarm.trainer;

import dev.swarm.trainer.data.PreparedData;
import dev.swarm.trainer.data.RowPacking;
import dev.swarm.trainer.data.TokenBatch;

/**
 * The immutable evaluation: bits per byte over as many predictions of the held-out text as the
 * prepared data says, in rows that are always the same. The same model always gets the same score.
 */
final class Evaluation {
  /** Most rows in a batch. */
  private static final int ROWS = 16;

  /** Most logits in a batch, where one row has no more: 32 MiB of them. */
  private static final long LOGITS = 1L << 23;

  /** Largest change of a logit, as part of the largest logit, that rounding may explain. */
  private static final double ROUNDING = 1e-3;

  private final PreparedData data;
  private final int columns;
  private final int vocabSize;

  Evaluation(PreparedData data) {
    this.data = data;
    this.columns = data.sequenceLength();
    this.vocabSize = data.vocabulary().size();
  }

  /** Takes what is scored, a batch at a time. */
  @FunctionalInterface
  private interface Scored {
    void accept(TokenBatch batch);
  }

  /**
   * Scores a model.
   *
   * @throws Refusal where the model looks ahead or its score is not a number
   */
  double bitsPerByte(Scorer model) {
    requireCausal(model);
    BitsPerByte sum = new BitsPerByte(data.vocabulary().byteLengths());
    eachBatch(batch -> sum.add(model.nats(batch), batch.targets()));
    if (!Double.isFinite(sum.value())) {
      throw new Refusal(Refusal.FAILED, "The score is not a number; the model is broken.");
    }
    return sum.value();
  }

  /** Bits per byte of the scored bytes' frequencies. */
  double orderZeroEntropy() {
    OrderZeroEntropy entropy = new OrderZeroEntropy(data.vocabulary());
    eachBatch(batch -> entropy.add(batch.targets()));
    return entropy.value();
  }

  private void eachBatch(Scored scored) {
    RowPacking packing = data.validation();
    long left = data.evaluationTokens() / columns;
    while (left > 0) {
      TokenBatch batch = packing.next((int) Math.min(left, rows()));
      if (batch.rows() == 0) {
        throw new Refusal(
            Refusal.USAGE,
            "The held-out text ends before the evaluation; run swarm prepare again.");
      }
      scored.accept(batch);
      left -= batch.rows();
    }
  }

  private int rows() {
    return (int) Math.max(1, Math.min(ROWS, LOGITS / ((long) columns * vocabSize)));
  }

  /** Changes the second half of each row, which must leave the logits of the first half alone. */
  private void requireCausal(Scorer model) {
    TokenBatch original = data.validation().next(rows());
    int[] changed = original.inputs().clone();
    int half = columns / 2;
    for (int i = 0; i < changed.length; i++) {
      if (i % columns >= half) {
        changed[i] = (changed[i] + 1) % data.vocabulary().bos();
      }
    }
    float[] before = model.logits(original);
    float[] after =
        model.logits(
            new TokenBatch(
                original.rows(), columns, changed, original.targets(), original.epoch()));
    double largest = 0;
    double change = 0;
    for (int i = 0; i < before.length; i++) {
      if (i / vocabSize % columns < half) {
        largest = Math.max(largest, Math.abs(before[i]));
        change = Math.max(change, Math.abs(before[i] - after[i]));
      }
    }
    if (change > ROUNDING * largest) {
      throw new Refusal(
          Refusal.FAILED, "The model looks ahead: its logits change with tokens that come later.");
    }
  }
}
