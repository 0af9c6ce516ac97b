package dev.swarm.shared.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KNOWN = List.of("budget", "budget_minutes", "metric", "name");

  @Test
  void findsWhatWasProbablyMeant() {
    assertThat(NearestName.of("bugdet", KNOWN)).contains("budget");
    assertThat(NearestName.of("metrics", KNOWN)).contains("metric");
    assertThat(NearestName.of("nam", KNOWN)).contains("name");
  }

  @Test
  void findsNothingWhenNothingIsNear() {
    assertThat(NearestName.of("learning_rate", KNOWN)).isEmpty();
    assertThat(NearestName.of("x", List.of())).isEmpty();
  }

  @Test
  void endsASentence() {
    assertThat(NearestName.hint("bugdet", KNOWN)).isEqualTo("; did you mean 'budget'?");
    assertThat(NearestName.hint("learning_rate", KNOWN)).isEqualTo(".");
  }
}
