package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The operations made of DJL's own, in float32: the mode {@code plain}, the same on every engine.
 *
 * <p>Numbers stand in arrays that live as long as the run: a number that DJL wraps for one call is
 * gone when PyTorch wants it back for the gradient. Tables are spelled out for the whole batch and
 * a vector's mean is a matrix product, because MXNet is slow where it has to broadcast or reduce.
 */
class ArrayOperations implements Operations {
  /** Added to a mean square. */
  static final double EPSILON = 1e-6;

  private static final double MINUS_INFINITY = -1e9;

  private final NDManager manager;
  private final EngineName engine;
  private final NDManager numbers;
  private final Map<List<Object>, NDArray> kept = new HashMap<>();

  ArrayOperations(NDManager manager, EngineName engine) {
    this.manager = manager;
    this.engine = engine;
    this.numbers = manager.newSubManager(Device.cpu());
  }

  @Override
  public NDArray linear(NDArray x, NDArray weight) {
    return x.getNDArrayInternal().linear(x, weight, null).singletonOrThrow();
  }

  @Override
  public NDArray products(NDArray left, NDArray right) {
    return engine == EngineName.MXNET ? left.batchDot(right) : left.batchMatMul(right);
  }

  @Override
  public NDArray rmsNorm(NDArray x) {
    long width = x.getShape().get(x.getShape().dimension() - 1);
    NDArray average =
        keep(
            List.of("average", width),
            () -> manager.full(new Shape(1, width), 1f / Math.toIntExact(width)));
    NDArray spread = keep(List.of("spread", width), () -> manager.ones(new Shape(width, 1)));
    NDArray root = linear(x.square(), average).add(number(EPSILON)).sqrt();
    return x.mul(linear(number(1).div(root), spread));
  }

  @Override
  public NDArray attention(NDArray queries, NDArray keys, NDArray values, int window) {
    Shape shape = queries.getShape();
    NDArray scaled = queries.mul(number(1 / Math.sqrt(shape.get(3))));
    NDArray mask = mask(shape.get(0) * shape.get(2), shape.get(1), window);
    NDArray scores = products(byHead(scaled), byHead(keys).transpose(0, 2, 1)).add(mask);
    return products(scores.softmax(2), byHead(values))
        .reshape(shape.get(0), shape.get(2), shape.get(1), shape.get(3))
        .transpose(0, 2, 1, 3);
  }

  @Override
  public NDArray logits(NDArray x, NDArray unembedding, double softcap) {
    return capped(linear(x, unembedding), softcap);
  }

  /** Within plus or minus a cap, or as they are where it is 0. */
  final NDArray capped(NDArray logits, double softcap) {
    if (softcap == 0) {
      return logits;
    }
    if (engine == EngineName.PYTORCH) {
      return Activation.tanh(logits.mul(number(1 / softcap))).mul(number(softcap));
    }
    // tanh(x) = 2 sigmoid(2x) - 1, which MXNet is faster at.
    NDArray sigmoid = Activation.sigmoid(logits.mul(number(2 / softcap)));
    return sigmoid.mul(number(2 * softcap)).sub(number(softcap));
  }

  @Override
  public NDArray crossEntropy(NDArray x, NDArray unembedding, NDArray targets, double softcap) {
    NDArray logProbabilities = logits(x, unembedding, softcap).logSoftmax(1);
    NDIndex target = new NDIndex().addAllDim(1).addPickDim(targets.reshape(-1, 1));
    return logProbabilities.get(target).mean().neg();
  }

  @Override
  public void adamW(NDArray weight, NDArray gradient, NDArray mean, NDArray square, AdamStep step) {
    double meanBias = 1 - Math.pow(step.beta1(), step.number());
    double squareBias = Math.sqrt(1 - Math.pow(step.beta2(), step.number()));
    if (step.decay() != 0) {
      weight.muli(1 - step.rate() * step.decay());
    }
    weight
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(weight, gradient, mean, square),
            new NDList(weight),
            (float) step.rate(),
            (float) (step.rate() * squareBias / meanBias),
            0,
            1,
            -1,
            (float) step.beta1(),
            (float) step.beta2(),
            (float) (step.epsilon() * squareBias),
            false,
            false);
  }

  /**
   * Where numbers are made: PyTorch takes them from there on any device, and asks no GPU for them.
   */
  final NDManager numbers() {
    return numbers;
  }

  /** A number in an array of its own, made once. */
  final NDArray number(double value) {
    return keep(List.of("number", value), () -> numbers.create((float) value));
  }

  /** Added to scores: 0 where a token may look, else a huge negative; cached by its shape. */
  final NDArray mask(long stacked, long columns, int window) {
    return keep(List.of("mask", stacked, columns, window), () -> newMask(stacked, columns, window));
  }

  private NDArray newMask(long stacked, long columns, int window) {
    int length = Math.toIntExact(columns);
    float[] values = new float[length * length];
    for (int i = 0; i < values.length; i++) {
      int distance = i / length - i % length;
      values[i] = distance >= 0 && distance < window ? 0 : (float) MINUS_INFINITY;
    }
    NDArray one = manager.create(values, new Shape(1, columns, columns));
    return stacked == 1 ? one : one.broadcast(stacked, columns, columns).duplicate();
  }

  /** From (rows, columns, heads, width) to (rows * heads, columns, width). */
  private static NDArray byHead(NDArray x) {
    Shape shape = x.getShape();
    return x.transpose(0, 2, 1, 3).reshape(shape.get(0) * shape.get(2), shape.get(1), shape.get(3));
  }

  private NDArray keep(List<Object> key, Supplier<NDArray> make) {
    return kept.computeIfAbsent(
        key,
        missing -> {
          NDArray array = make.get();
          NDScope.unregister(array); // it outlives the step that is first to need it
          return array;
        });
  }
}
