package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.trainer.data.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data is prepared and trained on as a user does it: by the launcher scripts. */
final class PrepareProcessTest {
  private static final EngineName ENGINE =
      EngineName.MXNET.runsOn(System.getProperty("os.name"), System.getProperty("os.arch"))
          ? EngineName.MXNET
          : EngineName.PYTORCH;

  @TempDir Path folder;

  @Test
  void trainsOnWhatWasPreparedAndRefusesItDamaged() throws IOException {
    Path text = TestData.textFile(folder, 1, 150_000);
    Path data = folder.resolve("book");
    Launch.Ended prepared =
        prepare(
            "--text", text.toString(),
            "--data-dir", data.toString(),
            "--vocab-size", "300",
            "--sequence-length", "32",
            "--eval-tokens", "1024");
    assertThat(prepared.exitCode()).isZero();
    assertThat(prepared.output()).last().isEqualTo("Ready: swarm train Train.java --data " + data);

    Launch.Ended run =
        Launch.run(
            Map.of("SWARM_DATA", data.toString()),
            Launch.TRAIN,
            "--engine",
            ENGINE.option(),
            "--budget",
            "0.2s");
    assertThat(run.exitCode()).isZero();
    assertThat(run.losses().get(0)).isBetween(5.0, 6.5); // ln 300 is 5.7
    assertThat(Double.parseDouble(run.values("val_bpb").get(0))).isBetween(0.5, 8.0);

    Files.write(data.resolve("tokens").resolve("validation.tokens"), new byte[10]);
    Launch.Ended refused =
        Launch.run(Map.of(), Launch.TRAIN, "--engine", ENGINE.option(), "--data", data.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output())
        .singleElement()
        .asString()
        .endsWith("was cut short or is no file of tokens; delete it and run swarm prepare again.");
  }

  @Test
  void saysWhatIsWrongInOneSentence() throws IOException {
    assertThat(prepare("--vocab-size", "many").exitCode()).isEqualTo(2);
    Launch.Ended missing = prepare("--text", "nowhere", "--data-dir", folder.toString());
    assertThat(missing).isEqualTo(new Launch.Ended(1, List.of("There is no file nowhere.")));
    Launch.Ended run = Launch.run(Map.of(), Launch.TRAIN, "--data", folder.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).singleElement().asString().contains("has no prepared data");
  }

  private Launch.Ended prepare(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("src/main/launcher/swarm-prepare"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SWARM_TRAINER_HOME", "target/trainer");
    builder.environment().put("HOME", folder.toString());
    return Launch.end(builder.start());
  }
}
