package dev.swarm.shared.ledger;

import dev.swarm.shared.verdict.Status;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary rows, most of them hostile. */
final class Ledgers {
  /** Whatever has ever broken a table, and any other character that there is. */
  private static final Arbitrary<String> PIECES =
      Arbitraries.oneOf(
          Arbitraries.of(
              "\t",
              "\\t",
              "\n",
              "\r\n",
              "\r",
              ",",
              ";",
              "\"",
              "\"\"",
              "'",
              "\\",
              "\u0000",
              "\u000b",
              "\u0085",
              "\u00a0",
              "\u2028",
              "\u2029",
              "\u200b",
              "\ufeff",
              "\ud83d",
              "\ud83d\ude80",
              "\ud83d\udc68\u200d\ud83d\udcbb",
              "-",
              "nan",
              "0.000000",
              "keep",
              "crash",
              "status",
              "val_bpb",
              "commit",
              "baseline",
              "#",
              "=1+1",
              "MATRIX_LR 0.04 -> 4",
              " ",
              "   "),
          Arbitraries.strings().all().ofMaxLength(4),
          Arbitraries.strings().ascii().ofMaxLength(12));

  static final Arbitrary<String> TEXTS =
      PIECES.list().ofMaxSize(6).map(pieces -> String.join("", pieces));

  private static final Arbitrary<String> COMMITS =
      Arbitraries.oneOf(
          Arbitraries.strings().withChars("0123456789abcdef").ofLength(40),
          Arbitraries.strings().withChars("0123456789abcdef").ofLength(7),
          Arbitraries.of("baseline", "001", "", "a1b2c3d-dirty", "status"),
          TEXTS);

  private static final Arbitrary<OptionalDouble> METRICS =
      Arbitraries.oneOf(
              Arbitraries.doubles().between(-1e6, 1e6).ofScale(9),
              Arbitraries.of(0.0, -0.0, 1e-9, -1e-9, 0.9979, Double.MIN_VALUE),
              Arbitraries.doubles().filter(Double::isFinite))
          .optional()
          .map(Ledgers::optional);

  private static final Arbitrary<OptionalDouble> MEMORY =
      Arbitraries.oneOf(
              Arbitraries.doubles().between(0, 1e6).ofScale(4), Arbitraries.of(0.0, 1.0, 51.2))
          .optional()
          .map(Ledgers::optional);

  static final Arbitrary<LedgerRow> ROWS =
      Combinators.combine(COMMITS, METRICS, MEMORY, Arbitraries.of(Status.class), TEXTS)
          .as(LedgerRow::new);

  private Ledgers() {}

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
