import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import dev.swarm.trainer.Batch;
import dev.swarm.trainer.Harness;
import dev.swarm.trainer.Operations;
import dev.swarm.trainer.Operations.AdamStep;
import dev.swarm.trainer.TrainedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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
  static final int ASPECT_RATIO = 64; // width per layer: the model is DEPTH * ASPECT_RATIO wide
  static final int HEAD_DIM = 64; // width of an attention head, even; the width is rounded up to it
  static final String WINDOW_PATTERN = "SSSL"; // attention of each layer in turn, Short or Long
  static final double SHORT_WINDOW = 0.5; // a short window, in sequence lengths; the last is long
  static final double MLP_EXPANSION = 4; // hidden width of the MLP, in widths of the model
  static final double ROPE_BASE = 10_000; // of the slowest pair of the rotary positions
  static final double QK_SCALE = 1.0; // factor on normalized queries and keys: above 1 is sharper
  static final int VE_GATE_CHANNELS = 32; // what the gate of a value embedding sees of its token
  static final double VE_GATE_SCALE = 2.0; // the gate ranges from 0 to this
  static final double LOGIT_SOFTCAP = 15; // logits stay within plus or minus this; 0: anywhere

  // First weights.
  static final double EMBEDDING_INIT = 1.0; // standard deviation of the token embedding
  static final double UNEMBEDDING_INIT = 0.001; // of the output projection
  static final double INIT_SCALE = 1.0; // factor on matrices that read the residual stream
  static final double MLP_INIT = 1.0; // factor on those of the MLP, on top
  static final double VE_GATE_INIT = 0.0; // standard deviation of the gates' weights
  static final double RESID_INIT = 1.0; // share of the residual stream that enters a layer
  static final double X0_INIT = 0.1; // share of the token embedding that enters a layer

  // Steps. A step of TOTAL_BATCH_SIZE tokens is computed DEVICE_BATCH_SIZE sequences at a time.
  static final int TOTAL_BATCH_SIZE = 2048; // tokens, a multiple of the sequence length
  static final int DEVICE_BATCH_SIZE = 8; // sequences, at most; memory grows with it

  // Learning rates for a model of width 768: all but the scalars' grow as it gets narrower.
  static final String MATRIX_OPTIMIZER = "muon"; // of the matrices: muon or adamw
  static final double MATRIX_LR = 0.04; // of the matrices with muon
  static final double MATRIX_ADAMW_LR = 0.002; // of the matrices with adamw
  static final double EMBEDDING_LR = 0.6; // of token and value embeddings
  static final double UNEMBEDDING_LR = 0.004; // of the output projection
  static final double SCALAR_LR = 0.5; // of the layers' shares of the token embedding
  static final double RESID_LR_FRAC = 0.01; // of SCALAR_LR, for their shares of the stream

  // Muon.
  static final int NS_STEPS = 5; // iterations towards an orthogonal update
  static final double POLAR_NORM_FACTOR = 1.02; // margin that keeps the first of them stable
  static final double MUON_MOMENTUM = 0.95; // of the gradient's average
  static final double MUON_MOMENTUM_START = 0.85; // where it begins
  static final int MUON_MOMENTUM_STEPS = 300; // steps that it takes to rise
  static final double MUON_BETA2 = 0.95; // decay of the variance of rows or columns
  static final double WEIGHT_DECAY = 0.2; // of the matrices, where it shrinks what the step shrinks
  static final String WEIGHT_DECAY_SCHEDULE = "linear"; // constant, or linear or cosine down to 0

  // AdamW, by group of parameters: decays of the means, decay of the weights.
  static final double MATRIX_BETA1 = 0.8;
  static final double MATRIX_BETA2 = 0.95;
  static final double EMBEDDING_BETA1 = 0.8;
  static final double EMBEDDING_BETA2 = 0.95;
  static final double EMBEDDING_DECAY = 0.0;
  static final double VALUE_EMBEDDING_DECAY = 0.0;
  static final double UNEMBEDDING_BETA1 = 0.8;
  static final double UNEMBEDDING_BETA2 = 0.95;
  static final double UNEMBEDDING_DECAY = 0.0;
  static final double SCALAR_BETA1 = 0.8;
  static final double X0_BETA1 = 0.96;
  static final double SCALAR_BETA2 = 0.95;
  static final double SCALAR_DECAY = 0.0;
  static final double ADAM_EPSILON = 1e-10; // keeps the division finite

  // Schedule, over the progress of the budget from 0 to 1.
  static final int WARMUP_STEPS = 0; // steps in which the learning rate rises from 0
  static final double WARMUP_RATIO = 0.0; // part of the budget in which it does
  static final double WARMDOWN_RATIO = 0.5; // part in which it falls, at the end
  static final double FINAL_LR_FRAC = 0.0; // what it falls to

  public static void main(String[] args) {
    Harness.run(args, Train::train);
  }

  static TrainedModel train(Harness harness) {
    Knobs.check(harness);
    Gpt model = new Gpt(harness);
    Optimizers optimizers = new Optimizers(harness.operations(), model.weights);
    Gradients gradients = new Gradients(model.weights.all(), harness);

    for (int step = 0; harness.training(); step++) {
      double progress = harness.progress();
      double multiplier = Schedule.learningRate(progress, step);
      try (NDScope scope = new NDScope()) {
        float loss = gradients.accumulate(model);
        optimizers.step(gradients.byWeight(), multiplier, progress);
        harness.stepDone(loss, multiplier);
      }
    }
    return new TrainedModel(model::logits, model.weights.all(), DEPTH, model.flopsPerToken());
  }
}

/** What the knobs may be, told before the first step rather than by a crash in the middle. */
final class Knobs {
  private Knobs() {}

  static void check(Harness harness) {
    harness.require(Train.DEPTH >= 1, "DEPTH is at least 1, not " + Train.DEPTH);
    harness.require(Train.ASPECT_RATIO >= 1, "ASPECT_RATIO is at least 1");
    harness.require(
        Train.HEAD_DIM >= 2 && Train.HEAD_DIM % 2 == 0,
        "HEAD_DIM is even and at least 2, not " + Train.HEAD_DIM);
    harness.require(
        Train.WINDOW_PATTERN.matches("[SsLl]+"),
        "WINDOW_PATTERN has the letters S and L, not " + Train.WINDOW_PATTERN);
    within("SHORT_WINDOW", Train.SHORT_WINDOW, 0, 1, harness);
    harness.require(Train.MLP_EXPANSION > 0, "MLP_EXPANSION is above 0");
    harness.require(Train.LOGIT_SOFTCAP >= 0, "LOGIT_SOFTCAP is at least 0");
    within("VE_GATE_CHANNELS", Train.VE_GATE_CHANNELS, 1, Gpt.WIDTH, harness);
    within("NS_STEPS", Train.NS_STEPS, 1, 20, harness);
    harness.require(Train.POLAR_NORM_FACTOR >= 1, "POLAR_NORM_FACTOR is at least 1");
    for (double beta :
        new double[] {
          Train.MUON_MOMENTUM,
          Train.MUON_MOMENTUM_START,
          Train.MUON_BETA2,
          Train.MATRIX_BETA1,
          Train.MATRIX_BETA2,
          Train.EMBEDDING_BETA1,
          Train.EMBEDDING_BETA2,
          Train.UNEMBEDDING_BETA1,
          Train.UNEMBEDDING_BETA2,
          Train.SCALAR_BETA1,
          Train.X0_BETA1,
          Train.SCALAR_BETA2
        }) {
      harness.require(
          beta >= 0 && beta < 1, "a momentum or beta is from 0 and below 1, not " + beta);
    }
    harness.require(
        List.of("muon", "adamw").contains(Train.MATRIX_OPTIMIZER),
        "MATRIX_OPTIMIZER is muon or adamw, not " + Train.MATRIX_OPTIMIZER);
    harness.require(
        List.of("constant", "linear", "cosine").contains(Train.WEIGHT_DECAY_SCHEDULE),
        "WEIGHT_DECAY_SCHEDULE is constant, linear or cosine, not " + Train.WEIGHT_DECAY_SCHEDULE);
    within("WARMUP_RATIO", Train.WARMUP_RATIO, 0, 1, harness);
    within("WARMDOWN_RATIO", Train.WARMDOWN_RATIO, 0, 1, harness);
    within("FINAL_LR_FRAC", Train.FINAL_LR_FRAC, 0, 1, harness);
    checkBatch(harness);
  }

  private static void within(String knob, double value, double low, double high, Harness harness) {
    harness.require(
        value >= low && value <= high,
        String.format("%s is from %s to %s, not %s", knob, low, high, value));
  }

  /** Names the nearest sizes that divide. */
  private static void checkBatch(Harness harness) {
    harness.require(Train.DEVICE_BATCH_SIZE >= 1, "DEVICE_BATCH_SIZE is at least 1");
    int unit = microRows(harness) * harness.sequenceLength();
    int below = Train.TOTAL_BATCH_SIZE / unit * unit;
    harness.require(
        Train.TOTAL_BATCH_SIZE >= unit && Train.TOTAL_BATCH_SIZE == below,
        String.format(
            "TOTAL_BATCH_SIZE is a multiple of %d (sequences of %d tokens, %d at a time), not %d;"
                + " %s would work",
            unit,
            harness.sequenceLength(),
            microRows(harness),
            Train.TOTAL_BATCH_SIZE,
            below == 0 ? unit : below + " or " + (below + unit)));
  }

  /** Sequences that are computed at a time. */
  static int microRows(Harness harness) {
    int rows = Math.max(1, Train.TOTAL_BATCH_SIZE / harness.sequenceLength());
    return Math.min(Train.DEVICE_BATCH_SIZE, rows);
  }
}

/** What changes over the run. */
final class Schedule {
  private Schedule() {}

  /** Factor on the learning rates: up, level, down, linear in the progress of the budget. */
  static double learningRate(double progress, int step) {
    return Math.min(warmup(progress, step), warmdown(progress));
  }

  private static double warmup(double progress, int step) {
    double bySteps = step < Train.WARMUP_STEPS ? (step + 1.0) / Train.WARMUP_STEPS : 1;
    return progress < Train.WARMUP_RATIO ? progress / Train.WARMUP_RATIO : bySteps;
  }

  private static double warmdown(double progress) {
    if (progress <= 1 - Train.WARMDOWN_RATIO) {
      return 1;
    }
    double left = (1 - progress) / Train.WARMDOWN_RATIO;
    return left + (1 - left) * Train.FINAL_LR_FRAC;
  }

  /** Muon's momentum rises over the first steps. */
  static double momentum(int step) {
    double part = Math.min(1, (double) step / Math.max(1, Train.MUON_MOMENTUM_STEPS));
    return Train.MUON_MOMENTUM_START + part * (Train.MUON_MOMENTUM - Train.MUON_MOMENTUM_START);
  }

  /** Weight decay of the matrices. */
  static double weightDecay(double progress) {
    return switch (Train.WEIGHT_DECAY_SCHEDULE) {
      case "linear" -> Train.WEIGHT_DECAY * (1 - progress);
      case "cosine" -> Train.WEIGHT_DECAY * (1 + Math.cos(Math.PI * progress)) / 2;
      default -> Train.WEIGHT_DECAY;
    };
  }
}

/** Token embedding, DEPTH blocks, output projection; norms without weights, no biases. */
final class Gpt {
  /** As many as DEPTH * ASPECT_RATIO fills, the last one wholly. */
  static final int HEADS = (Train.DEPTH * Train.ASPECT_RATIO + Train.HEAD_DIM - 1) / Train.HEAD_DIM;

  static final int WIDTH = HEADS * Train.HEAD_DIM;

  final Weights weights;
  private final Operations operations;
  private final int columns;
  private final NDArray embedding;
  private final NDArray unembedding;
  private final List<Block> blocks = new ArrayList<>();
  private final Positions positions;

  Gpt(Harness harness) {
    operations = harness.operations();
    columns = harness.sequenceLength();
    weights = new Weights(harness.manager(), new Random(harness.seed()), harness.vocabSize());
    embedding = weights.tokenTable(Group.EMBEDDING, Train.EMBEDDING_INIT);
    unembedding = weights.tokenTable(Group.UNEMBEDDING, Train.UNEMBEDDING_INIT);
    positions = new Positions(harness);
    for (int layer = 0; layer < Train.DEPTH; layer++) {
      Attention attention = new Attention(operations, weights, layer, window(layer, columns));
      blocks.add(new Block(operations, weights, attention));
    }
  }

  /** Tokens that a layer looks at, itself among them; the last layer sees all. */
  static int window(int layer, int columns) {
    int place = layer % Train.WINDOW_PATTERN.length();
    boolean isLong = "Ll".indexOf(Train.WINDOW_PATTERN.charAt(place)) >= 0;
    return isLong || layer == Train.DEPTH - 1
        ? columns
        : Math.max(1, (int) Math.round(columns * Train.SHORT_WINDOW));
  }

  /** Every other layer adds embeddings to its values, the last one always. */
  static boolean hasValueEmbedding(int layer) {
    return layer % 2 == (Train.DEPTH - 1) % 2;
  }

  /** Cross-entropy of the batch's targets, nats per token. */
  NDArray loss(Batch batch) {
    NDArray targets = batch.targets().reshape(-1);
    return operations.crossEntropy(
        trunk(batch.inputs()), unembedding, targets, Train.LOGIT_SOFTCAP);
  }

  /** Tokens of shape (rows, columns) to logits of shape (rows * columns, vocabulary). */
  NDArray logits(NDArray tokens) {
    return operations.logits(trunk(tokens), unembedding, Train.LOGIT_SOFTCAP);
  }

  /** What the output projection reads, shape (rows * columns, WIDTH). */
  private NDArray trunk(NDArray tokens) {
    NDArray x0 = operations.rmsNorm(Weights.lookUp(tokens, embedding));
    Positions.Tables tables = positions.forRows(tokens.getShape().get(0));
    NDArray x = x0;
    for (Block block : blocks) {
      x = block.forward(x, x0, tokens, tables);
    }
    return operations.rmsNorm(x).reshape(-1, WIDTH);
  }

  /**
   * Arithmetic of training on one token: 6 per weight that it is multiplied with, and attention.
   */
  double flopsPerToken() {
    double flops = 6.0 * (weights.size(Group.MATRIX) + weights.size(Group.UNEMBEDDING));
    for (int layer = 0; layer < Train.DEPTH; layer++) {
      flops += 12.0 * WIDTH * window(layer, columns);
    }
    return flops;
  }
}

/** A layer: what attention and then the MLP add to the residual stream. */
final class Block {
  private final Operations operations;
  private final NDArray residual;
  private final NDArray first;
  private final Attention attention;
  private final Mlp mlp;

  Block(Operations operations, Weights weights, Attention attention) {
    this.operations = operations;
    this.attention = attention;
    mlp = new Mlp(operations, weights);
    residual = weights.scalar(Group.RESIDUAL, Train.RESID_INIT);
    first = weights.scalar(Group.FIRST, Train.X0_INIT);
  }

  NDArray forward(NDArray stream, NDArray x0, NDArray tokens, Positions.Tables tables) {
    NDArray x = stream.mul(residual).add(x0.mul(first));
    x = x.add(attention.forward(operations.rmsNorm(x), tokens, tables));
    return x.add(mlp.forward(operations.rmsNorm(x)));
  }
}

/** Causal self-attention with rotary positions, normalized queries and keys, value embeddings. */
final class Attention {
  private final Operations operations;
  private final int window;
  private final NDArray query;
  private final NDArray key;
  private final NDArray value;
  private final NDArray output;
  private final NDArray scale;
  private ValueEmbedding valueEmbedding;

  Attention(Operations operations, Weights weights, int layer, int window) {
    this.operations = operations;
    this.window = window;
    query = weights.reading(Gpt.WIDTH, 1);
    key = weights.reading(Gpt.WIDTH, 1);
    value = weights.reading(Gpt.WIDTH, 1);
    output = weights.writing(Gpt.WIDTH);
    scale = weights.constant(Train.QK_SCALE);
    if (Gpt.hasValueEmbedding(layer)) {
      valueEmbedding = new ValueEmbedding(operations, weights);
    }
  }

  NDArray forward(NDArray x, NDArray tokens, Positions.Tables tables) {
    NDArray q = normalized(tables.rotate(heads(operations.linear(x, query)), operations));
    NDArray k = normalized(tables.rotate(heads(operations.linear(x, key)), operations));
    NDArray v = operations.linear(x, value);
    if (valueEmbedding != null) {
      v = v.add(valueEmbedding.forward(x, tokens));
    }
    NDArray mixed = operations.attention(q, k, heads(v), window);
    return operations.linear(mixed.reshape(x.getShape()), output);
  }

  private NDArray normalized(NDArray x) {
    NDArray unit = operations.rmsNorm(x);
    return Train.QK_SCALE == 1 ? unit : unit.mul(scale);
  }

  /** From (rows, columns, width) to (rows, columns, heads, head width). */
  private static NDArray heads(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), Gpt.HEADS, Train.HEAD_DIM);
  }
}

/** Adds to the values what the token itself is known for, head by head through a gate. */
final class ValueEmbedding {
  private final Operations operations;
  private final NDArray table;
  private final NDArray gate;
  private final NDArray range;
  private final NDArray spread;

  ValueEmbedding(Operations operations, Weights weights) {
    this.operations = operations;
    table = weights.valueTable();
    gate = weights.gate();
    range = weights.constant(Train.VE_GATE_SCALE);
    spread = weights.headSpread();
  }

  NDArray forward(NDArray x, NDArray tokens) {
    NDArray seen = x.get(":, :, :" + Train.VE_GATE_CHANNELS);
    NDArray open = Activation.sigmoid(operations.linear(seen, gate)).mul(range);
    // A product with a matrix of ones and zeros repeats each head's gate over the head's width.
    return operations.linear(open, spread).mul(Weights.lookUp(tokens, table));
  }
}

/** Two matrices with the square of a rectifier between them. */
final class Mlp {
  private final Operations operations;
  private final NDArray input;
  private final NDArray output;

  Mlp(Operations operations, Weights weights) {
    this.operations = operations;
    int hidden = Math.max(1, (int) Math.round(Train.MLP_EXPANSION * Gpt.WIDTH));
    input = weights.reading(hidden, Train.MLP_INIT);
    output = weights.writing(hidden);
  }

  NDArray forward(NDArray x) {
    NDArray hidden = Activation.relu(operations.linear(x, input)).square();
    return operations.linear(hidden, output);
  }
}

/**
 * Where a token stands: rotary positions (Su et al. 2021). The tables are spelled out for a whole
 * batch, because MXNet is slow where it has to broadcast.
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
   * @param cosines of the angle of each position and pair, shape (rows, columns, heads, head width)
   * @param sines likewise
   */
  record Tables(NDArray quarterTurn, NDArray cosines, NDArray sines) {
    /** Turns each pair of a query or a key by its position's angle. */
    NDArray rotate(NDArray x, Operations operations) {
      return x.mul(cosines).add(operations.linear(x, quarterTurn).mul(sines));
    }
  }

  Tables forRows(long rows) {
    return byRows.computeIfAbsent(rows, this::tables);
  }

  private Tables tables(long rows) {
    NDArray cosines = repeated(rows, (i, j) -> Math.cos(angle(i, j)));
    NDArray sines = repeated(rows, (i, j) -> Math.sin(angle(i, j)));
    return new Tables(quarterTurn, cosines, sines);
  }

  private static double angle(int position, int column) {
    return position * Math.pow(Train.ROPE_BASE, -(column % HALF) / (double) HALF);
  }

  /** A table of positions by pair, once for each head of each row. */
  private NDArray repeated(long rows, ToDoubleBiFunction<Integer, Integer> table) {
    float[] values = new float[columns * Train.HEAD_DIM];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) table.applyAsDouble(i / Train.HEAD_DIM, i % Train.HEAD_DIM);
    }
    NDArray one = manager.create(values, new Shape(1, columns, 1, Train.HEAD_DIM));
    NDArray all = one.broadcast(rows, columns, Gpt.HEADS, Train.HEAD_DIM).duplicate();
    NDScope.unregister(all); // it outlives the step that is first to need it
    return all;
  }
}

/** Parameters that are trained alike. */
enum Group {
  MATRIX,
  EMBEDDING,
  VALUE_EMBEDDING,
  UNEMBEDDING,
  RESIDUAL,
  FIRST
}

/**
 * Makes the trained arrays. Their first values are drawn here and not by the engine, so they are
 * the same on every engine.
 */
final class Weights {
  private final Map<Group, NDList> groups = new LinkedHashMap<>();
  private final NDManager manager;
  private final Random random;
  private final int vocabulary;

  Weights(NDManager manager, Random random, int vocabulary) {
    this.manager = manager;
    this.random = random;
    this.vocabulary = vocabulary;
  }

  NDList group(Group group) {
    return groups.computeIfAbsent(group, missing -> new NDList());
  }

  /** All there is to train, in the order in which it was made. */
  NDList all() {
    NDList all = new NDList();
    groups.values().forEach(all::addAll);
    return all;
  }

  /** Trained values in a group. */
  long size(Group group) {
    return group(group).stream().mapToLong(NDArray::size).sum();
  }

  /** A table with the model's width for each token, normal with a standard deviation. */
  NDArray tokenTable(Group group, double deviation) {
    Shape shape = new Shape(vocabulary, Gpt.WIDTH);
    return trained(group, shape, () -> deviation * random.nextGaussian());
  }

  /** A table of value embeddings: even, as wide as what a matrix makes of the stream. */
  NDArray valueTable() {
    return trained(Group.VALUE_EMBEDDING, new Shape(vocabulary, Gpt.WIDTH), even(1));
  }

  /** The gates of a value embedding, one for each head. */
  NDArray gate() {
    Shape shape = new Shape(Gpt.HEADS, Train.VE_GATE_CHANNELS);
    return trained(Group.MATRIX, shape, () -> Train.VE_GATE_INIT * random.nextGaussian());
  }

  /** A matrix that reads the residual stream: even, with standard deviation 1 / sqrt(width). */
  NDArray reading(int outputs, double factor) {
    return trained(Group.MATRIX, new Shape(outputs, Gpt.WIDTH), even(factor * Train.INIT_SCALE));
  }

  /** A matrix that writes to the residual stream: zero, so each block begins as the identity. */
  NDArray writing(int inputs) {
    return trained(Group.MATRIX, new Shape(Gpt.WIDTH, inputs), () -> 0);
  }

  /** A single number. */
  NDArray scalar(Group group, double value) {
    return trained(group, new Shape(1), () -> value);
  }

  /** A number that is not trained. */
  NDArray constant(double value) {
    return manager.create((float) value);
  }

  /** The matrix that repeats a number for each head over the head's width. */
  NDArray headSpread() {
    float[] ones = new float[Gpt.WIDTH * Gpt.HEADS];
    for (int i = 0; i < Gpt.WIDTH; i++) {
      ones[i * Gpt.HEADS + i / Train.HEAD_DIM] = 1;
    }
    return manager.create(ones, new Shape(Gpt.WIDTH, Gpt.HEADS));
  }

  private DoubleSupplier even(double factor) {
    double bound = factor * Math.sqrt(3.0 / Gpt.WIDTH);
    return () -> bound * (2 * random.nextDouble() - 1);
  }

  private NDArray trained(Group group, Shape shape, DoubleSupplier values) {
    float[] data = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) values.getAsDouble();
    }
    NDArray array = manager.create(data, shape);
    array.setRequiresGradient(true);
    group(group).add(array);
    return array;
  }

  /** The row of a table for each token. */
  static NDArray lookUp(NDArray tokens, NDArray table) {
    return tokens
        .getNDArrayInternal()
        .embedding(tokens, table, SparseFormat.DENSE)
        .singletonOrThrow();
  }
}

/** The gradients of a step, from one batch or the mean over several. */
final class Gradients {
  private final NDList weights;
  private final Harness harness;
  private final int batches;
  private final List<NDArray> sums = new ArrayList<>();

  Gradients(NDList weights, Harness harness) {
    this.weights = weights;
    this.harness = harness;
    int rows = Train.TOTAL_BATCH_SIZE / harness.sequenceLength();
    batches = rows / Knobs.microRows(harness);
    if (batches > 1) {
      weights.forEach(weight -> sums.add(weight.zerosLike()));
    }
  }

  /** Computes them and returns the loss, nats per token. */
  float accumulate(Gpt model) {
    float loss = 0;
    for (int i = 0; i < batches; i++) {
      try (NDScope scope = new NDScope()) {
        loss += backward(model, harness.nextBatch(Knobs.microRows(harness))) / batches;
        if (batches > 1) {
          add();
        }
      }
    }
    return loss;
  }

  private float backward(Gpt model, Batch batch) {
    try (GradientCollector collector = harness.newGradientCollector()) {
      NDArray loss = model.loss(batch);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  private void add() {
    for (int i = 0; i < weights.size(); i++) {
      NDArray gradient = weights.get(i).getGradient();
      sums.get(i).addi(gradient.div(batches));
      gradient.muli(0); // PyTorch adds to it, MXNet overwrites it
    }
  }

  /** Each weight's gradient. */
  Map<NDArray, NDArray> byWeight() {
    Map<NDArray, NDArray> gradients = new IdentityHashMap<>();
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = weights.get(i);
      gradients.put(weight, batches > 1 ? sums.get(i) : weight.getGradient());
    }
    return gradients;
  }
}

/** Which optimizer trains what, and how fast. */
final class Optimizers {
  private final List<AdamW> adamWs = new ArrayList<>();
  private final List<Muon> muons = new ArrayList<>();
  private final double widthScale = Math.pow(Gpt.WIDTH / 768.0, -0.5);
  private int steps;

  Optimizers(Operations operations, Weights weights) {
    double embedding = Train.EMBEDDING_LR * widthScale;
    double unembedding = Train.UNEMBEDDING_LR * widthScale;
    double residual = Train.SCALAR_LR * Train.RESID_LR_FRAC;
    adamWs.add(
        new AdamW(operations, weights.group(Group.EMBEDDING), embedding)
            .betas(Train.EMBEDDING_BETA1, Train.EMBEDDING_BETA2)
            .decay(Train.EMBEDDING_DECAY));
    adamWs.add(
        new AdamW(operations, weights.group(Group.VALUE_EMBEDDING), embedding)
            .betas(Train.EMBEDDING_BETA1, Train.EMBEDDING_BETA2)
            .decay(Train.VALUE_EMBEDDING_DECAY));
    adamWs.add(
        new AdamW(operations, weights.group(Group.UNEMBEDDING), unembedding)
            .betas(Train.UNEMBEDDING_BETA1, Train.UNEMBEDDING_BETA2)
            .decay(Train.UNEMBEDDING_DECAY));
    adamWs.add(
        new AdamW(operations, weights.group(Group.RESIDUAL), residual)
            .betas(Train.SCALAR_BETA1, Train.SCALAR_BETA2)
            .decay(Train.SCALAR_DECAY));
    adamWs.add(
        new AdamW(operations, weights.group(Group.FIRST), Train.SCALAR_LR)
            .betas(Train.X0_BETA1, Train.SCALAR_BETA2)
            .decay(Train.SCALAR_DECAY));
    if (Train.MATRIX_OPTIMIZER.equals("adamw")) {
      adamWs.add(
          new AdamW(operations, weights.group(Group.MATRIX), Train.MATRIX_ADAMW_LR * widthScale)
              .betas(Train.MATRIX_BETA1, Train.MATRIX_BETA2)
              .decay(Train.WEIGHT_DECAY));
    } else {
      Map<Shape, NDList> byShape = new LinkedHashMap<>();
      for (NDArray matrix : weights.group(Group.MATRIX)) {
        byShape.computeIfAbsent(matrix.getShape(), missing -> new NDList()).add(matrix);
      }
      byShape.values().forEach(alike -> muons.add(new Muon(operations, alike)));
    }
  }

  /** One step of all of them; leaves the gradients at zero. */
  void step(Map<NDArray, NDArray> gradients, double multiplier, double progress) {
    double momentum = Schedule.momentum(steps);
    double decay = Schedule.weightDecay(progress);
    steps++;
    adamWs.forEach(adamW -> adamW.step(gradients, steps, multiplier));
    muons.forEach(muon -> muon.step(gradients, multiplier, momentum, decay));
    gradients.values().forEach(gradient -> gradient.muli(0));
  }
}

/** AdamW (Loshchilov and Hutter 2019) over one group of parameters. */
final class AdamW {
  private final Operations operations;
  private final List<NDArray> weights;
  private final List<NDArray> means;
  private final List<NDArray> squares;
  private final double learningRate;
  private double beta1;
  private double beta2;
  private double decay;

  AdamW(Operations operations, List<NDArray> weights, double learningRate) {
    this.operations = operations;
    this.weights = weights;
    this.learningRate = learningRate;
    means = weights.stream().map(NDArray::zerosLike).toList();
    squares = weights.stream().map(NDArray::zerosLike).toList();
  }

  AdamW betas(double mean, double square) {
    beta1 = mean;
    beta2 = square;
    return this;
  }

  AdamW decay(double perLearningRate) {
    decay = perLearningRate;
    return this;
  }

  void step(Map<NDArray, NDArray> gradients, int number, double multiplier) {
    AdamStep step =
        new AdamStep(number, learningRate * multiplier, beta1, beta2, Train.ADAM_EPSILON, decay);
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = weights.get(i);
      operations.adamW(weight, gradients.get(weight), means.get(i), squares.get(i), step);
    }
  }
}

/**
 * Muon (Jordan et al. 2024) over matrices of one shape, stacked: steps along the nearest orthogonal
 * matrix to the gradient's average, with the variance of the rows or columns evened out (NorMuon,
 * Li et al. 2025) and weight decay only where it agrees with the step.
 */
final class Muon {
  /** Polar Express (Amsel et al. 2025): the quintic for each iteration, a x + b x^3 + c x^5. */
  private static final double[][] POLAR_EXPRESS = {
    {8.156554524902461, -22.48329292557795, 15.878769915207462},
    {4.042929935166739, -2.808917465908714, 0.5000178451051316},
    {3.8916678022926607, -2.772484153217685, 0.5060648178503393},
    {3.285753657755655, -2.3681294933425376, 0.46449024233003106},
    {2.3465413258596377, -1.7098828382687081, 0.42323551169305323},
  };

  /** Newton and Schulz's cubic, for what comes after. */
  private static final double[] NEWTON_SCHULZ = {1.5, -0.5, 0};

  private static final double SMALLEST = 1e-10;

  private final Operations operations;
  private final NDList weights;
  private final NDArray averages;
  private final NDArray variances;
  private final double learningRate;
  private final int reduced;

  Muon(Operations operations, NDList weights) {
    this.operations = operations;
    this.weights = weights;
    Shape shape = weights.get(0).getShape();
    double aspect = (double) shape.get(0) / shape.get(1);
    learningRate = Train.MATRIX_LR * Math.sqrt(Math.max(1, aspect));
    reduced = aspect >= 1 ? 2 : 1;
    averages = NDArrays.stack(weights).zerosLike();
    variances = averages.mean(new int[] {reduced}, true);
  }

  void step(Map<NDArray, NDArray> gradients, double multiplier, double momentum, double decay) {
    NDList list = new NDList();
    weights.forEach(weight -> list.add(gradients.get(weight)));
    NDArray gradient = NDArrays.stack(list);
    averages.muli(momentum).addi(gradient.mul(1 - momentum));
    // Nesterov: the average as the next step will see it.
    NDArray ahead = gradient.muli(1 - momentum).addi(averages.mul(momentum));
    NDArray update = evened(orthogonal(ahead, operations)).muli(learningRate * multiplier);
    NDArray stacked = NDArrays.stack(weights);
    NDArray agrees = update.mul(stacked).gte(0).toType(update.getDataType(), false);
    update.addi(stacked.muli(agrees).muli(learningRate * multiplier * decay));
    for (int i = 0; i < weights.size(); i++) {
      weights.get(i).subi(update.get(i));
    }
  }

  /** Brings each matrix's singular values close to 1. */
  static NDArray orthogonal(NDArray matrices, Operations operations) {
    Shape shape = matrices.getShape();
    boolean tall = shape.get(1) > shape.get(2);
    NDArray x = tall ? matrices.transpose(0, 2, 1) : matrices;
    NDArray norm = x.square().sum(new int[] {1, 2}, true).sqrt();
    x = x.div(norm.muli(Train.POLAR_NORM_FACTOR).addi(1e-6));
    for (int i = 0; i < Train.NS_STEPS; i++) {
      double[] factors = i < POLAR_EXPRESS.length ? POLAR_EXPRESS[i] : NEWTON_SCHULZ;
      NDArray gram = operations.products(x, x.transpose(0, 2, 1));
      NDArray quintic = gram.mul(factors[1]);
      if (factors[2] != 0) {
        quintic.addi(operations.products(gram, gram).muli(factors[2]));
      }
      x = operations.products(quintic, x).addi(x.mul(factors[0]));
    }
    return tall ? x.transpose(0, 2, 1) : x;
  }

  /** Divides rows or columns by the root of their running variance, at the same total norm. */
  private NDArray evened(NDArray x) {
    NDArray variance = x.square().mean(new int[] {reduced}, true);
    variances.muli(Train.MUON_BETA2).addi(variance.mul(1 - Train.MUON_BETA2));
    NDArray scale = variances.maximum(SMALLEST).pow(-0.5);
    NDArray before = total(variance);
    NDArray after = total(variance.mul(scale.square()));
    return x.mul(scale.muli(before.div(after.maximum(SMALLEST))));
  }

  private static NDArray total(NDArray variance) {
    return variance.sum(new int[] {1, 2}, true).sqrt();
  }
}
