package dev.swarm.shared.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignFileTest {
  private static final String VALID =
      """
      name: dickens
      metric: val_bpb
      mutable_files: [Train.java]
      run_command: swarm-train Train.java
      budget: 300s
      """;

  @Test
  void readsTheDefaultCampaign() throws IOException {
    Path folder = Path.of("../worker/trainer/src/main/campaign");
    CampaignFile file = CampaignFile.parse(Files.readString(folder.resolve("autoresearch.yaml")));

    assertThat(file.metric()).isEqualTo("val_bpb");
    assertThat(file.direction()).isEqualTo(Direction.MINIMIZE);
    assertThat(file.knobFile()).isEqualTo("Train.java");
    assertThat(file.budget()).isEqualTo(Duration.ofMinutes(5));
    assertThat(file.nonceRequired()).isTrue();
    assertThat(file.knobs()).hasSizeGreaterThan(5);
    String train = Files.readString(folder.resolve(file.knobFile()));
    assertThat(file.knobs())
        .allSatisfy(knob -> assertThat(KnobText.read(train, knob.name())).isNotBlank());
  }

  @Test
  void hasDefaultsForWhatIsLeftOut() {
    CampaignFile file = CampaignFile.parse(VALID);

    assertThat(file.direction()).isEqualTo(Direction.MINIMIZE);
    assertThat(file.limit()).isEqualTo(Duration.ofSeconds(660));
    assertThat(file.branchPrefix()).isEqualTo("autoresearch");
    assertThat(file.nonceRequired()).isFalse();
    assertThat(file.immutableFiles()).isEmpty();
    assertThat(file.rules()).isEmpty();
    assertThat(file.knobs()).isEmpty();
  }

  @Test
  void readsEverythingThatCanBeSaid() {
    CampaignFile file =
        CampaignFile.parse(
            """
            name: n
            metric: accuracy
            metric_direction: Maximize
            mutable_files: [a.py, b.py]
            immutable_files: [prepare.py]
            run_command: uv run train.py
            budget_minutes: 2.5
            limit: 10m
            branch_prefix: research
            nonce: required
            rules: [be brief]
            knobs:
              - { name: LR, type: float, min: 1.0e-4, max: 0.1, scale: log }
              - { name: DEPTH, type: int, min: 1, max: 8 }
              - { name: ACT, type: choice, choices: [relu, gelu, 3] }
            """);

    assertThat(file)
        .isEqualTo(
            new CampaignFile(
                "n",
                "accuracy",
                Direction.MAXIMIZE,
                List.of("a.py", "b.py"),
                List.of("prepare.py"),
                "uv run train.py",
                Duration.ofSeconds(150),
                Duration.ofMinutes(10),
                "research",
                true,
                List.of("be brief"),
                List.of(
                    new Knob.Numeric("LR", false, 1e-4, 0.1, Knob.Scale.LOG),
                    new Knob.Numeric("DEPTH", true, 1, 8, Knob.Scale.LINEAR),
                    new Knob.Choice("ACT", List.of("relu", "gelu", "3")))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "budget: 300s | bugdet: 300s | The campaign file has an unknown key 'bugdet'; did you mean 'budget'?",
        "name: dickens | zzzzzzzzzz: 1 | The campaign file has an unknown key 'zzzzzzzzzz'.",
        "name: dickens | rules: [] | The campaign file has no 'name'.",
        "name: dickens | name: '' | The campaign file has no 'name'.",
        "name: dickens | name: [a] | The campaign file has no 'name'.",
        "metric: val_bpb | rules: [] | The campaign file has no 'metric'.",
        "run_command: swarm-train Train.java | rules: [] | The campaign file has no 'run_command'.",
        "mutable_files: [Train.java] | rules: [] | The campaign file names no mutable_files; an experiment has to change something.",
        "mutable_files: [Train.java] | mutable_files: [] | The campaign file names no mutable_files; an experiment has to change something.",
        "mutable_files: [Train.java] | mutable_files: Train.java | 'mutable_files' must be a list.",
        "budget: 300s | rules: [] | The campaign file needs exactly one of budget (such as 300s) and budget_minutes.",
        "budget: 300s | budget: 0s | budget is '0s'; it must be more than zero.",
        "budget: 300s | budget: -5s | budget is '-5s'; it must be more than zero.",
        "budget: 300s | budget: 300 | budget is '300'; write a number and a unit, such as 15s, 5m or 2h.",
        "budget: 300s | budget: soon | budget is 'soon'; write a number and a unit, such as 15s, 5m or 2h.",
        "budget: 300s | budget_minutes: 0 | budget_minutes is '0'; it must be a number above zero and at most 525600.",
        "budget: 300s | budget_minutes: -1 | budget_minutes is '-1'; it must be a number above zero and at most 525600.",
        "budget: 300s | budget_minutes: 1e300 | budget_minutes is '1.0E300'; it must be a number above zero and at most 525600.",
        "budget: 300s | budget_minutes: five | budget_minutes is 'five'; it must be a number above zero and at most 525600.",
        "+ | metric_direction: down | metric_direction is 'down'; use minimize or maximize.",
        "+ | nonce: maybe | nonce is 'maybe'; use required or none.",
        "+ | limit: 300s | The limit of a run (5m) must be longer than its budget (5m).",
        "+ | limit: 10s | The limit of a run (10s) must be longer than its budget (5m).",
        "+ | limit: never | limit is 'never'; write a number and a unit, such as 15s, 5m or 2h.",
        "+ | knobs: DEPTH | 'knobs' must be a list.",
        "+ | knobs: {DEPTH: 3} | 'knobs' must be a list.",
      })
  void saysInOneSentenceWhatIsWrong(String line, String instead, String sentence) {
    assertComplaint(line.equals("+") ? VALID + instead : VALID.replace(line, instead), sentence);
  }

  @Test
  void refusesBothKindsOfBudget() {
    assertComplaint(
        VALID + "budget_minutes: 5\n",
        "The campaign file needs exactly one of budget (such as 300s) and budget_minutes.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: LR, type: float, min: 1, max: 1 | The knob 'LR': min (1.0) must be below max (1.0).",
        "name: LR, type: float, min: 2, max: 1 | The knob 'LR': min (2.0) must be below max (1.0).",
        "name: LR, type: float, min: 0, max: 1, scale: log | The knob 'LR': min must be above zero on a log scale.",
        "name: LR, type: float, min: 0, max: 1e400 | The knob 'LR': min and max must be finite.",
        "name: LR, type: float, min: low, max: 1 | The knob 'LR': 'min' must be a number.",
        "name: LR, type: float, min: 0 | The knob 'LR': 'max' must be a number.",
        "name: N, type: int, min: 0.5, max: 3 | The knob 'N': min and max of an int must be whole numbers.",
        "name: LR, type: double, min: 0, max: 1 | The knob 'LR': its type is 'double'; use float, int or choice.",
        "name: LR, min: 0, max: 1 | The knob 'LR': it has no 'type'.",
        "type: float, min: 0, max: 1 | A knob has no 'name'.",
        "name: LR, type: float, min: 0, max: 1, scale: exp | scale is 'exp'; use linear or log.",
        "name: LR, type: choice, choices: [1] | The knob 'LR': it needs at least two choices.",
        "name: LR, type: choice | The knob 'LR': it needs at least two choices.",
        "name: LR, type: choice, choice: [1, 2] | A knob has an unknown key 'choice'; did you mean 'choices'?",
      })
  void saysInOneSentenceWhatIsWrongWithAKnob(String knob, String sentence) {
    assertComplaint(VALID + "knobs: [{" + knob + "}]\n", sentence);
  }

  @Test
  void refusesAKnobThatIsDeclaredTwice() {
    String knob = "{name: LR, type: int, min: 0, max: 1}";
    assertComplaint(
        VALID + "knobs: [" + knob + ", " + knob + "]\n", "The knob 'LR' is declared twice.");
  }

  @Test
  void refusesWhatIsNotYaml() {
    assertThatThrownBy(() -> CampaignFile.parse("name: [unclosed\nmetric: x"))
        .isInstanceOf(InvalidCampaignException.class)
        .hasMessageStartingWith("The campaign file is not YAML: ")
        .hasMessageMatching("[^\\n]* \\(line \\d+\\)\\.");
  }

  @Test
  void refusesWhatIsNoMapping() {
    for (String text : List.of("", "# nothing\n", "- a\n- b\n", "just text")) {
      assertComplaint(
          text,
          "The campaign file is not a YAML mapping; it needs keys such as 'name' and 'metric'.");
    }
  }

  @Test
  void refusesFilesThatAreNotThere() {
    CampaignFile file = CampaignFile.parse(VALID + "immutable_files: [program.md]\n");

    file.checkFiles(Set.of("Train.java", "program.md"));
    assertThatThrownBy(() -> file.checkFiles(Set.of("Train.java")))
        .isInstanceOf(InvalidCampaignException.class)
        .hasMessage(
            "The campaign file names 'program.md' under immutable_files, but the base commit has no such file; commit it or correct the name.");
    assertThatThrownBy(() -> file.checkFiles(Set.of("program.md")))
        .hasMessageStartingWith("The campaign file names 'Train.java' under mutable_files, ");
  }

  private static void assertComplaint(String yaml, String sentence) {
    assertThatThrownBy(() -> CampaignFile.parse(yaml))
        .isInstanceOf(InvalidCampaignException.class)
        .hasMessageStartingWith(sentence)
        .hasMessageNotContaining("\n");
  }
}
