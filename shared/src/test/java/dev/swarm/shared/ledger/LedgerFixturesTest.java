package dev.swarm.shared.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.verdict.Status;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Two real logs, with the counts that their authors' runs had. */
class LedgerFixturesTest {
  @Test
  void readsEveryRowOfTheH100() {
    LedgerReading reading = LedgerReader.read(Fixtures.h100(), "val_bpb");

    assertThat(reading.notUnderstood()).isEmpty();
    assertThat(counts(reading)).containsExactly(126, 23, 102, 1);
    assertThat(first(reading)).isEqualTo(0.997900);
    assertThat(best(reading)).isEqualTo(0.969686);
    assertThat(reading.segments()).hasSize(1);
    assertThat(reading.rows().get(0).row().commit()).isEqualTo("baseline");
  }

  @Test
  void readsEveryRowOfTheMac() {
    LedgerReading reading = LedgerReader.read(Fixtures.mac(), "val_bpb");

    assertThat(reading.notUnderstood()).isEmpty();
    assertThat(counts(reading)).containsExactly(31, 18, 13, 0);
    assertThat(first(reading)).isEqualTo(2.454031);
    assertThat(best(reading)).isEqualTo(1.482036);
  }

  @Test
  void startsASegmentWhereTheMacMeasuredANewBaseline() {
    LedgerReading reading = LedgerReader.read(Fixtures.mac(), "val_bpb");

    assertThat(reading.segments()).hasSize(2);
    ImportedRow second =
        reading.rows().stream()
            .filter(each -> each.key().equals(reading.segments().get(1)))
            .findFirst()
            .orElseThrow();
    assertThat(second.row().description()).isEqualTo("15-min baseline with current best config");
    assertThat(second.line()).isEqualTo(25);
  }

  @Test
  void writesThemAgainByteForByteButForCommas() {
    for (String text : List.of(Fixtures.h100(), Fixtures.mac())) {
      List<LedgerRow> rows =
          LedgerReader.read(text, "val_bpb").rows().stream().map(ImportedRow::row).toList();

      assertThat(LedgerTsv.render("val_bpb", rows)).isEqualTo(text.replace(',', ';'));
    }
  }

  private static List<Integer> counts(LedgerReading reading) {
    return List.of(
        reading.rows().size(),
        reading.count(Status.KEEP),
        reading.count(Status.DISCARD),
        reading.count(Status.CRASH));
  }

  private static double first(LedgerReading reading) {
    return reading.rows().get(0).row().metric().orElseThrow();
  }

  private static double best(LedgerReading reading) {
    return reading.rows().stream()
        .map(ImportedRow::row)
        .filter(row -> row.status() == Status.KEEP)
        .map(LedgerRow::metric)
        .mapToDouble(OptionalDouble::orElseThrow)
        .min()
        .orElseThrow();
  }
}
