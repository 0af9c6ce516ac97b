package dev.swarm.trainer;

import dev.swarm.trainer.data.TokenBatch;

/** What the evaluation asks of a model, wherever that computes. */
interface Scorer {
  /** Cross-entropy of each target, natural logarithm, row after row. */
  float[] nats(TokenBatch batch);

  /** Logits of each position, row after row: as many as positions times tokens there are. */
  float[] logits(TokenBatch batch);
}
