package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.ReportedOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OfflineFolderTest {
  private static final String BEGAN = "1772700000000";
  private static final DesiredState TOLD = DesiredState.newBuilder().setBranch("b").build();
  private static final LedgerEntry ROW = LedgerEntry.newBuilder().setRow(1).build();
  private static final ReportedOutcome OUTCOME =
      ReportedOutcome.newBuilder().setCommit("c").build();

  @TempDir Path root;

  @Test
  void keepsWhatWasToldOverARestart() throws Exception {
    assertThat(folder().told()).isEmpty();

    folder().remember(TOLD, List.of(ROW));

    assertThat(folder().told()).contains(TOLD.toBuilder().addLedger(ROW).build());
    assertThat(folder().series()).isEmpty();
  }

  @Test
  void keepsRunsInTheirOrderOverARestart() throws Exception {
    folder().begin(BEGAN, TOLD, List.of(ROW), List.of(OUTCOME));
    for (int place = 1; place <= 11; place++) {
      folder().add(BEGAN, place, run(place));
    }

    OfflineFolder.Series series = folder().series().orElseThrow();

    assertThat(series.name()).isEqualTo(BEGAN);
    assertThat(series.told().getLedgerList()).containsExactly(ROW);
    assertThat(series.outcomes()).containsExactly(OUTCOME);
    assertThat(series.runs())
        .hasSize(11)
        .isSortedAccordingTo((one, other) -> Integer.compare(one.getNumber(), other.getNumber()));
  }

  @Test
  void forgetsATimeThatHadHardlyBegunOrWasBeingForgotten() throws Exception {
    folder().begin(BEGAN, TOLD, List.of(), List.of());
    folder().add(BEGAN, 1, run(1));
    Path series = root.resolve("offline/series-" + BEGAN);
    Files.delete(series.resolve("told"));

    assertThat(folder().series()).isEmpty();
    assertThat(series).doesNotExist();
  }

  @Test
  void forgetsATimeThatIsTold() throws Exception {
    folder().begin(BEGAN, TOLD, List.of(), List.of());

    folder().end(BEGAN);

    assertThat(folder().series()).isEmpty();
  }

  private OfflineFolder folder() {
    return new OfflineFolder(root.resolve("offline"));
  }

  private static OfflineRun run(int number) {
    return OfflineRun.newBuilder().setNumber(number).build();
  }
}
