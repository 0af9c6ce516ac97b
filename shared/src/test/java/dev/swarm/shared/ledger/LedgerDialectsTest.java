package dev.swarm.shared.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.verdict.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The dialects of results.tsv in the wild. */
class LedgerDialectsTest {
  private static final String HEADER = "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n";
  private static final LedgerRow ROW =
      new LedgerRow(
          "a1b2c3d",
          OptionalDouble.of(0.9979),
          OptionalDouble.of(44 * 1024),
          Status.KEEP,
          "LR to 0.04");

  @Test
  void readsColumnsInAnyOrderUnderAnyOfTheirNames() {
    for (String text :
        List.of(
            HEADER + "a1b2c3d\t0.9979\t44.0\tkeep\tLR to 0.04",
            "exp\tstatus\tval_bpb\tdescription\tpeak_vram_mb\n"
                + "a1b2c3d\tKEEP\t0.997900\tLR to 0.04\t45056",
            "description\tmemory_gb\tVAL BPB\trun_id\tdecision\n"
                + "LR to 0.04\t44 GB\t.9979\ta1b2c3d\taccepted",
            "status\tval_bpb\texperiment_id\tvram (GB)\tnotes\nkept\t0.9979\ta1b2c3d\t44\tLR to 0.04",
            "thesis\tval_bpb\tmem_gb\tverdict\tidea\na1b2c3d\t+9.979e-1\t44\timproved\tLR to 0.04",
            "agent\tval_bpb\tmemory_gb\tstatus\tdescription\na1b2c3d\t0,9979\t44,0\twin\tLR to 0.04",
            "commit,val_bpb,memory_gb,status,description\na1b2c3d,0.9979,44.0,keep,LR to 0.04",
            "commit;val_bpb;memory_gb;status;description\na1b2c3d;0.9979;44.0;keep;LR to 0.04",
            "commit val_bpb memory_gb status description\na1b2c3d 0.9979 44.0 keep LR to 0.04",
            "commit\\tval_bpb\\tmemory_gb\\tstatus\\tdescription\n"
                + "a1b2c3d\\t0.9979\\t44.0\\tkeep\\tLR to 0.04",
            "\"commit\",\"val_bpb\",\"memory_gb\",\"status\",\"description\"\n"
                + "\"a1b2c3d\",\"0.9979\",\"44.0\",\"keep\",\"LR to 0.04\"",
            "\uFEFF"
                + HEADER.replace("\n", "\r\n")
                + "a1b2c3d\t0.9979\t44.0\t**keep**\tLR to 0.04\r\n",
            "a1b2c3d\t0.9979\t44.0\tkeep\tLR to 0.04")) {
      assertThat(rows(text)).as(text).containsExactly(ROW);
    }
  }

  @Test
  void keepsWhateverStandsInTheFirstColumn() {
    String text =
        HEADER
            + "baseline\t1\t1\tkeep\tbaseline\n001\t1\t1\tdiscard\tx\n"
            + "\t1\t1\tdiscard\ty\na1b2c3d-dirty\t1\t1\tkeep\tz\n";

    assertThat(rows(text))
        .extracting(LedgerRow::commit)
        .containsExactly("baseline", "001", "", "a1b2c3d-dirty");
  }

  @Test
  void knowsTheWordsForAVerdict() {
    assertThat(statuses("keep", "Baseline", "accepted", "\u2705 KEPT", "confirmed"))
        .containsOnly(Status.KEEP);
    assertThat(statuses("discard", "rejected", "reverted", "no improvement", "non_improvement"))
        .containsOnly(Status.DISCARD);
    assertThat(statuses("crash", "CRASHED", "oom", "timed out", "error"))
        .containsOnly(Status.CRASH);
  }

  @Test
  void takesAFailedRowForADiscardWhereItMeasuredSomething() {
    String text =
        HEADER + "a\t1.5\t1\tfailed\tx\nb\t0.000000\t0.0\tfailed\ty\nc\t-\t-\tfailed\tz\n";

    assertThat(rows(text))
        .extracting(LedgerRow::status)
        .containsExactly(Status.DISCARD, Status.CRASH, Status.CRASH);
  }

  @Test
  void readsNoMetricOfACrashHoweverItIsWritten() {
    for (String metric : List.of("0.000000", "-", "\u2014", "n/a", "NaN", "", "OOM", "inf")) {
      LedgerRow row = rows(HEADER + "a\t" + metric + "\t0.0\tcrash\tx\n").get(0);
      assertThat(row.metric()).as(metric).isEmpty();
      assertThat(row.memoryMib()).isEmpty();
      assertThat(row.status()).isEqualTo(Status.CRASH);
    }
  }

  @Test
  void readsRowsThatEndEarlyOrGoOnTooLong() {
    String text =
        HEADER
            + "a\t1.5\t44.0\tkeep\n"
            + "b\t1.4\t\tdiscard\t\n"
            + "c\t1.3\t44.0\tkeep\tfaster\twith\ttabs\n"
            + "d\t1.2\t44.0\tkeep\tplain\t\t\t\n";

    assertThat(rows(text))
        .extracting(LedgerRow::description)
        .containsExactly("", "", "faster with tabs", "plain");
  }

  @Test
  void keepsCommasQuotesAndEmojiInDescriptions() {
    String tsv = HEADER + "a\t1\t1\tkeep\tuse \"SL\", not \"SSSL\" \ud83d\ude80\n";
    String quoted = HEADER + "a\t1\t1\tkeep\t\"use \"\"SL\"\", not \"\"SSSL\"\" \ud83d\ude80\"\n";
    String csv =
        "commit,val_bpb,status,description,memory_gb\na,1,keep,use \"SL\", not \"SSSL\" \ud83d\ude80,1\n";

    for (String text : List.of(tsv, quoted, csv)) {
      assertThat(rows(text))
          .extracting(LedgerRow::description)
          .as(text)
          .containsExactly("use \"SL\", not \"SSSL\" \ud83d\ude80");
    }
  }

  @Test
  void keepsColumnsItDoesNotKnow() {
    ImportedRow row =
        LedgerReader.read(
                "commit\tagent\tval_bpb\tstatus\tlr\tdescription\tmemory\n"
                    + "a1b2c3d\tada\t1\taccepted\t0.04\tx\ta lot\n",
                "val_bpb")
            .rows()
            .get(0);

    assertThat(row.status()).isEqualTo("accepted");
    assertThat(row.others())
        .containsExactly(
            java.util.Map.entry("agent", "ada"),
            java.util.Map.entry("lr", "0.04"),
            java.util.Map.entry("memory", "a lot"));
  }

  @Test
  void startsASegmentAtASecondBaseline() {
    String text =
        HEADER
            + "a\t1.5\t44\tkeep\tbaseline\nb\t1.4\t44\tkeep\tx\nc\t1.6\t44\tdiscard\tback to baseline LR\n\n"
            + HEADER
            + "d\t2.5\t3\tbaseline\tmini\ne\t2.4\t3\tkeep\tx\nf\t2.6\t3\tkeep\tM4 Max baseline\n";
    LedgerReading reading = LedgerReader.read(text, "val_bpb");

    assertThat(reading.notUnderstood()).isEmpty();
    assertThat(reading.segments()).hasSize(3);
    assertThat(reading.segment(reading.segments().get(1)).rows())
        .extracting(each -> each.row().commit())
        .containsExactly("d", "e");
  }

  @Test
  void staysInTheSegmentWhenABaselineIsTriedAgainAfterACrash() {
    String text =
        HEADER
            + "a\t0.000000\t0.0\tcrash\tbaseline\nb\t1.5\t44\tkeep\tbaseline\nc\t1.4\t44\tkeep\tx\n";

    assertThat(LedgerReader.read(text, "val_bpb").segments()).hasSize(1);
  }

  @Test
  void readsTheSecondFileOfTwoThatWereJoinedByItsOwnHeader() {
    String text =
        HEADER + "a\t1.5\t44\tkeep\tbaseline\nval_bpb,status,run,notes\n2.5,keep,7,baseline\n";

    assertThat(rows(text))
        .extracting(LedgerRow::commit, row -> row.metric().getAsDouble())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 1.5),
            org.assertj.core.groups.Tuple.tuple("7", 2.5));
  }

  @Test
  void decodesWhatOtherSystemsWrite() {
    String text = HEADER + "a\t1.5\t44\tkeep\tna\u00efve \u00d72\n";
    byte[] utf16 = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
    byte[] windows = text.getBytes(java.nio.charset.Charset.forName("windows-1252"));

    assertThat(rows(LedgerText.decode(utf16))).isEqualTo(rows(text));
    assertThat(rows(LedgerText.decode(windows))).isEqualTo(rows(text));
    assertThat(LedgerText.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  private static List<Status> statuses(String... words) {
    StringBuilder text = new StringBuilder(HEADER);
    for (String word : words) {
      text.append("a\t1.5\t44\t").append(word).append("\tx\n");
    }
    return rows(text.toString()).stream().map(LedgerRow::status).toList();
  }

  private static List<LedgerRow> rows(String text) {
    LedgerReading reading = LedgerReader.read(text, "val_bpb");
    assertThat(reading.notUnderstood()).as(text).isEmpty();
    return reading.rows().stream().map(ImportedRow::row).toList();
  }
}
