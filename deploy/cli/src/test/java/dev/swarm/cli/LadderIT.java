package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign with a scale ladder, run for real. */
class LadderIT {
  private static final Path LAB = Path.of("src/test/resources/repositories/lab");
  private static final long PATIENCE_SECONDS = 180;
  private static final String LADDER =
      """

      ladder:
        reduction_factor: 2
        ratchet: base
        rungs:
          - {name: small, budget: 1s, knobs: {STEPS: 3}}
          - {name: base}
          - {name: large, budget: 20s, knobs: {STEPS: 40}}
      """;

  @TempDir private Path home;

  @Test
  void measuresIdeasOnASmallRungFirstAndWhatIsKeptOnALargeOne() throws Exception {
    Path repository = Files.createDirectories(home.resolve("repository"));
    Path state = home.resolve("state");
    campaign(repository);
    try (SwarmProcess coordinator =
            SwarmProcess.start(
                home,
                "coordinator",
                repository,
                "--dir",
                state,
                "--port",
                0,
                "--git-port",
                0,
                "--experiments",
                5);
        AutoCloseable machine = machine(coordinator, state);
        SwarmProcess watch =
            SwarmProcess.start(home, "status", "--watch", "--json", "--dir", state)) {
      watch.await("\"done\"", PATIENCE_SECONDS);
      List<JsonNode> ledger = ledger(state);
      List<JsonNode> small = onRung(ledger, "small");
      assertThat(small).isNotEmpty();
      assertThat(small).allSatisfy(each -> assertThat(each.get("row").isNull()).isTrue());
      assertThat(small.get(0).get("description").asText())
          .as("first the incumbent")
          .endsWith("as it is, on rung small");
      assertThat(small)
          .as("ideas are compared with the incumbent on their own rung")
          .anySatisfy(each -> assertThat(each.get("gain").isNumber()).isTrue());
      try (Git hub = Git.open(state.resolve("hub.git").toFile())) {
        String commit = small.get(0).get("commit").asText();
        assertThat(file(hub, commit)).contains("STEPS = 3");
      }
      assertThat(onRung(ledger, "large"))
          .as("what the ratchet kept is looked at once more above it")
          .allSatisfy(each -> assertThat(each.get("knobs").isEmpty()).isTrue());
      assertThat(rows(state))
          .as("results.tsv holds the ratchet's own")
          .hasSize(1 + (int) ledger.stream().filter(each -> !each.get("row").isNull()).count());
    }
  }

  private void campaign(Path repository) throws Exception {
    try (Git git = Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call();
        Stream<Path> files = Files.list(LAB)) {
      for (Path file : files.toList()) {
        Files.copy(file, repository.resolve(file.getFileName()));
      }
      Files.writeString(repository.resolve(".gitignore"), "cache/\n__pycache__/\n");
      commit(git);
      try (SwarmProcess init = SwarmProcess.start(home, "init", repository)) {
        assertThat(init.await(60)).as(init.output()).isZero();
      }
      Files.writeString(repository.resolve("autoresearch.yaml"), LADDER, StandardOpenOption.APPEND);
      commit(git);
    }
  }

  private static void commit(Git git) throws Exception {
    git.add().addFilepattern(".").call();
    git.commit()
        .setMessage("their work")
        .setAuthor("them", "them@example.org")
        .setCommitter("them", "them@example.org")
        .setSign(false)
        .call();
  }

  private SwarmProcess machine(SwarmProcess coordinator, Path state) throws Exception {
    coordinator.await("is ready", 60);
    return SwarmProcess.start(
        home,
        "worker",
        "--coordinator",
        Files.readString(state.resolve("address")).strip(),
        "--token-file",
        state.resolve("token"),
        "--machine",
        "box",
        "--dir",
        home.resolve("worker"));
  }

  private List<JsonNode> ledger(Path state) throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    for (String line : output("log", "--json", "--dir", state).lines().toList()) {
      entries.add(new ObjectMapper().readTree(line));
    }
    return entries;
  }

  private List<String> rows(Path state) throws Exception {
    return output("log", "--tsv", "--dir", state).lines().toList();
  }

  private String output(Object... arguments) throws Exception {
    try (SwarmProcess process = SwarmProcess.start(home, arguments)) {
      assertThat(process.await(60)).as(process.output()).isZero();
      return process.output();
    }
  }

  private static List<JsonNode> onRung(List<JsonNode> ledger, String rung) {
    return ledger.stream().filter(each -> each.path("rung").asText().equals(rung)).toList();
  }

  private static String file(Git hub, String commit) throws Exception {
    var tree = hub.getRepository().resolve(commit + ":train.py");
    return new String(hub.getRepository().open(tree).getBytes());
  }
}
