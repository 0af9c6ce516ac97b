package dev.swarm.shared.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is what is read, whatever the rows hold. */
class LedgerRoundTripTest {
  @Property(tries = 600)
  void readsBackWhatItWrote(@ForAll("ledgers") List<LedgerRow> rows) {
    LedgerReading reading = LedgerReader.read(LedgerTsv.render("val_bpb", rows), "val_bpb");

    assertThat(reading.notUnderstood()).isEmpty();
    assertThat(reading.rows())
        .extracting(ImportedRow::row)
        .containsExactlyElementsOf(rows.stream().map(LedgerRow::normalised).toList());
  }

  @Property(tries = 300)
  void writesTheSameFileAgain(@ForAll("ledgers") List<LedgerRow> rows) {
    String text = LedgerTsv.render("val_bpb", rows);
    List<LedgerRow> read =
        LedgerReader.read(text, "val_bpb").rows().stream().map(ImportedRow::row).toList();

    assertThat(LedgerTsv.render("val_bpb", read)).isEqualTo(text);
  }

  @Property(tries = 600)
  void normalisesOnce(@ForAll("rows") LedgerRow row) {
    assertThat(row.normalised().normalised()).isEqualTo(row.normalised());
  }

  @Property(tries = 300)
  void givesTheSameKeysAgainAndNewOnesOnlyToNewRows(
      @ForAll("ledgers") List<LedgerRow> rows, @ForAll("ledgers") List<LedgerRow> more) {
    List<LedgerRow> longer = new java.util.ArrayList<>(rows);
    longer.addAll(more);
    List<String> before = keys(rows);
    List<String> after = keys(longer);

    assertThat(after.subList(0, before.size())).isEqualTo(before);
    assertThat(after).doesNotHaveDuplicates();
  }

  private static List<String> keys(List<LedgerRow> rows) {
    return LedgerReader.read(LedgerTsv.render("val_bpb", rows), "val_bpb").rows().stream()
        .map(ImportedRow::key)
        .toList();
  }

  @Provide
  Arbitrary<LedgerRow> rows() {
    return Ledgers.ROWS;
  }

  @Provide
  Arbitrary<List<LedgerRow>> ledgers() {
    return Ledgers.ROWS.list().ofMaxSize(12);
  }
}
