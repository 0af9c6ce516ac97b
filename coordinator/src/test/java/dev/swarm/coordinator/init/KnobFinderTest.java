package dev.swarm.coordinator.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.Knob.Scale;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnobFinderTest {
  @Test
  void guessesARangeAroundEachConstantsValue() {
    String text =
        """
        ASPECT_RATIO = 64       # model_dim = depth * ASPECT_RATIO
        TOTAL_BATCH_SIZE = 2**19 # ~524K tokens
        DEVICE_BATCH_SIZE = 4
        EMBEDDING_LR = 0.6
        ADAM_LR = 1e-4
        WARMUP_RATIO = 0.0
        WARMDOWN_RATIO = 0.5
        MOMENTUM = 0.95
        DEPTH = 8
        STEPS = 40
        USE_BIAS = False
        ACTIVATION = "relu"  # relu | gelu | silu
        if progress < WARMUP_RATIO:
            pass
        """;

    assertThat(KnobFinder.find(text).knobs())
        .containsExactly(
            new Knob.Choice("ASPECT_RATIO", List.of("16", "32", "64", "128")),
            relative("TOTAL_BATCH_SIZE", "2**17", "2**18", "2**19", "2**20"),
            relative("DEVICE_BATCH_SIZE", "1", "2", "4", "8"),
            new Knob.Numeric("EMBEDDING_LR", false, 0.15, 2.4, Scale.LOG),
            new Knob.Numeric("ADAM_LR", false, 2.5e-5, 4e-4, Scale.LOG),
            new Knob.Numeric("WARMUP_RATIO", false, 0, 0.2, Scale.LINEAR),
            new Knob.Numeric("WARMDOWN_RATIO", false, 0.13, 1, Scale.LINEAR),
            new Knob.Numeric("MOMENTUM", false, 0.8, 0.9875, Scale.LINEAR),
            new Knob.Numeric("DEPTH", true, 4, 16, Scale.LINEAR, true, Optional.empty()),
            new Knob.Numeric("STEPS", true, 20, 80, Scale.LOG),
            new Knob.Choice("USE_BIAS", List.of("false", "true")),
            new Knob.Choice("ACTIVATION", List.of("relu", "gelu", "silu")));
  }

  @Test
  void leavesOutWhatNoRangeCanBeGuessedForAndSaysSo() {
    String text =
        """
        WINDOW_PATTERN = "SSSL" # sliding window pattern: L=full, S=half context
        ADAM_BETAS = (0.8, 0.95)
        H100_BF16_PEAK_FLOPS = 989.5e12
        SEED = 42
        TIME_BUDGET = 300
        OFFSET = 0
        SHIFT = -3
        TWICE = 1
        TWICE = 2
        DERIVED = DEPTH * 64
        """;

    KnobFinder.Found found = KnobFinder.find(text);

    assertThat(found.knobs()).isEmpty();
    assertThat(found.leftOut())
        .containsExactly(
            "WINDOW_PATTERN (a text)",
            "ADAM_BETAS (no single value)",
            "H100_BF16_PEAK_FLOPS (by its name)",
            "SEED (by its name)",
            "TIME_BUDGET (by its name)",
            "OFFSET (0 tells no range)",
            "SHIFT (-3 tells no range)",
            "DERIVED (no single value)");
  }

  @Test
  void readsJavaAndTomlToo() {
    assertThat(
            KnobFinder.find("  private static final double LEARNING_RATE = 0.04; // rate\n")
                .knobs())
        .containsExactly(new Knob.Numeric("LEARNING_RATE", false, 0.01, 0.16, Scale.LOG));
    assertThat(KnobFinder.find("THREADS_PER_BLOCK = 256\n[x]\n").knobs()).isEmpty();
    assertThat(KnobFinder.find("BLOCK_SIZE = 256\n").knobs())
        .containsExactly(new Knob.Choice("BLOCK_SIZE", List.of("64", "128", "256", "512")));
  }

  /** What is carried to another machine as a step where it fails as a value. */
  private static Knob relative(String name, String... choices) {
    return new Knob.Choice(name, List.of(choices), true, Optional.empty());
  }
}
