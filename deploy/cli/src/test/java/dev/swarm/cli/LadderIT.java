package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign with a scale ladder, run for real. */
class LadderIT {
  private static final long PATIENCE_SECONDS = 600;
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
  private SwarmProcesses swarm;
  private TheirRepository repository;

  @BeforeEach
  void makeACampaign() throws Exception {
    swarm = new SwarmProcesses(home);
    repository = TheirRepository.lab(home.resolve("repository"));
    swarm.output("init", repository.path());
    Files.writeString(
        repository.path().resolve("autoresearch.yaml"), LADDER, StandardOpenOption.APPEND);
    repository.commit("a ladder");
  }

  @AfterEach
  void stop() {
    swarm.stop();
    repository.close();
  }

  @Test
  void measuresIdeasOnASmallRungFirstAndWhatIsKeptOnALargeOne() throws Exception {
    swarm.coordinator(repository.path(), "--experiments", 5);
    swarm.machine("box");
    swarm.awaitDone(PATIENCE_SECONDS);
    List<JsonNode> ledger = swarm.ledger();
    List<JsonNode> small = onRung(ledger, "small");
    assertThat(small).isNotEmpty();
    assertThat(small).allSatisfy(each -> assertThat(each.get("row").isNull()).isTrue());
    assertThat(small.get(0).get("description").asText())
        .as("first the incumbent")
        .endsWith("as it is, on rung small");
    assertThat(small)
        .as("ideas are compared with the incumbent on their own rung")
        .anySatisfy(each -> assertThat(each.get("gain").isNumber()).isTrue());
    try (HubInspection hub = swarm.hub()) {
      ObjectId commit = ObjectId.fromString(small.get(0).get("commit").asText());
      assertThat(hub.text(commit, "train.py")).contains("STEPS = 3");
    }
    assertThat(onRung(ledger, "large"))
        .as("what the ratchet kept is looked at once more above it")
        .allSatisfy(each -> assertThat(each.get("knobs").isEmpty()).isTrue());
    assertThat(swarm.rows())
        .as("results.tsv holds the ratchet's own")
        .hasSize((int) ledger.stream().filter(each -> !each.get("row").isNull()).count());
  }

  private static List<JsonNode> onRung(List<JsonNode> ledger, String rung) {
    return ledger.stream().filter(each -> each.path("rung").asText().equals(rung)).toList();
  }
}
