package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrainingWindowsTest {
  private static final int COLUMNS = TrainingWindows.SEQUENCE_LENGTH;
  private static final int[] STREAM = IntStream.range(0, 5_000).toArray();

  @Test
  void drawsTheSameBatchesForTheSameSeed() {
    TrainingWindows first = new TrainingWindows(STREAM, 7);
    TrainingWindows second = new TrainingWindows(STREAM, 7);
    for (int i = 0; i < 10; i++) {
      assertThat(first.next(4).inputs()).isEqualTo(second.next(4).inputs());
    }
  }

  @Test
  void drawsOtherBatchesForAnotherSeed() {
    assertThat(new TrainingWindows(STREAM, 7).next(4).inputs())
        .isNotEqualTo(new TrainingWindows(STREAM, 8).next(4).inputs());
  }

  @Test
  void dealsTheSameWindowsWhateverTheBatchSize() {
    int[] atOnce = new TrainingWindows(STREAM, 7).next(4).inputs();
    TrainingWindows oneByOne = new TrainingWindows(STREAM, 7);
    for (int row = 0; row < 4; row++) {
      assertThat(oneByOne.next(1).inputs())
          .isEqualTo(Arrays.copyOfRange(atOnce, row * COLUMNS, (row + 1) * COLUMNS));
    }
  }

  @Test
  void givesTheTokenAfterEachInputAsItsTarget() {
    TokenBatch batch = new TrainingWindows(STREAM, 7).next(3);
    assertThat(batch.rows()).isEqualTo(3);
    assertThat(batch.columns()).isEqualTo(COLUMNS);
    for (int i = 0; i < batch.inputs().length; i++) {
      assertThat(batch.targets()[i]).isEqualTo(batch.inputs()[i] + 1);
    }
  }

  @Test
  void reachesTheFirstAndTheLastToken() {
    int[] shortStream = IntStream.range(0, COLUMNS + 2).toArray();
    TrainingWindows windows = new TrainingWindows(shortStream, 7);
    TokenBatch batch = windows.next(64);
    assertThat(batch.inputs()).contains(0);
    assertThat(batch.targets()).contains(COLUMNS + 1);
  }
}
