package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real worker in the middle of a run, and the network between it and its coordinator pulled. */
class CutOffIT {
  private static final long PATIENCE_SECONDS = 600;

  /** Every change is a win, and takes longer than ten leases of a second. */
  private static final String TRAIN =
      """
      . ./settings.sh
      loss=2
      if [ "$RATE" != 900 ]; then
        sleep 12
        loss=1
      fi
      echo "---"
      echo "val_loss: $loss.5"
      """;

  @TempDir private Path home;
  private SwarmProcesses swarm;
  private TheirRepository repository;
  private Cable cable;

  @BeforeEach
  void makeACampaign() throws Exception {
    swarm = new SwarmProcesses(home);
    cable = new Cable();
    repository = TheirRepository.hollow(home.resolve("campaign"), TRAIN);
  }

  @AfterEach
  void stop() {
    swarm.stop();
    cable.close();
    repository.close();
  }

  @Test
  void deliversARunThatItKeptForTenLeasesAndItCounts() throws Exception {
    swarm.coordinatorBehind(cable, repository.path(), "--lease", "1s", "--experiments", "1");
    SwarmProcess machine = swarm.machine("box");
    machine.await("Runs box-1", PATIENCE_SECONDS);

    cable.pull();
    swarm.awaitStatus(box -> box.path("state").asText().equals("away"), PATIENCE_SECONDS);
    machine.await("box-1 ended: val_loss 1.5", PATIENCE_SECONDS);
    assertThat(swarm.rows()).as("what is known while the machine is away").hasSize(1);
    cable.plug();
    swarm.awaitDone(PATIENCE_SECONDS);

    assertThat(swarm.ledger())
        .extracting(row -> row.path("experiment").asText() + " " + row.path("status").asText())
        .containsExactly("box-0 keep", "box-1 keep");
    JsonNode box = swarm.status();
    assertThat(box.path("best").asDouble()).isEqualTo(1.5);
    machine.terminate();
    machine.await(PATIENCE_SECONDS);
    assertThat(machine.output().lines().filter(line -> line.contains("Runs box-1")))
        .as("the run was not begun again")
        .hasSize(1);
    try (HubInspection hub = swarm.hub()) {
      hub.checkKeptCommits(box.path("branch").asText());
    }
  }
}
