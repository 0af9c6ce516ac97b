package dev.swarm.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.journal.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every coordinator is stopped with SIGTERM and started again, one after the other. */
@Timeout(1800)
class RollingRestartTest {
  private static final int WORKERS = 12;
  private static final double HANDOVER_SECONDS = 10;
  private static final long PATIENCE_SECONDS = 300;

  @TempDir Path home;

  @Test
  void losesNoRunWhenEachCoordinatorInTurnIsStoppedAndStartedAgain() throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        ThreeCoordinators coordinators = new ThreeCoordinators(home, postgres.url());
        TravellingSwarm swarm = new TravellingSwarm(WORKERS, coordinators.addresses(), 600, 7)) {
      swarm.awaitAcknowledged(3 * WORKERS, PATIENCE_SECONDS);

      for (int node = 0; node < Site.NODES; node++) {
        boolean owner = coordinators.owner() == node;
        long stopped = System.nanoTime();
        coordinators.node(node).signal("TERM");
        assertThat(swarm.awaitAnswer(stopped, node, PATIENCE_SECONDS))
            .as("node %d, the owner: %b%n%s", node, owner, coordinators.output())
            .isLessThan(HANDOVER_SECONDS);
        assertThat(coordinators.node(node).awaitEnd(PATIENCE_SECONDS))
            .as("the exit code of SIGTERM")
            .isEqualTo(143);
        coordinators.restart(node);
        int before = swarm.acknowledged().size();
        swarm.awaitAcknowledged(before + 2 * WORKERS, PATIENCE_SECONDS);
      }

      assertThat(TravellingSwarm.lost(swarm.acknowledged(), postgres.url())).isEmpty();
      assertThat(swarm.restarted()).isEmpty();
      assertThat(WriterTurns.resumed(postgres.url())).isZero();
    }
  }
}
