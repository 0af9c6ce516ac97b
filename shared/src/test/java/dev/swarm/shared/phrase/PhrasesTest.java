package dev.swarm.shared.phrase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each convention of the table, with phrases from real ledgers wherever there are any. */
class PhrasesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "warmdown 0.5 to 0.7; WARMDOWN_RATIO 0.5 -> 0.7; WARMDOWN_RATIO up",
        "warmdown 0.5->0.65; WARMDOWN_RATIO 0.5 -> 0.65; WARMDOWN_RATIO up",
        "depth 8 -> 4; DEPTH 8 -> 4; DEPTH down",
        "WD 0.2 -> 0.28; WEIGHT_DECAY 0.2 -> 0.28; WEIGHT_DECAY up",
        "MATRIX_LR 0.04 -> 0.05; MATRIX_LR 0.04 -> 0.05; MATRIX_LR up",
        "adam beta2 0.99 instead of 0.95; ADAM_BETA2 0.95 -> 0.99; ADAM_BETA2 up",
        "warmdown 0.2; WARMDOWN_RATIO to 0.2; WARMDOWN_RATIO direction not stated",
        "muon momentum warmup 300 to 200 steps; MUON_MOMENTUM_STEPS 300 -> 200;"
            + " MUON_MOMENTUM_STEPS down",
      })
  void readsWhatAKnobWasAndBecame(String description, String text, String way) {
    assertThat(change(description).text()).isEqualTo(text);
    assertThat(change(description).way()).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "increase matrix LR from 0.04 to 0.08; MATRIX_LR 0.04 -> 0.08; MATRIX_LR up",
        "increase matrix LR; MATRIX_LR up; MATRIX_LR up",
        "reduce matrix LR by 2x; MATRIX_LR x0.5; MATRIX_LR down",
        "extend warmdown ratio to 0.55; WARMDOWN_RATIO to 0.55; WARMDOWN_RATIO up",
        "lower matrix LR to 0.01; MATRIX_LR to 0.01; MATRIX_LR down",
        "reduce transformer init scale by 0.8x; INIT_SCALE x0.8; INIT_SCALE down",
        "smaller QK init 0.5x; CHANGE:qk-init x0.5; CHANGE:qk-init down",
        "halve value embedding LR; CHANGE:value-embedding-lr x0.5; CHANGE:value-embedding-lr down",
        "halve total batch size to 2^15; TOTAL_BATCH_SIZE 65536 -> 32768; TOTAL_BATCH_SIZE down",
        "set final LR frac to 0.1; FINAL_LR_FRAC to 0.1; FINAL_LR_FRAC direction not stated",
        "tiny VE WD 0.001; VALUE_EMBEDDING_DECAY to 0.001;"
            + " VALUE_EMBEDDING_DECAY direction not stated",
      })
  void takesTheDirectionFromTheVerb(String description, String text, String way) {
    assertThat(change(description).text()).isEqualTo(text);
    assertThat(change(description).way()).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "RoPE base frequency 10K to 200K; ROPE_BASE 10000 -> 200000",
        "short window 1/8 context; SHORT_WINDOW to 0.125",
        "5% warmup; WARMUP_RATIO to 0.05",
        "SSSSL window pattern; WINDOW_PATTERN to SSSSL",
        "halve batch 524K to 262K; TOTAL_BATCH_SIZE 524288 -> 262144",
        "batch 131K; TOTAL_BATCH_SIZE to 131072",
        "batch 2**14; TOTAL_BATCH_SIZE to 16384",
        "batch 16K; TOTAL_BATCH_SIZE to 16384",
        "MLP hidden 4x to 3.5x; MLP_EXPANSION 4 -> 3.5",
        "VE LR 1.5x; CHANGE:value-embedding-lr x1.5",
        "init scale 0.7x; INIT_SCALE to 0.7",
        "random seed 42 to 137; CHANGE:random-seed 42 -> 137",
      })
  void readsValuesByTheKindOfTheKnob(String description, String text) {
    assertThat(change(description).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "add 5% warmup; WARMUP_RATIO up; WARMUP_RATIO 0 -> 0.05",
        "add WD 0.01 to lm_head; UNEMBEDDING_DECAY up; UNEMBEDDING_DECAY 0 -> 0.01",
        "remove warmup; WARMUP_RATIO down; WARMUP_RATIO to 0",
        "remove logit cap; LOGIT_SOFTCAP removed; LOGIT_SOFTCAP removed",
        "gradient clipping max_norm=1.0; CHANGE:gradient-clipping added;"
            + " CHANGE:gradient-clipping added at 1",
        "remove value embeddings; CHANGE:value-embeddings removed;"
            + " CHANGE:value-embeddings removed",
      })
  void tellsAStepFromZeroFromSomethingNew(String description, String way, String text) {
    assertThat(change(description).way()).isEqualTo(way);
    assertThat(change(description).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SwiGLU gated MLP; CHANGE:swiglu added",
        "replace ReLU^2 with SiLU activation; CHANGE:activation = silu",
        "cosine LR decay instead of linear warmdown; CHANGE:lr-decay-shape = cosine",
        "cosine warmdown schedule (linear better); CHANGE:lr-decay-shape = cosine",
        "parallel attn+MLP (much worse); CHANGE:parallel-attention-mlp added",
        "sqrt WD schedule; WEIGHT_DECAY_SCHEDULE = sqrt",
        "VE every 3rd layer (too few VEs); CHANGE:value-embedding-layers = every-3",
        "small nonzero init for c_proj instead of zero; CHANGE:nonzero-projection-init added",
        "small random init for c_proj (worse); CHANGE:nonzero-projection-init added",
      })
  void namesChangesThatNoConstantHolds(String description, String way) {
    assertThat(change(description).way()).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "depth 9 aspect_ratio 57; ASPECT_RATIO to 57, DEPTH to 9",
        "depth 10 aspect 51 dim 512; ASPECT_RATIO to 51, CHANGE:model-width to 512, DEPTH to 10",
        "depth 10 same dim 640; CHANGE:model-width held at 640, DEPTH to 10",
        "constant WD at 0.1; WEIGHT_DECAY to 0.1, WEIGHT_DECAY_SCHEDULE to constant",
        "5% warmup + warmdown 0.5->0.3; WARMDOWN_RATIO 0.5 -> 0.3, WARMUP_RATIO to 0.05",
        "DEPTH=6, ASPECT_RATIO=48; ASPECT_RATIO to 48, DEPTH to 6",
      })
  void readsSeveralKnobsAtOnce(String description, String text) {
    assertThat(change(description).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "halve batch 524K to 262K (more steps in 5 min); TOTAL_BATCH_SIZE down",
        "constant WD at 0.1 (decaying better); WEIGHT_DECAY direction not stated,"
            + " WEIGHT_DECAY_SCHEDULE = constant",
        "VE WD 0.003 to 0.005 (0.003 better); VALUE_EMBEDDING_DECAY up",
        "SSSSL window pattern (5:1 short:long); WINDOW_PATTERN = SSSSL",
        "exp2: DEPTH 4->6 (undertrained, too many params for 5min); DEPTH up",
        "batch 2^14 with 15-min budget; TOTAL_BATCH_SIZE direction not stated",
      })
  void leavesOutWhatIsNoChange(String description, String way) {
    assertThat(change(description).way()).isEqualTo(way);
  }

  @Test
  void tellsABaselineFromAChange() {
    assertThat(change("baseline").isBaseline()).isTrue();
    assertThat(change("baseline (reduced batch for 16GB)").isBaseline()).isTrue();
    assertThat(change("15-min baseline with current best config").goesOn()).isTrue();
    assertThat(change("warmdown 0.2").isBaseline()).isFalse();
  }

  @Test
  void takesAnAsideForWhatStandsOnlyWhereItIsKnownToStand() {
    String description = "5% warmup with 15-min budget no cap";

    assertThat(Phrases.table().understand(description)).isEmpty();
    assertThat(Phrases.table().understand(description, Map.of("LOGIT_SOFTCAP", "15"))).isEmpty();
    assertThat(Phrases.table().understand(description, Map.of("LOGIT_SOFTCAP", "none")))
        .hasValueSatisfying(change -> assertThat(change.knobs()).containsExactly("WARMUP_RATIO"));
  }

  @Test
  void readsATableOfOnesOwn() {
    Phrases phrases =
        Phrases.of("shape\t{knob} [to] {new}\nknob\tBLOCK_SIZE\tnumber\tblock, tile size\n");

    assertThat(phrases.understand("tile size 128"))
        .hasValueSatisfying(change -> assertThat(change.text()).isEqualTo("BLOCK_SIZE to 128"));
    assertThat(phrases.understand("warmdown 0.2")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "noun\tDEPTH; Line 1 of the phrase table begins with 'noun'",
        "knob\tDEPTH\tnumbers\tdepth; Line 1 of the phrase table has no kind of value in 'numbers'",
        "phrase\tdeeper\tDEPTH>4; Line 1 of the phrase table has no effect such as NAME=value",
        "phrase\tdepth {much}\tDEPTH=4; {much} stands for nothing here",
      })
  void namesTheLineOfATableThatIsWrong(String table, String problem) {
    assertThatThrownBy(() -> Phrases.of(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Property
  void neverFailsOnAnyText(@ForAll @StringLength(max = 80) String description) {
    assertThat(Phrases.table().understand(description)).isNotNull();
  }

  @Property
  void readsTheProgramsOwnDescriptions(@ForAll int before, @ForAll int after) {
    int from = Math.floorMod(before, 1_000_000);
    int to = from + 1 + Math.floorMod(after, 1_000);

    assertThat(change("DEPTH %d -> %d, ROPE_BASE %d -> %d".formatted(from, to, to, from)).way())
        .isEqualTo("DEPTH up, ROPE_BASE down");
  }

  private static StatedChange change(String description) {
    return Phrases.table().understand(description).orElseThrow();
  }
}
