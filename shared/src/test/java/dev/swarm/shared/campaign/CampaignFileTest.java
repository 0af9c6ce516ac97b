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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(file.mutableFiles()).containsExactly("Train.java");
    assertThat(file.budget()).isEqualTo(Duration.ofMinutes(5));
    assertThat(file.nonceRequired()).isTrue();
    assertThat(file.knobs()).hasSizeGreaterThan(5);
    String train = Files.readString(folder.resolve(file.mutableFiles().get(0)));
    assertThat(file.knobs())
        .allSatisfy(knob -> assertThat(KnobText.read(train, knob.name())).isNotBlank());
  }

  @Test
  void hasDefaultsForWhatIsLeftOut() {
    CampaignFile file = CampaignFile.parse(VALID);

    assertThat(file.direction()).isEqualTo(Direction.MINIMIZE);
    assertThat(file.limits()).isEqualTo(RunLimits.of(Duration.ofMinutes(5)));
    assertThat(file.limits().training()).isEqualTo(Duration.ofSeconds(660));
    assertThat(file.limits().cycle()).isEqualTo(Duration.ofMinutes(15));
    assertThat(file.keep())
        .isEqualTo(new KeepRules(KeepRules.Policy.MEASURED, 3, 4, OptionalDouble.empty()));
    assertThat(file.retries()).isEqualTo(new Retries(3, 2));
    assertThat(file.network()).isEqualTo(Network.NONE);
    assertThat(file.evalCommand()).isEmpty();
    assertThat(file.verifyCommand()).isEmpty();
    assertThat(file.data()).isEmpty();
    assertThat(file.forClass("h100")).isSameAs(file);
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
            limits: { training: 10m, cycle: 20m, memory: 64GiB, processes: 512, file_size: 1GiB, log: 8MiB }
            keep: { policy: Strict, baseline_runs: 2, confirmations: 0, noise_floor: 0.002 }
            retries: { infrastructure: 5, repairs: 0 }
            eval_command: grep '^accuracy:' run.log
            verify_command: python verify.py
            data: [~/.cache/autoresearch]
            network: allowed
            branch_prefix: research
            nonce: required
            rules: [be brief]
            knobs:
              - { name: LR, type: float, min: 1.0e-4, max: 0.1, scale: log }
              - { name: DEPTH, type: int, min: 1, max: 8 }
              - { name: ACT, type: choice, choices: [relu, gelu, 3] }
              - { name: BIAS, type: bool, file: b.py }
              - { name: WIDTH, type: int, min: 8, max: 64, scale: log, relative: true, file: a.py }
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
                Optional.of("grep '^accuracy:' run.log"),
                Optional.of("python verify.py"),
                List.of("~/.cache/autoresearch"),
                Network.ALLOWED,
                Duration.ofSeconds(150),
                new RunLimits(
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(20),
                    OptionalLong.of(64L << 30),
                    512,
                    1L << 30,
                    8L << 20),
                new KeepRules(KeepRules.Policy.STRICT, 2, 0, OptionalDouble.of(0.002)),
                new Retries(5, 0),
                "research",
                true,
                List.of("be brief"),
                List.of(
                    new Knob.Numeric("LR", false, 1e-4, 0.1, Knob.Scale.LOG),
                    new Knob.Numeric("DEPTH", true, 1, 8, Knob.Scale.LINEAR),
                    new Knob.Choice("ACT", List.of("relu", "gelu", "3")),
                    new Knob.Choice("BIAS", List.of("false", "true"), false, Optional.of("b.py")),
                    new Knob.Numeric(
                        "WIDTH", true, 8, 64, Knob.Scale.LOG, true, Optional.of("a.py"))),
                Optional.empty(),
                Map.of()));
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
        "+ | limit: 10m | The campaign file has an unknown key 'limit'; did you mean 'limits'?",
        "+ | limits: 10m | 'limits' must be a mapping with keys such as 'cycle'.",
        "+ | limits: {trainig: 10m} | 'limits' has an unknown key 'trainig'; did you mean 'training'?",
        "+ | limits: {training: 300s} | limits.training (5m) must be longer than the budget (5m).",
        "+ | limits: {training: 10s} | limits.training (10s) must be longer than the budget (5m).",
        "+ | limits: {training: never} | limits.training is 'never'; write a number and a unit, such as 15s, 5m or 2h.",
        "+ | limits: {cycle: 10m} | limits.cycle (10m) must not be shorter than limits.training (11m), which it includes.",
        "+ | limits: {memory: 64} | limits.memory is '64'; write a number and a unit, such as 64MiB or 4GiB.",
        "+ | limits: {log: 0B} | limits.log is '0B'; it must be at least one byte and at most 8388607TiB.",
        "+ | limits: {processes: 0} | limits.processes is '0'; it must be a whole number, at least 1.",
        "+ | limits: {processes: many} | limits.processes is 'many'; it must be a whole number, at least 1.",
        "+ | keep: {policy: greedy} | keep.policy is 'greedy'; use measured or strict.",
        "+ | keep: {policies: strict} | 'keep' has an unknown key 'policies'; did you mean 'policy'?",
        "+ | keep: {baseline_runs: 0} | keep.baseline_runs is '0'; it must be a whole number, at least 1.",
        "+ | keep: {confirmations: -1} | keep.confirmations is '-1'; it must be a whole number, at least 0.",
        "+ | keep: {noise_floor: 0} | keep.noise_floor is '0'; it must be a number above zero.",
        "+ | retries: {infrastructure: 0} | retries.infrastructure is '0'; it must be a whole number, at least 1.",
        "+ | retries: {repair: 1} | 'retries' has an unknown key 'repair'; did you mean 'repairs'?",
        "+ | network: lan | network is 'lan'; use none or allowed.",
        "+ | data: ~/.cache | 'data' must be a list.",
        "+ | name: dickens | The campaign file is not YAML: Duplicate field 'name' (line 6).",
        "mutable_files: [Train.java] | mutable_files: [../Train.java] | The campaign file names '../Train.java' under mutable_files, which lies outside the campaign's folder; name files by their path inside it.",
        "mutable_files: [Train.java] | mutable_files: [/etc/passwd] | The campaign file names '/etc/passwd' under mutable_files, which lies outside the campaign's folder; name files by their path inside it.",
        "mutable_files: [Train.java] | mutable_files: [a//b.py] | The campaign file names 'a//b.py' under mutable_files, which is no path of a file; write it as git ls-files does.",
        "mutable_files: [Train.java] | mutable_files: [.git/config] | The campaign file names '.git/config' under mutable_files, which is no path of a file; write it as git ls-files does.",
        "mutable_files: [Train.java] | mutable_files: [a.py, ./a.py] | The campaign file names './a.py' twice under mutable_files; once is enough.",
        "+ | immutable_files: [Train.java] | The campaign file names 'Train.java' as mutable and as immutable; decide for one.",
        "+ | classes: [h100] | 'classes' must be a mapping from hardware classes, such as h100, to what differs there.",
        "+ | classes: {h100: {bugdet: 5m}} | The class 'h100' has an unknown key 'bugdet'; did you mean 'budget'?",
        "+ | classes: {h100: {budget: 0s}} | The class 'h100': budget is '0s'; it must be more than zero.",
        "+ | classes: {h100: {budget: 5m, budget_minutes: 5}} | The class 'h100': The campaign file needs exactly one of budget (such as 300s) and budget_minutes.",
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
        "name: LR, type: double, min: 0, max: 1 | The knob 'LR': its type is 'double'; use float, int, bool or choice.",
        "name: LR, type: float, min: 0, max: 1, relative: 3 | The knob 'LR': relative is '3'; use true or false.",
        "name: LR, type: bool, file: Tarin.java | The knob 'LR' stands in 'Tarin.java', which is not one of the mutable_files; did you mean 'Train.java'?",
        "name: LR, min: 0, max: 1 | The knob 'LR': it has no 'type'.",
        "type: float, min: 0, max: 1 | A knob has no 'name'.",
        "name: LR, type: float, min: 0, max: 1, scale: exp | The knob 'LR': scale is 'exp'; use linear or log.",
        "name: LR, type: choice, choices: [1] | The knob 'LR': it needs at least two choices.",
        "name: LR, type: choice | The knob 'LR': it needs at least two choices.",
        "name: LR, type: choice, choice: [1, 2] | A knob has an unknown key 'choice'; did you mean 'choices'?",
      })
  void saysInOneSentenceWhatIsWrongWithAKnob(String knob, String sentence) {
    assertComplaint(VALID + "knobs: [{" + knob + "}]\n", sentence);
  }

  @Test
  void laysAClassOverTheRest() {
    CampaignFile file =
        CampaignFile.parse(
            VALID
                + """
                limits: { training: 10m, log: 8MiB }
                keep: { baseline_runs: 5 }
                classes:
                  h100: { budget_minutes: 2, limits: { training: 4m } }
                  apple-silicon: { limits: { training: 15m }, keep: { policy: strict }, run_command: mlx > run.log }
                """);
    CampaignFile h100 = file.forClass("h100");
    CampaignFile apple = file.forClass("apple-silicon");

    assertThat(h100.budget()).isEqualTo(Duration.ofMinutes(2));
    assertThat(h100.limits().training()).isEqualTo(Duration.ofMinutes(4));
    assertThat(h100.limits().log()).isEqualTo(8L << 20);
    assertThat(h100.keep()).isEqualTo(file.keep());
    assertThat(apple.limits().training()).isEqualTo(Duration.ofMinutes(15));
    assertThat(apple.keep().policy()).isEqualTo(KeepRules.Policy.STRICT);
    assertThat(apple.keep().baselineRuns()).isEqualTo(5);
    assertThat(apple.runCommand()).isEqualTo("mlx");
    assertThat(apple.budget()).isEqualTo(file.budget());
    assertThat(file.forClass("cpu-x86").limits().training()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void sortsSettingsByTheFileOfTheirKnob() {
    CampaignFile file =
        CampaignFile.parse(
            VALID.replace("[Train.java]", "[a.py, b.py]")
                + "knobs: [{name: A, type: bool}, {name: B, type: bool, file: b.py}]");

    assertThat(file.byFile(Map.of("A", "true", "B", "false", "C", "3")))
        .isEqualTo(Map.of("a.py", Map.of("A", "true", "C", "3"), "b.py", Map.of("B", "false")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python train.py > run.log 2>&1",
        "python train.py >run.log 2>&1",
        "python train.py >> ./run.log 2>&1 ",
        "python train.py &> run.log",
        "python train.py &>> run.log;",
        "python train.py >& run.log",
        "python train.py > 'run.log'",
        "python train.py 1> run.log 2>&1",
        "python train.py 2>&1 > run.log",
        "python train.py > run.log 2> run.log",
        "python train.py 2>&1 | tee run.log",
        "python train.py |& tee -a run.log",
        "python train.py | tee \"run.log\"",
      })
  void takesTheRedirectToTheLogOffTheCommand(String command) {
    assertThat(CampaignFile.parse(withCommand(command)).runCommand()).isEqualTo("python train.py");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python train.py",
        "python train.py > other.log 2>&1",
        "python train.py > out/run.log",
        "python train.py > run.log.txt",
        "python train.py > run.log 2>&1 && python evaluate.py",
        "python train.py < run.log",
        "tee run.log",
      })
  void leavesAnyOtherCommandAsItIs(String command) {
    assertThat(CampaignFile.parse(withCommand(command)).runCommand()).isEqualTo(command);
  }

  private static String withCommand(String command) {
    return VALID.replace("swarm-train Train.java", "|-\n  " + command);
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
