package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainerOptionsTest {
  private static final int PROCESSORS = 6;

  @Test
  void hasDefaults() {
    assertThat(parse(Map.of()))
        .isEqualTo(
            new TrainerOptions(
                EngineName.PYTORCH,
                DeviceName.AUTO,
                Optional.empty(),
                PROCESSORS,
                Duration.ofSeconds(300),
                Optional.empty(),
                42));
  }

  @Test
  void readsTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "SWARM_ENGINE", "mxnet",
            "SWARM_DEVICE", "cpu",
            "SWARM_MODE", "plain",
            "SWARM_THREADS", "2",
            "SWARM_BUDGET_SECONDS", "15",
            "SWARM_DATA", "/data",
            "SWARM_SEED", "-1");
    assertThat(parse(environment))
        .isEqualTo(
            new TrainerOptions(
                EngineName.MXNET,
                new DeviceName("cpu"),
                Optional.of(Mode.PLAIN),
                2,
                Duration.ofSeconds(15),
                Optional.of(Path.of("/data")),
                -1));
  }

  @Test
  void putsTheCommandLineAboveTheEnvironment() {
    Map<String, String> environment = Map.of("SWARM_ENGINE", "mxnet", "SWARM_SEED", "1");
    assertThat(parse(environment, "--engine", "pytorch", "--seed=2", "--threads", "1"))
        .isEqualTo(
            new TrainerOptions(
                EngineName.PYTORCH,
                DeviceName.AUTO,
                Optional.empty(),
                1,
                Duration.ofSeconds(300),
                Optional.empty(),
                2));
  }

  @ParameterizedTest
  @CsvSource({"15s,15000", "5m,300000", "1h,3600000", "20,20000", "1.5s,1500"})
  void readsBudgets(String text, long milliseconds) {
    assertThat(parse(Map.of(), "--budget", text).budget())
        .isEqualTo(Duration.ofMillis(milliseconds));
  }

  @ParameterizedTest
  @CsvSource({
    "--engine, torch, '--engine is pytorch or mxnet, not \"torch\".'",
    "--device, gpu, '--device is auto, cpu, cuda, cuda:1 or mps, not \"gpu\".'",
    "--mode, quick, '--mode is auto, plain, fast or bfloat16, not \"quick\".'",
    "--threads, 0, '--threads is a whole number from 1, not \"0\".'",
    "--threads, many, '--threads is a whole number from 1, not \"many\".'",
    "--seed, 1.5, '--seed is a whole number, not \"1.5\".'",
  })
  void refusesBadValuesWithOneSentence(String flag, String value, String sentence) {
    assertThatThrownBy(() -> parse(Map.of(), flag, value))
        .isInstanceOf(Refusal.class)
        .hasMessage(sentence)
        .extracting(refusal -> ((Refusal) refusal).exitCode())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0", "0s", "-5s", "5d", "soon", "1e3"})
  void refusesBudgetsThatAreNoTimeAboveZero(String text) {
    assertThatThrownBy(() -> parse(Map.of(), "--budget", text))
        .hasMessage(
            "--budget is a time above zero such as 15s, 5m or 300 (seconds), not \""
                + text
                + "\".");
  }

  @Test
  void namesTheNearestMatchOfAnUnknownFlag() {
    assertThatThrownBy(() -> parse(Map.of(), "--buget", "15s"))
        .hasMessage("There is no option \"--buget\"; did you mean --budget?");
  }

  @Test
  void refusesFlagWithoutItsValue() {
    assertThatThrownBy(() -> parse(Map.of(), "--seed")).hasMessage("--seed needs a value.");
  }

  private static TrainerOptions parse(Map<String, String> environment, String... arguments) {
    return TrainerOptions.parse(arguments, environment, PROCESSORS);
  }
}
