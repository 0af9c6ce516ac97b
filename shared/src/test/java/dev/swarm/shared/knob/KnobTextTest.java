package dev.swarm.shared.knob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnobTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "LR = 0.04 | 0.04 | 0.05 | LR = 0.05",
        "LR=0.04 | 0.04 | 5e-2 | LR=5e-2",
        "LR = 0.04  # in all | 0.04 | 0.05 | LR = 0.05  # in all",
        "LR: float = 4e-2 | 4e-2 | 0.05 | LR: float = 0.05",
        "LR = 2**17 | 2**17 | 2**18 | LR = 2**18",
        "LR = 2 ** 17 # tokens | 2 ** 17 | 131072 | LR = 2 ** 17 # tokens",
        "LR = 2**19 # ~524K tokens | 2**19 | 262144 | LR = 2**18 # ~524K tokens",
        "LR = 2**19 | 2**19 | 300000 | LR = 300000",
        "const LR = 1 << 10; | 1 << 10 | 2048 | const LR = 1 << 11;",
        "LR = 5e-4 | 5e-4 | 0.001 | LR = 0.001",
        "LR = 80# model_dim | 80 | 64 | LR = 64# model_dim",
        "LR = (0.8, 0.95) | (0.8, 0.95) | (0.9, 0.95) | LR = (0.9, 0.95)",
        "LR = \"SSSL\"  # pattern | SSSL | SL | LR = \"SL\"  # pattern",
        "LR = 'a#b;c' | a#b;c | x | LR = 'x'",
        "LR = True | True | False | LR = False",
        "LR = True # on | True | false | LR = False # on",
        "static final boolean LR = false; | false | true | static final boolean LR = true;",
        "LR = 1_000 | 1_000 | 2000 | LR = 2000",
        "LR: 0.04 | 0.04 | 0.05 | LR: 0.05",
        "LR: 'adam' # kept | adam | sgd | LR: 'sgd' # kept",
        "LR = 0.04 # lr: 7 | 0.04 | 0.05 | LR = 0.05 # lr: 7",
        "static final double LR = 0.04; | 0.04 | 0.05 | static final double LR = 0.05;",
        "  private static final float LR = 4e-2f; // LR = 7 | 4e-2 | 0.05 |   private static final float LR = 0.05f; // LR = 7",
        "public static final long LR = 1_000L; | 1_000 | 2 | public static final long LR = 2L;",
        "static final int[] LR = {1, 2}; | {1, 2} | {3} | static final int[] LR = {3};",
        "static final String LR = \"ab\"; // c | ab | cd | static final String LR = \"cd\"; // c",
        "const LR = -1; | -1 | 2 | const LR = 2;",
        "val LR = 0.04 // kotlin | 0.04 | 0.05 | val LR = 0.05 // kotlin",
      })
  void readsAndSetsAConstantInAnyLanguage(
      String line, String value, String other, String expected) {
    assertThat(KnobText.read(line, "LR")).isEqualTo(value);
    assertThat(KnobText.set(line, Map.of("LR", other))).isEqualTo(expected);
  }

  @Test
  void takesTwoSlashesBeforeANumberForADivision() {
    assertThat(KnobText.read("DIM = 512 // 64\n", "DIM")).isEqualTo("512 // 64");
    assertThat(KnobText.read("const DIM = 512 // of the model\n", "DIM")).isEqualTo("512");
  }

  @Test
  void countsOnlyTheLineThatSetsIt() {
    String text =
        """
        # LR = 1
        // LR = 2
         * LR = 3
        MATRIX_LR = 4
        LR_DECAY = 5
        x = LR * 2
        if (LR == 6) {}
        print(LR)
        step(LR=7)
        assert LR != 8
        LR += 9
        if progress < LR:
        while LR: pass
        for x in LR: pass
        elif LR: 12
        LR:
        LR = 10
        """;

    assertThat(KnobText.read(text, "LR")).isEqualTo("10");
    assertThat(KnobText.set(text, Map.of("LR", "11"))).isEqualTo(text.replace("10", "11"));
  }

  @Test
  void setsSeveralKnobsAtOnceAndKeepsLineEnds() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("DEPTH", "8");
    values.put("LR", "0.5");

    assertThat(KnobText.set("LR = 0.04\r\nDEPTH = 4 # d\r\nend", values))
        .isEqualTo("LR = 0.5\r\nDEPTH = 8 # d\r\nend");
  }

  @Test
  void refusesATextThatDoesNotSetItExactlyOnce() {
    for (String text : List.of("", "MATRIX_LR = 1", "# LR = 1", "x = LR")) {
      assertThatThrownBy(() -> KnobText.read(text, "LR"))
          .isInstanceOf(KnobException.class)
          .hasMessage("The knob 'LR' is not set in the mutable file.");
    }
    for (String text :
        List.of("LR = 1\nLR = 2", "LR = 1;\n  static int LR = 2;", "LR: 1\nLR = 1")) {
      assertThatThrownBy(() -> KnobText.set(text, Map.of("LR", "3")))
          .isInstanceOf(KnobException.class)
          .hasMessage("The knob 'LR' is set more than once in the mutable file.");
    }
  }

  @Test
  void comparesNumbersAndNotTheirSpelling() {
    assertThat(KnobText.same("0.040", "4e-2")).isTrue();
    assertThat(KnobText.same("1_000", "1000")).isTrue();
    assertThat(KnobText.same("0", "0.00")).isTrue();
    assertThat(KnobText.same("0.04", "0.041")).isFalse();
    assertThat(KnobText.same("adam", "Adam")).isFalse();
    assertThat(KnobText.same("True", "true")).isTrue();
    assertThat(KnobText.same("2**19", "524288")).isTrue();
    assertThat(KnobText.same("1 << 4", "2 ** 4")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "-1.5e-3, -0.0015",
    "1E5, 100000",
    "2**19, 524288",
    "2 ** -1, 0.5",
    "-2**2, -4",
    "2**3**2, 512",
    "1 << 17, 131072",
    "64 * 1_024, 65536",
    "10 - 2 - 3, 5",
    "(1 + 2) * 3, 9",
    "512 // 64, 8",
    "3 / 4, 0.75",
    "10 * 524288, 5242880",
  })
  void knowsWhatAConstantExpressionComesTo(String expression, BigDecimal value) {
    assertThat(KnobText.number(expression))
        .hasValueSatisfying(number -> assertThat(number).isEqualByComparingTo(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSSL",
        "a*2",
        "1/3",
        "7 // 2",
        "1/0",
        "2**",
        "(1",
        "1)",
        "1 2",
        "0x10",
        "_1",
        "1__",
        "2**99999",
        "(0.8, 0.95)",
        "--",
        "e5",
        "1e",
        "."
      })
  void hasNoNumberForAnythingElse(String text) {
    assertThat(KnobText.number(text)).isEmpty();
  }
}
