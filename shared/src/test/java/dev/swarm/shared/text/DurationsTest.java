package dev.swarm.shared.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DurationsTest {
  @Example
  void readsEveryUnit() {
    assertThat(Durations.parsePositive("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parsePositive("15s")).isEqualTo(Duration.ofSeconds(15));
    assertThat(Durations.parsePositive(" 1.5 m ")).isEqualTo(Duration.ofSeconds(90));
    assertThat(Durations.parsePositive("2h")).isEqualTo(Duration.ofHours(2));
  }

  @Example
  void refusesZeroAndLess() {
    for (String text : List.of("0s", "-5s", "0.0m", "0.1ms")) {
      assertThatThrownBy(() -> Durations.parsePositive(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'%s'; it must be more than zero.".formatted(text));
    }
  }

  @Example
  void refusesWhatIsNoDuration() {
    for (String text : List.of("", "5", "s", "5 minutes", "5s5s", "1e3s", "PT5S", "--5s")) {
      assertThatThrownBy(() -> Durations.parsePositive(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'%s'; write a number and a unit, such as 15s, 5m or 2h.".formatted(text));
    }
  }

  @Example
  void refusesWhatIsTooLongToCount() {
    assertThatThrownBy(() -> Durations.parsePositive("99999999999999999999h"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'99999999999999999999h'; it must be at most 8760h.");
  }

  @Property
  void readsBackWhatItWrites(@ForAll @LongRange(min = 1, max = 31_536_000_000L) long millis) {
    Duration duration = Duration.ofMillis(millis);

    assertThat(Durations.parsePositive(Durations.format(duration))).isEqualTo(duration);
  }
}
