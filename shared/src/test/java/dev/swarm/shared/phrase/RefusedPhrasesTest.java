package dev.swarm.shared.phrase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could mean more than one thing is not understood. */
class RefusedPhrasesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "increase LR to 0.04", // which of five
        "halve batch", // in tokens or in sequences
        "batch 64", // the same
        "halve batch size 2^18", // from it or to it
        "depth 8 to 8", // no change
        "warmup 300", // steps, not a ratio
        "mlp hidden 2048", // a width, not an expansion
        "short window 256", // tokens, not a share
        "add WD 0.01 to embeddings (hurts)", // token embeddings, or value embeddings too
        "decreasing resid_lambda init (hurts)", // lower, or falling from layer to layer
        "matrix LR",
        "add residual scaling",
        "try something bold",
        "",
        " ",
      })
  void refusesWhatIsAmbiguous(String description) {
    assertRefused(description);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "increase matrix LR from 0.08 to 0.04",
        "lower weight decay from 0.2 to 0.3",
        "halve batch 524K to 131K",
        "reduce depth from 4 to 4",
      })
  void refusesWhatContradictsItself(String description) {
    assertRefused(description);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "embedding LR 0.8 to 0.9 (with WD)",
        "embedding WD 0.001 to 0.002 (with LR 0.9)",
        "VE LR 1.5x with WD",
        "SiLU activation (batch 2^13)",
        "depth 8 to 4 (GeLU)",
        "depth 8 to 4 (LR doubled)",
        "depth 8 to 4 (too slow, LR 0.02)",
        "depth 8 to 4 (worse without warmup)",
        "depth 8 to 4 and wider",
        "depth 8 to 4 + LR",
        "increase depth and width",
        "depth 8 to 4, depth 4 to 2",
        "HEAD_DIM 128->64 (4 heads, worse quality)",
        "5% warmup no cap",
        "matrix LR 0.04 to 0.02 swiglu",
      })
  void refusesWhatMayHideAnotherChange(String description) {
    assertRefused(description);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wd schedule tweak", "matrix optimizer tuning", "pattern change"})
  void takesNoWordForAValue(String description) {
    assertRefused(description);
  }

  private static void assertRefused(String description) {
    assertThat(Phrases.table().understand(description)).isEmpty();
  }
}
