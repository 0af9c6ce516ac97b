package dev.swarm.shared.phrase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.swarm.shared.phrase.LogComparison.OnBoth;
import dev.swarm.shared.phrase.LogComparison.OnOne;
import dev.swarm.shared.phrase.LogComparison.SameKnobs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the two real logs tell of the same changes, checked by reading them. */
class LogComparisonTest {
  private static final LogComparison REAL = LogComparison.of(Logs.h100(), Logs.mac());

  @Test
  void namesAllChangesThatBothMachinesTried() {
    assertThat(REAL.onBoth())
        .extracting(OnBoth::change, OnBoth::keptOnFirst, OnBoth::keptOnSecond, OnBoth::sameValues)
        .containsExactly(
            tuple("ADAM_BETA2 up", false, false, true),
            tuple("CHANGE:lr-decay-shape = cosine", false, false, true),
            tuple("CHANGE:nonzero-projection-init added", false, false, true),
            tuple("CHANGE:weight-tying added", false, false, true),
            tuple("FINAL_LR_FRAC up", true, true, false),
            tuple("MATRIX_LR up", false, false, false),
            tuple("MATRIX_LR down", false, true, false),
            tuple("TOTAL_BATCH_SIZE down", true, true, false),
            tuple("WARMDOWN_RATIO up", true, false, false),
            tuple("WARMDOWN_RATIO down", false, true, false),
            tuple("WEIGHT_DECAY down", false, false, false),
            tuple("WEIGHT_DECAY up", false, true, false));
  }

  @Test
  void showsTheRowsOfBothSides() {
    OnBoth batch = onBoth("TOTAL_BATCH_SIZE down");

    assertThat(descriptions(batch.first()))
        .containsExactly(
            "halve batch 524K to 262K (more steps in 5 min)",
            "batch 131K (assert fail: not divisible by device batch)");
    assertThat(descriptions(batch.second()))
        .containsExactly(
            "halve total batch size to 2^15", "halve batch to 2^14", "halve batch to 2^13");
  }

  @Test
  void namesAllThatTheH100KeptAndTheMacNeverTried() {
    assertThat(REAL.keptOnFirst())
        .extracting(OnOne::change)
        .containsExactly(
            "ASPECT_RATIO direction not stated, DEPTH direction not stated",
            "EMBEDDING_DECAY direction not stated",
            "EMBEDDING_LR up",
            "INIT_SCALE down",
            "INIT_SCALE direction not stated",
            "MUON_MOMENTUM_STEPS down",
            "ROPE_BASE up",
            "SHORT_WINDOW direction not stated",
            "UNEMBEDDING_DECAY up",
            "UNEMBEDDING_LR up",
            "UNEMBEDDING_LR down",
            "VALUE_EMBEDDING_DECAY direction not stated",
            "VALUE_EMBEDDING_DECAY up",
            "WINDOW_PATTERN = SSSSL",
            "X0_INIT down");
  }

  @Test
  void namesAllThatTheMacKeptAndTheH100NeverTried() {
    assertThat(REAL.keptOnSecond())
        .extracting(OnOne::change)
        .containsExactly(
            "CHANGE:activation = silu",
            "CHANGE:swiglu added",
            "CHANGE:swiglu-hidden direction not stated",
            "DEPTH down");
  }

  @Test
  void tellsWhereTheyTriedAKnobInOtherDirections() {
    SameKnobs softcap = only(REAL.otherWay(), "LOGIT_SOFTCAP");

    assertThat(descriptions(softcap.first()))
        .containsExactlyInAnyOrder("softcap 15 to 20", "softcap 15 to 13", "softcap 15 to 14");
    assertThat(descriptions(softcap.second()))
        .containsExactly("remove logit cap with 15-min budget");
    assertThat(REAL.otherWay())
        .extracting(each -> each.knobs().get(0))
        .containsExactly("FINAL_LR_FRAC", "LOGIT_SOFTCAP", "TOTAL_BATCH_SIZE");
  }

  @Test
  void doesNotGuessADirectionThatNobodyStates() {
    SameKnobs warmup = only(REAL.unstated(), "WARMUP_RATIO");

    assertThat(descriptions(warmup.first()))
        .containsExactly("add 5% warmup", "add 2% warmup (any warmup hurts)");
    assertThat(descriptions(warmup.second()))
        .containsExactly("5% warmup with 15-min budget no cap");
    assertThat(REAL.onBoth()).extracting(OnBoth::change).doesNotContain("WARMUP_RATIO up");
  }

  @Test
  void saysTheSameTheOtherWayRound() {
    LogComparison turned = LogComparison.of(Logs.mac(), Logs.h100());

    assertThat(turned.keptOnFirst()).isEqualTo(REAL.keptOnSecond());
    assertThat(turned.keptOnSecond()).isEqualTo(REAL.keptOnFirst());
    assertThat(turned.onBoth())
        .extracting(OnBoth::change, OnBoth::sameValues)
        .containsExactlyInAnyOrderElementsOf(
            REAL.onBoth().stream().map(each -> tuple(each.change(), each.sameValues())).toList());
  }

  @Test
  void doesNotCompareAKnobAloneWithTheSameAmongOthers() {
    LogComparison comparison =
        LogComparison.of(Logs.of("keep depth 8 to 4"), Logs.of("keep depth 8 to 4 + warmdown 0.2"));

    assertThat(comparison.onBoth()).isEmpty();
    assertThat(comparison.keptOnFirst()).hasSize(1);
    assertThat(comparison.keptOnSecond()).hasSize(1);
  }

  @Test
  void doesNotTakeALabelForAnother() {
    LogComparison comparison =
        LogComparison.of(Logs.of("keep SSSL pattern"), Logs.of("discard SSSSL pattern"));

    assertThat(comparison.onBoth()).isEmpty();
    assertThat(comparison.keptOnFirst()).isEmpty();
    assertThat(comparison.otherWay()).hasSize(1);
  }

  @Test
  void leavesAKeptChangeOpenWhereTheOtherSidesDirectionIsUnknown() {
    LogComparison comparison =
        LogComparison.of(Logs.of("keep warmdown 0.5 to 0.7"), Logs.of("discard warmdown 0.7"));

    assertThat(comparison.onBoth()).isEmpty();
    assertThat(comparison.keptOnFirst()).isEmpty();
    assertThat(comparison.otherWay()).isEmpty();
    assertThat(descriptions(only(comparison.unstated(), "WARMDOWN_RATIO").first()))
        .containsExactly("warmdown 0.5 to 0.7");
  }

  @Test
  void saysWhetherValuesAreTheSame() {
    StatedLog log = Logs.of("keep warmdown 0.5 to 0.7");

    assertThat(LogComparison.of(log, Logs.of("discard warmdown 0.6 to 0.70")).onBoth())
        .singleElement()
        .matches(OnBoth::sameValues);
    assertThat(LogComparison.of(log, Logs.of("discard warmdown 0.5 to 0.8")).onBoth())
        .singleElement()
        .matches(each -> !each.sameValues());
    assertThat(LogComparison.of(log, Logs.of("discard increase warmdown")).onBoth())
        .singleElement()
        .matches(each -> !each.sameValues());
  }

  private static OnBoth onBoth(String change) {
    return REAL.onBoth().stream()
        .filter(each -> each.change().equals(change))
        .findFirst()
        .orElseThrow();
  }

  private static SameKnobs only(List<SameKnobs> from, String knob) {
    return from.stream()
        .filter(each -> each.knobs().equals(List.of(knob)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> descriptions(List<Tried> rows) {
    return rows.stream().map(each -> each.row().row().description()).toList();
  }
}
