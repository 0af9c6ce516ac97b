package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker ran by itself is found again in the coordinator's log. */
final class FinalNamesTest {
  private static final List<LedgerEntry> LEDGER =
      List.of(
          row("m4max-1", "1111111aa", Status.STATUS_KEEP),
          row("m4max-2", "2222222aa", Status.STATUS_KEEP),
          row("m4max-7", "3333333aa", Status.STATUS_DISCARD),
          row("m4max-8", "4444444aa", Status.STATUS_CRASH));

  @Test
  void saysWhatEachExperimentIsCalledInTheLogAndWhatBecameOfIt() {
    assertThat(
            FinalNames.of(
                List.of(run(1, "m4max-1700001", "3333333aa"), run(2, "m4max-1700002", "4444444aa")),
                LEDGER))
        .containsExactly(
            "m4max-1700001 is m4max-7 in the log: discard",
            "m4max-1700002 is m4max-8 in the log: crash");
  }

  @Test
  void namesAnExperimentThatRanTwiceOnce() {
    assertThat(
            FinalNames.of(
                List.of(
                    run(1, "m4max-1700001", "3333333aa"),
                    run(2, "m4max-1700001", "5555555aa"),
                    run(3, "m4max-1700001", "1111111aa").toBuilder().setIncumbent(true).build()),
                LEDGER))
        .containsExactly("m4max-1700001 is m4max-7 in the log: discard");
  }

  @Test
  void givesTheCommitOfWhatHasNoRow() {
    assertThat(FinalNames.of(List.of(run(1, "m4max-1700001", "9999999aa")), LEDGER))
        .containsExactly("m4max-1700001 has no row in the log, or none yet; its commit is 9999999");
  }

  @Test
  void saysNothingOfWhatKeepsItsNameOrIsNotToldOf() {
    assertThat(
            FinalNames.of(
                List.of(
                    run(1, "m4max-2", "6666666aa"),
                    run(0, "m4max-1700001", "3333333aa"),
                    run(2, "m4max-1700002", "1111111aa").toBuilder().setIncumbent(true).build()),
                LEDGER))
        .isEmpty();
  }

  private static OfflineRun run(int number, String experiment, String commit) {
    return OfflineRun.newBuilder()
        .setNumber(number)
        .setExperiment(experiment)
        .setCommit(commit)
        .build();
  }

  private static LedgerEntry row(String experiment, String commit, Status status) {
    return LedgerEntry.newBuilder()
        .setExperiment(experiment)
        .setCommit(commit)
        .setStatus(status)
        .build();
  }
}
