import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import dev.swarm.trainer.Batch;
import dev.swarm.trainer.Harness;
import dev.swarm.trainer.TrainedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleBiFunction;

/**
 * The experiment: a GPT, its optimizer and its training loop, and the only file that an experiment
 * may change. Everything in it is open, as long as it runs, learns within the budget, and hands the
 * harness a function from tokens to logits. The score is the harness's: validation bits per byte.
 *
 * <p>Run it with {@code swarm-train Train.java}.
 */
final class Train {
  // Model.
  static final int DEPTH = 4; // layers
  static final int ASPECT_RATIO = 32; // width per layer: the model is DEPTH * ASPECT_RATIO wide
  static final int HEAD_DIM = 32; // width of an attention head, even; the width is rounded up to it
  static final int MLP_EXPANSION = 4; // hidden width of the MLP, in widths of the model
  static final double ROPE_BASE =
      10_000; // rotary positions: the slowest pair turns about once in 6 times this
  static final double LOGIT_SOFTCAP = 15; // logits stay within plus or minus this
  static final double INIT_SCALE = 1.0; // factor on the first weights of the matrices

  // Optimizer.
  static final int BATCH_SIZE = 8; // sequences per step
  static final double MATRIX_LR = 0.002; // learning rate of the matrices, for width 768
  static final double EMBEDDING_LR = 0.1; // of the token embedding, for width 768
  static final double UNEMBEDDING_LR = 0.004; // of the output projection, for width 768
  static final double WEIGHT_DECAY = 0.1; // of the matrices, decoupled, per unit of learning rate
  static final double ADAM_BETA1 = 0.8; // decay of the gradient's average
  static final double ADAM_BETA2 = 0.95; // decay of the squared gradient's average
  static final double ADAM_EPSILON = 1e-8; // keeps the division finite

  // Schedule, over the progress of the budget from 0 to 1.
  static final double WARMUP_RATIO = 0.0; // part in which the learning rate rises from 0
  static final double WARMDOWN_RATIO = 0.5; // part in which it falls, at the end
  static final double FINAL_LR_FRAC = 0.0; // what it falls to

  public static void main(String[] args) {
    Harness.run(args, Train::train);
  }

  static TrainedModel train(Harness harness) {
    Gpt model = new Gpt(harness);
    double widthScale = Math.pow(Gpt.WIDTH / 768.0, -0.5);
    List<AdamW> optimizers =
        List.of(
            new AdamW(model.matrices(), MATRIX_LR * widthScale, WEIGHT_DECAY),
            new AdamW(List.of(model.embedding), EMBEDDING_LR * widthScale, 0),
            new AdamW(List.of(model.unembedding), UNEMBEDDING_LR * widthScale, 0));

    while (harness.training()) {
      double multiplier = learningRateMultiplier(harness.progress());
      try (NDScope step = new NDScope()) {
        NDArray loss = backward(model, harness);
        optimizers.forEach(optimizer -> optimizer.step(multiplier));
        harness.stepDone(loss.getFloat(), multiplier);
      }
    }
    return new TrainedModel(model::logits, model.parameterCount(), DEPTH);
  }

  /** Leaves each parameter's gradient beside it and returns the loss, nats per token. */
  static NDArray backward(Gpt model, Harness harness) {
    Batch batch = harness.nextBatch(BATCH_SIZE);
    try (GradientCollector collector = harness.newGradientCollector()) {
      NDArray loss = model.loss(batch);
      collector.backward(loss);
      return loss;
    }
  }

  /** Up, level, down: piecewise linear in the progress of the budget. */
  static double learningRateMultiplier(double progress) {
    if (progress < WARMUP_RATIO) {
      return progress / WARMUP_RATIO;
    }
    if (progress <= 1 - WARMDOWN_RATIO) {
      return 1;
    }
    double left = (1 - progress) / WARMDOWN_RATIO;
    return left + (1 - left) * FINAL_LR_FRAC;
  }
}

/** Token embedding, DEPTH blocks, output projection; norms without weights, no biases. */
final class Gpt {
  /** As many as DEPTH * ASPECT_RATIO fills, the last one wholly. */
  static final int HEADS = (Train.DEPTH * Train.ASPECT_RATIO + Train.HEAD_DIM - 1) / Train.HEAD_DIM;

  static final int WIDTH = HEADS * Train.HEAD_DIM;

  final NDArray embedding;
  final NDArray unembedding;
  private final Weights weights;
  private final List<Block> blocks = new ArrayList<>();
  private final Positions positions;
  private final Norm norm;

  Gpt(Harness harness) {
    weights = new Weights(harness.manager(), new Random(harness.seed()));
    embedding = weights.normal(harness.vocabSize(), 1);
    unembedding = weights.normal(harness.vocabSize(), 0.001);
    positions = new Positions(harness);
    norm = new Norm(harness.manager(), WIDTH);
    Norm headNorm = new Norm(harness.manager(), Train.HEAD_DIM);
    for (int layer = 0; layer < Train.DEPTH; layer++) {
      Attention attention = new Attention(harness, weights, headNorm);
      blocks.add(new Block(norm, attention, new Mlp(weights)));
    }
  }

  /** Cross-entropy of the batch's targets, nats per token. */
  NDArray loss(Batch batch) {
    NDArray targets = batch.targets().reshape(-1, 1);
    NDArray logProbabilities = logits(batch.inputs()).logSoftmax(1);
    return logProbabilities.get(new NDIndex().addAllDim(1).addPickDim(targets)).mean().neg();
  }

  /** Tokens of shape (rows, columns) to logits of shape (rows * columns, vocabulary). */
  NDArray logits(NDArray tokens) {
    NDList embedded = tokens.getNDArrayInternal().embedding(tokens, embedding, SparseFormat.DENSE);
    NDArray x = norm.apply(embedded.singletonOrThrow());
    Positions.Tables tables = positions.forRows(tokens.getShape().get(0));
    for (Block block : blocks) {
      x = block.forward(x, tables);
    }
    NDArray logits = Weights.linear(norm.apply(x), unembedding);
    return softcap(logits.reshape(-1, unembedding.getShape().get(0)));
  }

  /** LOGIT_SOFTCAP * tanh(x / LOGIT_SOFTCAP), by way of the sigmoid: MXNet's tanh is slow. */
  private static NDArray softcap(NDArray x) {
    NDArray sigmoid = Activation.sigmoid(x.mul(2 / Train.LOGIT_SOFTCAP));
    return sigmoid.mul(2 * Train.LOGIT_SOFTCAP).sub(Train.LOGIT_SOFTCAP);
  }

  List<NDArray> matrices() {
    return weights.matrices;
  }

  long parameterCount() {
    long inMatrices = matrices().stream().mapToLong(NDArray::size).sum();
    return embedding.size() + unembedding.size() + inMatrices;
  }
}

/** A layer: what attention and then the MLP add to the residual stream. */
record Block(Norm norm, Attention attention, Mlp mlp) {
  NDArray forward(NDArray x, Positions.Tables tables) {
    NDArray attended = x.add(attention.forward(norm.apply(x), tables));
    return attended.add(mlp.forward(norm.apply(attended)));
  }
}

/** Causal self-attention with rotary positions and normalized queries and keys. */
final class Attention {
  private final Harness harness;
  private final Norm norm;
  private final NDArray query;
  private final NDArray key;
  private final NDArray value;
  private final NDArray output;

  Attention(Harness harness, Weights weights, Norm norm) {
    this.harness = harness;
    this.norm = norm;
    query = weights.reading(Gpt.WIDTH);
    key = weights.reading(Gpt.WIDTH);
    value = weights.reading(Gpt.WIDTH);
    output = weights.writing(Gpt.WIDTH);
  }

  NDArray forward(NDArray x, Positions.Tables tables) {
    NDArray q = norm.apply(tables.rotate(heads(x, query))).mul(1 / Math.sqrt(Train.HEAD_DIM));
    NDArray k = norm.apply(tables.rotate(heads(x, key)));
    NDArray v = heads(x, value);
    NDArray scores = harness.batchMatMul(q, k.transpose(0, 2, 1)).add(tables.mask());
    NDArray mixed = harness.batchMatMul(scores.softmax(2), v);
    return Weights.linear(joined(mixed, x.getShape()), output);
  }

  /** Projects (rows, columns, width) to (rows * heads, columns, head width). */
  private static NDArray heads(NDArray x, NDArray weight) {
    Shape shape = x.getShape();
    return Weights.linear(x, weight)
        .reshape(shape.get(0), shape.get(1), Gpt.HEADS, Train.HEAD_DIM)
        .transpose(0, 2, 1, 3)
        .reshape(shape.get(0) * Gpt.HEADS, shape.get(1), Train.HEAD_DIM);
  }

  /** The heads side by side again, in the residual stream's shape. */
  private static NDArray joined(NDArray heads, Shape shape) {
    return heads
        .reshape(shape.get(0), Gpt.HEADS, shape.get(1), Train.HEAD_DIM)
        .transpose(0, 2, 1, 3)
        .reshape(shape);
  }
}

/** Two matrices with the square of a rectifier between them. */
final class Mlp {
  private final NDArray input;
  private final NDArray output;

  Mlp(Weights weights) {
    input = weights.reading(Train.MLP_EXPANSION * Gpt.WIDTH);
    output = weights.writing(Train.MLP_EXPANSION * Gpt.WIDTH);
  }

  NDArray forward(NDArray x) {
    return Weights.linear(Activation.relu(Weights.linear(x, input)).square(), output);
  }
}

/**
 * Where a token stands: rotary positions (Su et al. 2021) and the causal mask. The tables are
 * spelled out for a whole batch, because MXNet is slow where it has to broadcast.
 */
final class Positions {
  private static final int HALF = Train.HEAD_DIM / 2;

  private final NDManager manager;
  private final int columns;
  private final NDArray quarterTurn;
  private final Map<Long, Tables> byRows = new HashMap<>();

  Positions(Harness harness) {
    manager = harness.manager();
    columns = harness.sequenceLength();
    float[] turn = new float[Train.HEAD_DIM * Train.HEAD_DIM];
    for (int i = 0; i < HALF; i++) {
      turn[i * Train.HEAD_DIM + i + HALF] = 1;
      turn[(i + HALF) * Train.HEAD_DIM + i] = -1;
    }
    quarterTurn = manager.create(turn, new Shape(Train.HEAD_DIM, Train.HEAD_DIM));
  }

  /**
   * What a batch of some number of rows needs.
   *
   * @param quarterTurn swaps the halves of a head, (first, second) to (second, -first)
   * @param cosines of the angle of each position and pair, shape (rows * heads, columns, head
   *     width)
   * @param sines likewise
   * @param mask added to the scores: 0 for the past, a huge negative for the future
   */
  record Tables(NDArray quarterTurn, NDArray cosines, NDArray sines, NDArray mask) {
    /** Turns each pair of a query or a key by its position's angle. */
    NDArray rotate(NDArray x) {
      return x.mul(cosines).add(Weights.linear(x, quarterTurn).mul(sines));
    }
  }

  Tables forRows(long rows) {
    return byRows.computeIfAbsent(rows, this::tables);
  }

  private Tables tables(long rows) {
    NDArray cosines = repeated(rows, Train.HEAD_DIM, (i, j) -> Math.cos(angle(i, j)));
    NDArray sines = repeated(rows, Train.HEAD_DIM, (i, j) -> Math.sin(angle(i, j)));
    NDArray mask = repeated(rows, columns, (i, j) -> j <= i ? 0 : -1e9);
    return new Tables(quarterTurn, cosines, sines, mask);
  }

  private static double angle(int position, int column) {
    return position * Math.pow(Train.ROPE_BASE, -(column % HALF) / (double) HALF);
  }

  /** A table of positions by {@code width}, once for each head of each row. */
  private NDArray repeated(long rows, int width, ToDoubleBiFunction<Integer, Integer> table) {
    float[] values = new float[columns * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) table.applyAsDouble(i / width, i % width);
    }
    NDArray one = manager.create(values, new Shape(1, columns, width));
    NDArray all = one.broadcast(rows * Gpt.HEADS, columns, width).duplicate();
    NDScope.unregister(all); // it outlives the step that is first to need it
    return all;
  }
}

/**
 * RMSNorm without a weight (Zhang and Sennrich 2019): divides by the root of the mean square of the
 * last axis. The mean and its spreading over the axis are matrix products, which both engines do
 * several times faster than reductions and broadcasts.
 */
final class Norm {
  private static final double EPSILON = 1e-6;

  private final NDArray average;
  private final NDArray spread;

  Norm(NDManager manager, int width) {
    average = manager.full(new Shape(1, width), 1f / width);
    spread = manager.ones(new Shape(width, 1));
  }

  NDArray apply(NDArray x) {
    NDArray scale = Weights.linear(x.square(), average).add(EPSILON).pow(-0.5);
    return x.mul(Weights.linear(scale, spread));
  }
}

/**
 * Makes the trained arrays. Their first values are drawn here and not by the engine, so they are
 * the same on every engine.
 */
final class Weights {
  /** What has been made to read or write the residual stream: the matrices' parameter group. */
  final List<NDArray> matrices = new ArrayList<>();

  private final NDManager manager;
  private final Random random;

  Weights(NDManager manager, Random random) {
    this.manager = manager;
    this.random = random;
  }

  /** A table of {@code rows} by the model's width, normal with a standard deviation. */
  NDArray normal(int rows, double deviation) {
    return drawn(new Shape(rows, Gpt.WIDTH), () -> deviation * random.nextGaussian());
  }

  /** A matrix that reads the residual stream: even, with standard deviation 1 / sqrt(width). */
  NDArray reading(int outputs) {
    double bound = Train.INIT_SCALE * Math.sqrt(3.0 / Gpt.WIDTH);
    Shape shape = new Shape(outputs, Gpt.WIDTH);
    matrices.add(drawn(shape, () -> bound * (2 * random.nextDouble() - 1)));
    return matrices.get(matrices.size() - 1);
  }

  /** A matrix that writes to the residual stream: zero, so each block begins as the identity. */
  NDArray writing(int inputs) {
    matrices.add(drawn(new Shape(Gpt.WIDTH, inputs), () -> 0));
    return matrices.get(matrices.size() - 1);
  }

  private NDArray drawn(Shape shape, DoubleSupplier values) {
    float[] data = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) values.getAsDouble();
    }
    NDArray array = manager.create(data, shape);
    array.setRequiresGradient(true);
    return array;
  }

  /** The last axis of x times the transposed weight. */
  static NDArray linear(NDArray x, NDArray weight) {
    return x.getNDArrayInternal().linear(x, weight, null).singletonOrThrow();
  }
}

/** AdamW (Loshchilov and Hutter 2019) over one group of parameters. */
final class AdamW {
  private final List<NDArray> weights;
  private final List<NDArray> means;
  private final List<NDArray> squares;
  private final double learningRate;
  private final double weightDecay;
  private int steps;

  AdamW(List<NDArray> weights, double learningRate, double weightDecay) {
    this.weights = weights;
    this.means = weights.stream().map(NDArray::zerosLike).toList();
    this.squares = weights.stream().map(NDArray::zerosLike).toList();
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  /** One step at {@code multiplier} times the learning rate; leaves the gradients at zero. */
  void step(double multiplier) {
    steps++;
    double rate = learningRate * multiplier;
    double meanBias = 1 - Math.pow(Train.ADAM_BETA1, steps);
    double squareBias = Math.sqrt(1 - Math.pow(Train.ADAM_BETA2, steps));
    for (int i = 0; i < weights.size(); i++) {
      NDArray gradient = weights.get(i).getGradient();
      NDArray mean = means.get(i);
      NDArray square = squares.get(i);
      mean.muli(Train.ADAM_BETA1).addi(gradient.mul(1 - Train.ADAM_BETA1));
      square.muli(Train.ADAM_BETA2).addi(gradient.square().muli(1 - Train.ADAM_BETA2));
      NDArray scale = square.sqrt().addi(Train.ADAM_EPSILON * squareBias);
      weights.get(i).muli(1 - rate * weightDecay);
      weights.get(i).subi(mean.div(scale).muli(rate * squareBias / meanBias));
      gradient.muli(0); // PyTorch adds to it, MXNet overwrites it
    }
  }
}
