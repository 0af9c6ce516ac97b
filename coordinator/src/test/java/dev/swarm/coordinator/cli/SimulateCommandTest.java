package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.simulation.SimulationOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {
  private final Shell shell = new Shell();

  @Test
  void tellsWhatCameOfIt() {
    assertThat(shell.run(new SimulateCommand(), "--workers", "4", "--hours", "6")).isZero();
    assertThat(shell.out())
        .startsWith("4 workers, 6.0 virtual hours: everything held.")
        .contains(
            "kept", "transplants", "coordinator killed", "invariants", "experiments a second");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void takesTheCommandThatAViolationEndsWith() throws IOException {
    String command = new SimulationOptions(4, 30, OptionalInt.of(20), 42).command();
    String[] words = command.split(" ");
    String[] arguments = Arrays.copyOfRange(words, 2, words.length + 1);
    arguments[arguments.length - 1] = "--json";
    assertThat(shell.run(new SimulateCommand(), arguments)).isZero();
    JsonNode json = new JsonMapper().readTree(shell.out());
    assertThat(json.get("workers").asInt()).isEqualTo(4);
    assertThat(json.get("seed").asInt()).isEqualTo(42);
    assertThat(json.get("experiments").asInt()).isBetween(80, 100);
    assertThat(json.get("checks_by_invariant").get("one_verdict").asInt()).isGreaterThan(80);
    assertThat(json.get("faults").asInt()).isPositive();
  }

  @Test
  void refusesASwarmThatIsNone() {
    assertThat(shell.run(new SimulateCommand(), "--workers", "0")).isEqualTo(2);
    assertThat(shell.err()).contains("--workers is 0; it must be at least 1.");
    assertThat(new Shell().run(new SimulateCommand(), "--hours", "1")).isEqualTo(2);
    assertThat(new Shell().run(new SimulateCommand(), "--experiments", "0")).isEqualTo(2);
  }
}
