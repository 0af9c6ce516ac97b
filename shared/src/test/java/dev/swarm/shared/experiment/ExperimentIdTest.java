package dev.swarm.shared.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.campaign.MachineName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExperimentIdTest {
  @Property
  void readsBackWhatItWrites(@ForAll("ids") ExperimentId id) {
    assertThat(ExperimentId.parse(id.toString())).isEqualTo(id);
  }

  @Example
  void refusesWhatIsNoId() {
    for (String text :
        List.of(
            "", "-", "7", "-7", "m4max", "m4max-", "m4max-x", "M4-1", "a-99999999999", "a--1")) {
      assertThatThrownBy(() -> ExperimentId.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'%s' is no experiment; ids look like m4max-7.".formatted(text));
    }
  }

  @Provide
  Arbitrary<ExperimentId> ids() {
    Arbitrary<MachineName> machines =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .withChars('-')
            .ofMinLength(1)
            .ofMaxLength(40)
            .filter(text -> !text.startsWith("-") && !text.endsWith("-"))
            .map(MachineName::new);
    return Combinators.combine(machines, Arbitraries.integers().greaterOrEqual(0))
        .as(ExperimentId::new);
  }
}
