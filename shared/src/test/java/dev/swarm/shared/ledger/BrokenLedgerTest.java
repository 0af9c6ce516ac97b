package dev.swarm.shared.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Files that are no ledger, or only partly one. */
class BrokenLedgerTest {
  private static final String HEADER = "commit\tval_bpb\tmemory_gb\tstatus\tdescription";
  private static final List<String> NO_ROWS =
      List.of(
          "Traceback (most recent call last):",
          "  File \"train.py\", line 7, in <module>",
          "step 00012 (1.3%) | loss: 9.0123 | lrm: 1.00 | dt: 300ms | tok/sec: 436,906",
          "<<<<<<< HEAD",
          "=======",
          "| a1b2c3d | 0.9979 | 44.0 | keep | baseline |",
          "{\"commit\": \"a1b2c3d\", \"val_bpb\": 0.9979}",
          "a1b2c3d,0.9979,44.0,keep,a row of another kind of file",
          "I will now try to keep the learning rate and discard the warm-up.",
          "a1b2c3d\t0.9979",
          "a1b2c3d\tabout 0.99\t44.0\tkeep\tx",
          "a1b2c3d\t0.9979\t44.0\tperhaps\tx",
          "\u0000\u0001\u0002\tPNG\t\ud83d\ude80");

  @Property(tries = 200)
  void readsEveryRowAndTellsEveryOtherLine(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 560) int lines) {
    Random random = new Random(seed);
    List<String> text = new ArrayList<>(List.of(HEADER));
    List<Integer> rows = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int line = 2; line < lines + 2; line++) {
      boolean isRow = random.nextInt(5) > 0;
      text.add(
          isRow
              ? "%07x\t%.6f\t44.0\tdiscard\tidea %d".formatted(line, 1 + random.nextDouble(), line)
              : NO_ROWS.get(random.nextInt(NO_ROWS.size())));
      (isRow ? rows : others).add(line);
    }

    LedgerReading reading = LedgerReader.read(String.join("\n", text), "val_bpb");

    assertThat(reading.rows()).extracting(ImportedRow::line).isEqualTo(rows);
    assertThat(reading.notUnderstood()).extracting(NotUnderstood::line).isEqualTo(others);
  }

  @Property(tries = 500)
  void losesNoLineOfAnyText(@ForAll("texts") String text) {
    LedgerReading reading = LedgerReader.read(text, "val_bpb");

    long told = reading.rows().size() + reading.notUnderstood().size();
    long blank = LedgerText.lines(text).length - told;
    assertThat(blank)
        .isEqualTo(
            java.util.Arrays.stream(LedgerText.lines(text))
                .filter(line -> line.isBlank() || isHeader(line))
                .count());
  }

  @Example
  void saysWhatIsWrongWithEachLine() {
    LedgerReading reading =
        LedgerReader.read(HEADER + "\n" + String.join("\n", NO_ROWS), "val_bpb");

    assertThat(reading.rows()).isEmpty();
    assertThat(reading.notUnderstood().get(0))
        .isEqualTo(new NotUnderstood(2, NO_ROWS.get(0), "It has no tab, so it is no row."));
    assertThat(reading.notUnderstood())
        .extracting(NotUnderstood::problem)
        .contains(
            "It ends before its status, after 2 of 5 columns.",
            "Its metric 'about 0.99' is not a number.",
            "Its status 'perhaps' is none that is known, such as keep, discard or crash.");
  }

  @Example
  void saysThatTheHeaderDoesNotNameTheMetric() {
    LedgerReading reading = LedgerReader.read("exp\tval_rmse\tstatus\nx1\t0.5\tkeep\n", "val_bpb");

    assertThat(reading.rows()).isEmpty();
    assertThat(reading.notUnderstood())
        .extracting(NotUnderstood::problem)
        .containsExactly(
            "The header names no column 'val_bpb'; it has exp, val_rmse, status.",
            "The header above it does not name the metric.");
  }

  @Example
  void cutsOffALineThatNeverEnds() {
    LedgerReading reading = LedgerReader.read(HEADER + "\n" + "x".repeat(100_000), "val_bpb");

    assertThat(reading.notUnderstood())
        .containsExactly(new NotUnderstood(2, "x".repeat(40) + "...", "It is longer than 64 KiB."));
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<String> texts() {
    return Ledgers.TEXTS.list().ofMaxSize(8).map(lines -> String.join("\n", lines));
  }

  private static boolean isHeader(String line) {
    return Header.of(line, "val_bpb").filter(header -> header.has(Header.Role.METRIC)).isPresent();
  }
}
