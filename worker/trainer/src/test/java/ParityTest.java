import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import dev.swarm.trainer.Batch;
import dev.swarm.trainer.Harness;
import dev.swarm.trainer.Harnesses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same model computes the same on every engine and in every float32 mode. What is compared with
 * is PyTorch by DJL's own operations.
 */
final class ParityTest {
  private static final double TOLERANCE = 1e-3;
  private static final int ROWS = 4;

  private static Computed reference;

  /** What one engine makes of the first weights and batches. */
  private record Computed(
      float loss, List<float[]> gradients, List<float[]> weightsBefore, List<float[]> weights) {}

  static Stream<List<String>> others() {
    return Stream.of(List.of("pytorch", "fast"), List.of("mxnet", "plain"))
        .filter(each -> Harnesses.runsHere(each.get(0)));
  }

  @BeforeAll
  static void compute() {
    reference = computed("pytorch", "plain");
  }

  @ParameterizedTest
  @MethodSource("others")
  void agreesOnLossEveryGradientAndFiveSteps(List<String> engine) {
    Computed other = computed(engine.get(0), engine.get(1));
    assertThat((double) other.loss() / reference.loss()).isBetween(1 - TOLERANCE, 1 + TOLERANCE);
    assertThat(other.gradients()).hasSameSizeAs(reference.gradients());
    for (int i = 0; i < reference.gradients().size(); i++) {
      assertThat(norm(reference.gradients().get(i))).as("gradient %d is not zero", i).isPositive();
      assertThat(relativeError(reference.gradients().get(i), other.gradients().get(i)))
          .as("gradient of weight %d", i)
          .isLessThan(TOLERANCE);
      assertThat(relativeError(reference.weights().get(i), other.weights().get(i)))
          .as("weight %d after five steps", i)
          .isLessThan(TOLERANCE);
      assertThat(reference.weights().get(i)).isNotEqualTo(reference.weightsBefore().get(i));
    }
  }

  private static Computed computed(String engine, String mode) {
    Harness harness = Harnesses.on(engine, mode);
    Gpt model = new Gpt(harness);
    shake(model, harness);
    Batch batch = harness.nextBatch(ROWS);
    float loss;
    List<float[]> gradients;
    try (NDScope scope = new NDScope()) {
      loss = backward(model, batch, harness);
      gradients = copies(model.weights.all().stream().map(NDArray::getGradient));
    }
    List<float[]> before = copies(model.weights.all().stream());
    Optimizers optimizers = new Optimizers(harness.operations(), model.weights);
    for (int step = 0; step < 5; step++) {
      try (NDScope scope = new NDScope()) {
        if (step > 0) {
          backward(model, batch, harness);
        }
        Map<NDArray, NDArray> byWeight = new java.util.IdentityHashMap<>();
        model.weights.all().forEach(weight -> byWeight.put(weight, weight.getGradient()));
        optimizers.step(byWeight, 0.1, 0.2);
      }
    }
    return new Computed(loss, gradients, before, copies(model.weights.all().stream()));
  }

  private static float backward(Gpt model, Batch batch, Harness harness) {
    try (GradientCollector collector = harness.newGradientCollector()) {
      NDArray loss = model.loss(batch);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** Weights that start at zero would hide gradients behind them. */
  private static void shake(Gpt model, Harness harness) {
    Random random = new Random(7);
    for (NDArray weight : model.weights.all()) {
      float[] noise = new float[(int) weight.size()];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) (0.03 * random.nextGaussian());
      }
      try (NDArray array = harness.manager().create(noise, weight.getShape())) {
        weight.addi(array);
      }
    }
  }

  private static List<float[]> copies(Stream<NDArray> arrays) {
    List<float[]> copies = new ArrayList<>();
    arrays.forEach(array -> copies.add(array.toFloatArray()));
    return copies;
  }

  private static double relativeError(float[] expected, float[] actual) {
    float[] difference = new float[expected.length];
    for (int i = 0; i < expected.length; i++) {
      difference[i] = expected[i] - actual[i];
    }
    return norm(difference) / norm(expected);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
