import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.swarm.trainer.Harness;
import dev.swarm.trainer.Harnesses;
import dev.swarm.trainer.Operations.AdamStep;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formulas of Train.java against numbers that are worked out here. */
final class FormulaTest {
  /** With no warm-up, a warm-down over the last half, and 0 at the end: the defaults. */
  @ParameterizedTest
  @CsvSource({"0,1", "0.25,1", "0.5,1", "0.75,0.5", "0.9,0.2", "1,0"})
  void warmsDownLinearlyOverTheLastHalf(double progress, double expected) {
    assertThat(Schedule.learningRate(progress, 0)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0,0.2", "0.5,0.1", "1,0"})
  void decaysWeightDecayLinearly(double progress, double expected) {
    assertThat(Schedule.weightDecay(progress)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0,0.85", "150,0.9", "300,0.95", "5000,0.95"})
  void warmsMomentumUp(int step, double expected) {
    assertThat(Schedule.momentum(step)).isCloseTo(expected, within(1e-12));
  }

  /** SSSL over four layers. */
  @ParameterizedTest
  @CsvSource({"0,256,128", "1,256,128", "2,256,128", "3,256,256", "0,2048,1024", "0,1,1"})
  void givesShortLayersHalfTheSequence(int layer, int columns, int window) {
    assertThat(Gpt.window(layer, columns)).isEqualTo(window);
  }

  @Test
  void putsValueEmbeddingsOnEveryOtherLayerAndTheLast() {
    assertThat(Gpt.hasValueEmbedding(Train.DEPTH - 1)).isTrue();
    for (int layer = 1; layer < Train.DEPTH; layer++) {
      assertThat(Gpt.hasValueEmbedding(layer)).isNotEqualTo(Gpt.hasValueEmbedding(layer - 1));
    }
  }

  /** A layer has 12 squares of the width; every gate has 32 channels for each head. */
  @Test
  void countsParametersAndArithmetic() {
    Harness harness = Harnesses.on("pytorch", "plain");
    Gpt model = new Gpt(harness);
    long width = 256;
    long matrices = 4 * 12 * width * width + 2 * 4 * 32;
    assertThat(model.weights.size(Group.MATRIX)).isEqualTo(matrices);
    assertThat(model.weights.size(Group.EMBEDDING)).isEqualTo(512 * width);
    assertThat(model.weights.size(Group.VALUE_EMBEDDING)).isEqualTo(2 * 512 * width);
    assertThat(model.weights.size(Group.UNEMBEDDING)).isEqualTo(512 * width);
    assertThat(model.weights.size(Group.RESIDUAL) + model.weights.size(Group.FIRST)).isEqualTo(8);
    // Sequences of 32 tokens: three windows of 16 and one of 32.
    assertThat(model.flopsPerToken())
        .isEqualTo(6.0 * (matrices + 512 * width) + 12.0 * width * (3 * 16 + 32));
  }

  @ParameterizedTest
  @CsvSource({"24,24", "48,16", "16,48"})
  void bringsSingularValuesNearOne(int rows, int columns) {
    Harness harness = Harnesses.on("pytorch", "plain");
    Random random = new Random(3);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    NDArray matrix = harness.manager().create(values, new Shape(1, rows, columns));
    double[] singular =
        singularValues(Muon.orthogonal(matrix, harness.operations()).toFloatArray(), rows, columns);
    for (double value : singular) {
      assertThat(value).isBetween(0.7, 1.3);
    }
  }

  /** By the definition, in double precision. */
  @ParameterizedTest
  @CsvSource({"plain", "fast"})
  void stepsAsAdamWIsDefined(String mode) {
    Harness harness = Harnesses.on("pytorch", mode);
    double[] weight = {1, -2, 3};
    double[] mean = new double[3];
    double[] square = new double[3];
    NDArray w = harness.manager().create(new float[] {1, -2, 3});
    NDArray m = harness.manager().zeros(new Shape(3));
    NDArray s = harness.manager().zeros(new Shape(3));
    for (int step = 1; step <= 4; step++) {
      float[] gradient = {0.1f * step, -0.02f, 0.5f / step};
      harness
          .operations()
          .adamW(
              w,
              harness.manager().create(gradient),
              m,
              s,
              new AdamStep(step, 0.05, 0.8, 0.95, 1e-8, 0.1));
      for (int i = 0; i < 3; i++) {
        mean[i] = 0.8 * mean[i] + 0.2 * gradient[i];
        square[i] = 0.95 * square[i] + 0.05 * gradient[i] * gradient[i];
        double meanHat = mean[i] / (1 - Math.pow(0.8, step));
        double squareHat = square[i] / (1 - Math.pow(0.95, step));
        weight[i] *= 1 - 0.05 * 0.1;
        weight[i] -= 0.05 * meanHat / (Math.sqrt(squareHat) + 1e-8);
      }
    }
    float[] actual = w.toFloatArray();
    for (int i = 0; i < 3; i++) {
      assertThat((double) actual[i]).isCloseTo(weight[i], within(1e-5));
    }
  }

  /** Roots of the eigenvalues of A A^T or A^T A, by Jacobi's rotations. */
  private static double[] singularValues(float[] a, int rows, int columns) {
    int n = Math.min(rows, columns);
    double[][] gram = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < Math.max(rows, columns); k++) {
          gram[i][j] +=
              rows <= columns
                  ? (double) a[i * columns + k] * a[j * columns + k]
                  : (double) a[k * columns + i] * a[k * columns + j];
        }
      }
    }
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(gram, p, q);
        }
      }
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Math.sqrt(Math.max(0, gram[i][i]));
    }
    return values;
  }

  private static void rotate(double[][] s, int p, int q) {
    double angle = 0.5 * Math.atan2(2 * s[p][q], s[q][q] - s[p][p]);
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    for (int k = 0; k < s.length; k++) {
      double kp = s[k][p];
      double kq = s[k][q];
      s[k][p] = cosine * kp - sine * kq;
      s[k][q] = sine * kp + cosine * kq;
    }
    for (int k = 0; k < s.length; k++) {
      double pk = s[p][k];
      double qk = s[q][k];
      s[p][k] = cosine * pk - sine * qk;
      s[q][k] = sine * pk + cosine * qk;
    }
  }
}
