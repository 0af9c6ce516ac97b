package dev.swarm.shared.phrase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.verdict.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of the two real logs is understood, and what their kept rows tell of later ones. */
class RealLogsTest {
  @Test
  void understandsMostOfTheH100sLog() {
    StatedLog log = Logs.h100();
    System.out.println("H100: " + log.coverage().text());

    assertThat(log.coverage()).isEqualTo(new Coverage(121, 126, 1));
    assertThat(log.coverage().text()).isEqualTo("121 of 126 rows understood, 1 of them a baseline");
    assertThat(notUnderstood(log))
        .containsExactly(
            "add WD 0.01 to embeddings (hurts)",
            "decreasing resid_lambda init (hurts)",
            "embedding LR 0.8 to 0.9 (with WD)",
            "embedding WD 0.001 to 0.002 (with LR 0.9)",
            "VE LR 1.5x with WD");
  }

  @Test
  void understandsAllOfTheMacsLog() {
    StatedLog log = Logs.mac();
    System.out.println("Mac: " + log.coverage().text());

    assertThat(log.coverage()).isEqualTo(new Coverage(31, 31, 2));
    assertThat(log.notUnderstood()).isEmpty();
  }

  @Test
  void keepsWhatCameOfEachRow() {
    assertThat(count(Logs.h100(), Status.KEEP)).isEqualTo(21);
    assertThat(count(Logs.h100(), Status.CRASH)).isEqualTo(1);
    assertThat(count(Logs.mac(), Status.KEEP)).isEqualTo(16);
    assertThat(count(Logs.mac(), Status.DISCARD)).isEqualTo(13);
  }

  @Test
  void fillsInWhatKeptRowsHaveSetBefore() {
    assertThat(change(Logs.mac(), "warmdown 0.2")).isEqualTo("WARMDOWN_RATIO 0.3 -> 0.2");
    assertThat(change(Logs.mac(), "warmdown 0.1")).isEqualTo("WARMDOWN_RATIO 0.2 -> 0.1");
    assertThat(change(Logs.mac(), "final LR frac 0.15")).isEqualTo("FINAL_LR_FRAC 0.1 -> 0.15");
    assertThat(change(Logs.h100(), "x0_lambda init 0.0 (x0 skip important)"))
        .isEqualTo("X0_INIT 0.05 -> 0");
    assertThat(change(Logs.h100(), "short window 1/10 context (quality loss)"))
        .isEqualTo("SHORT_WINDOW 0.125 -> 0.1");
  }

  @Test
  void goesOnFromABaselineThatSaysSo() {
    assertThat(change(Logs.mac(), "depth 3 with 15-min budget")).isEqualTo("DEPTH 2 -> 3");
    assertThat(change(Logs.mac(), "batch 2^14 with 15-min budget"))
        .isEqualTo("TOTAL_BATCH_SIZE 8192 -> 16384");
  }

  @Test
  void leavesOpenWhatNoRowBeforeTells() {
    assertThat(change(Logs.mac(), "set final LR frac to 0.1")).isEqualTo("FINAL_LR_FRAC to 0.1");
    assertThat(change(Logs.h100(), "init scale 0.6x (0.8 better)")).isEqualTo("INIT_SCALE to 0.6");
  }

  private static String change(StatedLog log, String description) {
    return log.tried().stream()
        .filter(each -> each.row().row().description().equals(description))
        .findFirst()
        .orElseThrow()
        .change()
        .text();
  }

  private static List<String> notUnderstood(StatedLog log) {
    return log.notUnderstood().stream().map(each -> each.row().description()).toList();
  }

  private static long count(StatedLog log, Status status) {
    return log.tried().stream().filter(each -> each.status() == status).count();
  }
}
