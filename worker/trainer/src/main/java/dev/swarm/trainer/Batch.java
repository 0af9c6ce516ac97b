package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.swarm.trainer.data.TokenBatch;

/**
 * One training batch on the run's engine, in the integer type that the engine wants for indices. It
 * lives as long as the scope it was asked for in.
 *
 * @param inputs tokens, shape (rows, {@link Harness#sequenceLength()})
 * @param targets the token after each input, same shape
 * @param epoch how often the text had been begun with when the batch was made, from 1
 */
public record Batch(NDArray inputs, NDArray targets, int epoch) {

  static Batch on(NDManager manager, EngineName engine, TokenBatch tokens) {
    Shape shape = new Shape(tokens.rows(), tokens.columns());
    return new Batch(
        indices(manager, engine, tokens.inputs(), shape),
        indices(manager, engine, tokens.targets(), shape),
        tokens.epoch());
  }

  private static NDArray indices(NDManager manager, EngineName engine, int[] values, Shape shape) {
    NDArray array = manager.create(values, shape);
    return engine == EngineName.PYTORCH ? array.toType(DataType.INT64, false) : array;
  }
}
