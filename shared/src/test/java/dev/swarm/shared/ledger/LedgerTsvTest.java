package dev.swarm.shared.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.verdict.Status;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LedgerTsvTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @Example
  void writesTheFiveColumns() {
    List<LedgerRow> rows =
        List.of(
            row(1.8074254, 2048, Status.KEEP, "baseline"),
            row(1.9, 511, Status.DISCARD, "DEPTH 4 -> 3"),
            new LedgerRow(
                COMMIT,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Status.CRASH,
                "MATRIX_LR 0.04 -> 4"));

    assertThat(LedgerTsv.render("val_bpb", rows))
        .isEqualTo(
            """
            commit\tval_bpb\tmemory_gb\tstatus\tdescription
            0123456\t1.807425\t2.0\tkeep\tbaseline
            0123456\t1.900000\t0.5\tdiscard\tDEPTH 4 -> 3
            0123456\t0.000000\t0.0\tcrash\tMATRIX_LR 0.04 -> 4
            """);
  }

  @Example
  void writesOnlyAHeaderForNoRows() {
    assertThat(LedgerTsv.render("val_bpb", List.of()))
        .isEqualTo("commit\tval_bpb\tmemory_gb\tstatus\tdescription\n");
  }

  @Example
  void writesThePointWhateverTheLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(LedgerTsv.render("m", List.of(row(1.5, 1024, Status.KEEP, "x"))))
          .contains("\t1.500000\t1.0\t");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Example
  void keepsWhatAnotherToolWroteForACommit() {
    for (String commit : List.of("baseline", "001", "", "a1b2c3d-dirty")) {
      LedgerRow row =
          new LedgerRow(commit, OptionalDouble.of(1), OptionalDouble.empty(), Status.KEEP, "x");
      assertThat(LedgerTsv.render("m", List.of(row))).contains("\n" + commit + "\t1.000000\t");
    }
  }

  @Example
  void refusesAMetricThatIsNotFinite() {
    assertThatThrownBy(() -> row(Double.NaN, 1, Status.KEEP, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be finite");
  }

  @Property
  void staysOneRowWhateverTheDescription(@ForAll String description) {
    String text = LedgerTsv.render("m", List.of(row(1, 1, Status.KEEP, description + "\t\r\n,")));

    assertThat(text.lines()).hasSize(2);
    assertThat(text.lines().skip(1).toList().get(0).split("\t", -1)).hasSize(5);
    assertThat(text).doesNotContain(",").endsWith("\n").doesNotContain("\r");
  }

  private static LedgerRow row(double metric, double memory, Status status, String description) {
    return new LedgerRow(
        COMMIT, OptionalDouble.of(metric), OptionalDouble.of(memory), status, description);
  }
}
