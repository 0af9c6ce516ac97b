package dev.swarm.shared.knob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KnobTextPropertyTest {
  @Property
  void readsBackWhatItSetAndLeavesEveryOtherLineAlone(
      @ForAll("lines") List<String> others,
      @ForAll("settings") String setting,
      @ForAll("values") String value,
      @ForAll int place) {
    int at = Math.floorMod(place, others.size() + 1);
    List<String> before = new ArrayList<>(others);
    before.add(at, setting);

    String edited = KnobText.set(String.join("\n", before), Map.of("LR", value));

    String read = KnobText.read(edited, "LR");
    assertThat(KnobText.same(read, value)).as("%s for %s", read, value).isTrue();
    List<String> after = new ArrayList<>(List.of(edited.split("\n", -1)));
    after.remove(at);
    assertThat(after).isEqualTo(others);
  }

  @Property
  void changesNothingWhenItSetsWhatIsThere(@ForAll("settings") String setting) {
    assertThat(KnobText.set(setting, Map.of("LR", KnobText.read(setting, "LR"))))
        .isEqualTo(setting);
  }

  /** Lines that do not set LR, though many of them name it. */
  @Provide
  Arbitrary<List<String>> lines() {
    return Arbitraries.of(
            "",
            "  ",
            "# LR = 0.1",
            "// LR = 0.1",
            "MATRIX_LR = 0.1",
            "static final int LR_DECAY = 3;",
            "use(LR);",
            "y = LR",
            "LR == 3",
            "\ttab\t",
            "ende \u00e4\r")
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<String> settings() {
    return Arbitraries.of(
        "LR = 0.04",
        "  LR=0.04  # note",
        "LR: float = 2**17",
        "LR: 0.04",
        "static final double LR = 0.04; // note",
        "private static final float LR = 4e-2f;",
        "LR = \"SSSL\" # note",
        "LR: 'x'");
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.integers().map(String::valueOf),
        Arbitraries.bigDecimals().ofScale(6).map(each -> each.toPlainString()),
        Arbitraries.doubles().between(1e-9, 1e9).ofScale(9).map(String::valueOf),
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8));
  }
}
