package dev.swarm.shared.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatorAddressTest {
  @ParameterizedTest
  @CsvSource({
    "gpu-box:7171, gpu-box, gpu-box:7171",
    "10.0.0.1:65535, 10.0.0.1, 10.0.0.1:65535",
    "[::1]:7171, [::1], [::1]:7171",
    "::1:7171, [::1], [::1]:7171",
  })
  void readsNamesAndAddressesOfBothKinds(String text, String host, String again) {
    CoordinatorAddress address = CoordinatorAddress.parseAll(text).get(0);

    assertThat(address.host()).isEqualTo(host);
    assertThat(address).hasToString(again);
    assertThat(CoordinatorAddress.parseAll(again)).containsExactly(address);
  }

  @Test
  void readsSeveral() {
    assertThat(CoordinatorAddress.parseAll("a:1, b:2"))
        .containsExactly(new CoordinatorAddress("a", 1), new CoordinatorAddress("b", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu-box", "gpu-box:", ":7171", "gpu-box:0", "gpu-box:65536", "a:1,"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> CoordinatorAddress.parseAll(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--coordinator is '%s'; write it as HOST:PORT.", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu_box", "gpu box", "%%", "[::zz]", "http://gpu-box"})
  void refusesANameThatNoHostHas(String host) {
    assertThatThrownBy(() -> CoordinatorAddress.parseAll(host + ":7171"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--coordinator names '")
        .hasMessageEndingWith("use its address instead.");
  }
}
