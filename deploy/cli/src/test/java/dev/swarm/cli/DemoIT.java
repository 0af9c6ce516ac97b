package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole product as a newcomer starts it: one command, an empty home, real training. */
class DemoIT {
  private static final long PATIENCE_SECONDS = 1_200;

  @TempDir private Path temporary;

  @Test
  void runsARealSwarmAndGoesOnWhereItStopped() throws Exception {
    Path folder = temporary.resolve("demo");
    JsonNode first = demo(folder, 1, "--budget", "5s");
    check(folder, first, 1);

    JsonNode second = demo(folder, 2);
    check(folder, second, 2);
    for (int i = 0; i < 2; i++) {
      JsonNode before = first.path("machines").get(i);
      JsonNode after = second.path("machines").get(i);
      assertThat(after.path("kept").intValue())
          .as("a branch never goes back, though later runs may correct its number")
          .isGreaterThanOrEqualTo(before.path("kept").intValue());
      assertThat(after.path("experiments").get(0)).isEqualTo(before.path("experiments").get(0));
    }

    SwarmProcess refused = start(folder, 2, "--budget", "6s");
    assertThat(refused.await(PATIENCE_SECONDS)).isEqualTo(1);
    assertThat(refused.output()).contains("was started with a budget of 5s");
  }

  @Test
  void stopsEverythingItStartedWhenItIsAskedTo() throws Exception {
    Path folder = temporary.resolve("demo");
    try (SwarmProcess demo = start(folder, 4, "--budget", "60s")) {
      demo.await("runs: baseline", PATIENCE_SECONDS);
      List<ProcessHandle> processes = demo.descendants();
      assertThat(processes).as("a coordinator and two workers").hasSizeGreaterThanOrEqualTo(3);

      demo.ask();
      demo.await(PATIENCE_SECONDS);

      assertThat(processes).noneMatch(SwarmProcess::isRunning);
      assertThat(folder.resolve("coordinator/journal.db")).exists();
    }
  }

  @Test
  void stopsEverythingItStartedWhenItIsKilled() throws Exception {
    Path folder = temporary.resolve("demo");
    try (SwarmProcess demo = start(folder, 4, "--budget", "60s")) {
      demo.await("runs: baseline", PATIENCE_SECONDS);
      List<ProcessHandle> processes = demo.descendants();

      demo.kill();

      for (ProcessHandle each : processes) {
        SwarmProcess.awaitEnd(each, PATIENCE_SECONDS);
      }
    }
  }

  private JsonNode demo(Path folder, int experiments, String... more) throws Exception {
    try (SwarmProcess demo = start(folder, experiments, more)) {
      int code = demo.await(PATIENCE_SECONDS);
      assertThat(code).as(demo.output()).isZero();
      String json = demo.output().lines().reduce((one, other) -> other).orElseThrow();
      return new JsonMapper().readTree(json);
    }
  }

  private SwarmProcess start(Path folder, int experiments, String... more) throws Exception {
    List<Object> arguments =
        new ArrayList<>(List.of("demo", "--dir", folder, "--experiments", experiments, "--json"));
    arguments.addAll(List.of(more));
    return SwarmProcess.start(temporary, arguments.toArray());
  }

  private static void check(Path folder, JsonNode summary, int experiments) throws Exception {
    double order0 = summary.path("order0_bits_per_byte").doubleValue();
    assertThat(order0).isBetween(4.3, 4.6);
    assertThat(summary.path("machines")).hasSize(2);
    assertThat(summary.path("comparison").path("classes")).hasSize(2);
    assertThat(Files.readString(Path.of(summary.path("comparison_html").textValue())))
        .contains("<svg");
    checkEveryWinIsAccountedFor(summary);
    try (HubInspection hub = new HubInspection(folder.resolve("coordinator/hub.git"))) {
      hub.checkConnected();
      for (JsonNode machine : summary.path("machines")) {
        checkMachine(folder, hub, machine, order0, experiments);
      }
    }
  }

  /** Whatever a machine kept is compared: what came of it elsewhere, or that it is untested. */
  private static void checkEveryWinIsAccountedFor(JsonNode summary) {
    List<String> compared = new ArrayList<>();
    for (String list :
        List.of("universal", "class_specific", "undecided", "untested", "anti_patterns")) {
      summary
          .path("comparison")
          .path(list)
          .findValues("experiments")
          .forEach(experiments -> experiments.forEach(each -> compared.add(each.textValue())));
    }
    for (JsonNode machine : summary.path("machines")) {
      for (JsonNode experiment : machine.path("experiments")) {
        if (experiment.path("status").textValue().equals("keep")
            && !experiment.path("description").textValue().equals("baseline")) {
          assertThat(compared).contains(experiment.path("experiment").textValue());
        }
      }
    }
  }

  private static void checkMachine(
      Path folder, HubInspection hub, JsonNode machine, double order0, int experiments)
      throws Exception {
    String name = machine.path("machine").textValue();
    String branch = machine.path("branch").textValue();
    assertThat(machine.path("state").textValue()).isEqualTo("done");
    assertThat(branch).matches("autoresearch/[a-z]{3}\\d{1,2}-" + name);
    assertThat(machine.path("baseline").doubleValue()).isBetween(0.5, order0);
    assertThat(machine.path("experiments").get(0).path("metric").doubleValue())
        .isEqualTo(measuredByTheTrainer(folder, name), offset(1e-9));
    assertThat(machine.path("kept").intValue() + machine.path("discarded").intValue())
        .as("experiments that did not crash")
        .isEqualTo(experiments - machine.path("crashed").intValue());

    List<String> ledger = Files.readAllLines(folder.resolve(name).resolve("workspace/results.tsv"));
    assertThat(ledger.get(0)).isEqualTo("commit\tval_bpb\tmemory_gb\tstatus\tdescription");
    assertThat(ledger).hasSize(experiments + 2);
    hub.checkEveryHashResolves(ledger.subList(1, ledger.size()));
    hub.checkKeptCommits(branch);
    assertThat(hub.commits(branch)).hasSize(machine.path("kept").intValue() + 1);
    for (JsonNode experiment : machine.path("experiments")) {
      assertThat(hub.experiments()).contains(experiment.path("experiment").textValue());
    }
  }

  /** The mean of what the baseline's own logs say, which only the trainer's harness writes. */
  private static double measuredByTheTrainer(Path folder, String machine) throws Exception {
    Pattern score = Pattern.compile("^val_bpb: *(\\S+)$", Pattern.MULTILINE);
    List<Double> scores = new ArrayList<>();
    try (Stream<Path> runs = Files.list(folder.resolve(machine).resolve("runs"))) {
      for (Path run : runs.filter(each -> isBaselines(each, machine)).toList()) {
        Matcher found = score.matcher(Files.readString(run.resolve("run.log")));
        assertThat(found.find()).isTrue();
        scores.add(Double.parseDouble(found.group(1)));
      }
    }
    assertThat(scores).as("runs of the baseline").hasSize(3);
    return scores.stream().mapToDouble(each -> each).average().orElseThrow();
  }

  private static boolean isBaselines(Path run, String machine) {
    return run.getFileName().toString().startsWith(machine + "-0.");
  }
}
