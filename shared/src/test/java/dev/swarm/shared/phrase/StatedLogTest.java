package dev.swarm.shared.phrase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is known to stand while a log is replayed. */
class StatedLogTest {
  @Test
  void forgetsAllAfterAKeptRowThatItDoesNotUnderstand() {
    assertThat(Logs.last("keep warmdown 0.5 to 0.3", "keep rewrite it all", "keep warmdown 0.2"))
        .isEqualTo("WARMDOWN_RATIO to 0.2");
  }

  @Test
  void forgetsNothingAfterADiscardedOne() {
    assertThat(Logs.last("keep warmdown 0.5 to 0.3", "discard rewrite it all", "keep warmdown 0.2"))
        .isEqualTo("WARMDOWN_RATIO 0.3 -> 0.2");
  }

  @Test
  void doesNotTakeADiscardedValueForWhatStands() {
    assertThat(Logs.last("discard warmdown 0.5 to 0.3", "keep warmdown 0.2"))
        .isEqualTo("WARMDOWN_RATIO to 0.2");
  }

  @Test
  void startsAnewFromABaseline() {
    assertThat(Logs.last("keep warmdown 0.5 to 0.3", "keep baseline", "keep warmdown 0.2"))
        .isEqualTo("WARMDOWN_RATIO to 0.2");
  }

  @Test
  void forgetsAWidthThatFollowsFromOtherKnobs() {
    assertThat(Logs.last("keep depth 4 dim 512", "keep depth 8", "keep dim 640"))
        .isEqualTo("CHANGE:model-width to 640");
  }

  @Test
  void changesNothingThatARowStatesItself() {
    assertThat(Logs.last("keep warmdown 0.5 to 0.3", "keep warmdown 0.4 to 0.2"))
        .isEqualTo("WARMDOWN_RATIO 0.4 -> 0.2");
  }

  @Test
  void worksOutAHalvingFromWhatStands() {
    assertThat(Logs.last("keep weight decay 0.2", "keep halve weight decay"))
        .isEqualTo("WEIGHT_DECAY 0.2 -> 0.1");
  }
}
