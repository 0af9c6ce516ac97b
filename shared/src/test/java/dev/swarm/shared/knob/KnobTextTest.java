package dev.swarm.shared.knob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "LR = 2 ** 17 # tokens | 2 ** 17 | 131072 | LR = 131072 # tokens",
        "LR = (0.8, 0.95) | (0.8, 0.95) | (0.9, 0.95) | LR = (0.9, 0.95)",
        "LR = \"SSSL\"  # pattern | SSSL | SL | LR = \"SL\"  # pattern",
        "LR = 'a#b;c' | a#b;c | x | LR = 'x'",
        "LR = True | True | False | LR = False",
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
  }
}
