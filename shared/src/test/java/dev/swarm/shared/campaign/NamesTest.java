package dev.swarm.shared.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NamesTest {
  @Example
  void namesABranchByDateAndMachine() {
    MachineName machine = new MachineName("m4max");

    assertThat(BranchName.of("autoresearch", LocalDate.of(2026, 3, 5), machine))
        .isEqualTo("autoresearch/mar5-m4max");
    assertThat(BranchName.of("autoresearch", LocalDate.of(2026, 9, 30), machine))
        .isEqualTo("autoresearch/sep30-m4max");
  }

  @Example
  void acceptsLowerCaseLettersDigitsAndInnerDashes() {
    for (String name : List.of("m4max", "7", "h100-a", "a--b", "a".repeat(40))) {
      assertThat(new MachineName(name)).hasToString(name);
    }
  }

  @Example
  void refusesWhatCouldBreakARef() {
    for (String name :
        List.of("", "-a", "a-", "A", "a b", "a/b", "a.b", "ä", "a\n", "..", "a".repeat(41))) {
      assertThatThrownBy(() -> new MachineName(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "'%s' can't name a machine; use lower-case letters, digits and inner dashes, at most 40."
                  .formatted(name));
    }
  }

  @Example
  void takesTheFirstPartOfAHostsName() {
    assertThat(MachineName.fromHost("Mirkos-MacBook_Pro.local")).hasToString("mirkos-macbook-pro");
    assertThat(MachineName.fromHost("gpu-box")).hasToString("gpu-box");
    assertThat(MachineName.fromHost("")).hasToString("machine");
    assertThat(MachineName.fromHost("...")).hasToString("machine");
  }

  @Property
  void findsANameForAnyHost(@ForAll String host) {
    assertThat(MachineName.fromHost(host).text()).isNotEmpty();
  }
}
