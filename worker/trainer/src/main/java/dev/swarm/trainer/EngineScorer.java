package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.swarm.trainer.data.TokenBatch;

/** A model in this process. One thread. */
final class EngineScorer implements Scorer {
  private final NDManager manager;
  private final EngineName engine;
  private final LanguageModel model;
  private final int vocabSize;

  EngineScorer(NDManager manager, EngineName engine, LanguageModel model, int vocabSize) {
    this.manager = manager;
    this.engine = engine;
    this.model = model;
    this.vocabSize = vocabSize;
  }

  @Override
  public float[] nats(TokenBatch tokens) {
    try (NDScope scope = new NDScope()) {
      Batch batch = Batch.on(manager, engine, tokens);
      NDArray targets = batch.targets().reshape(-1, 1);
      return logits(batch)
          .logSoftmax(1)
          .get(new NDIndex().addAllDim(1).addPickDim(targets))
          .neg()
          .toFloatArray();
    }
  }

  @Override
  public float[] logits(TokenBatch tokens) {
    try (NDScope scope = new NDScope()) {
      return logits(Batch.on(manager, engine, tokens)).toFloatArray();
    }
  }

  private NDArray logits(Batch batch) {
    return model
        .logits(batch.inputs())
        .toType(DataType.FLOAT32, false)
        .reshape(new Shape(-1, vocabSize));
  }
}
