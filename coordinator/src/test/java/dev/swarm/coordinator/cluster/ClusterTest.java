package dev.swarm.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.journal.DatabaseProxy;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.proto.v1.CoordinatorStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real coordinator processes on a real PostgreSQL, and workers that report all the while: the
 * one that decides is killed, or paused, and the database is killed.
 */
class ClusterTest {
  private static final int WORKERS = 12;
  private static final double FAILOVER_SECONDS = 15;
  private static final long PATIENCE_SECONDS = 300;

  @TempDir Path home;

  @Test
  void losesAndRestartsNothingWhenTheOneThatDecidesOrTheDatabaseIsKilled() throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        ThreeCoordinators coordinators = new ThreeCoordinators(home, postgres.url());
        TravellingSwarm swarm = new TravellingSwarm(WORKERS, coordinators.addresses(), 600, 7)) {
      swarm.awaitAcknowledged(3 * WORKERS, PATIENCE_SECONDS);

      int first = coordinators.owner();
      coordinators.node(first).kill();
      // Only now, for until it was dead it could answer itself.
      long killed = System.nanoTime();
      assertThat(swarm.awaitAnswer(killed, first, PATIENCE_SECONDS))
          .as(coordinators.output())
          .isLessThan(FAILOVER_SECONDS);
      int survivor = (first + 1) % Site.NODES;
      coordinators.awaitStatus(survivor, said -> isMissing(said, first), PATIENCE_SECONDS);
      coordinators.restart(first);
      coordinators.awaitStatus(survivor, ClusterTest::areAllHere, PATIENCE_SECONDS);
      assertKeptEverything(swarm, postgres.url());

      long databaseKilled = System.nanoTime();
      postgres.kill();
      postgres.restart();
      swarm.awaitAnswer(databaseKilled, PATIENCE_SECONDS);
      assertKeptEverything(swarm, postgres.url());

      int second = coordinators.owner();
      coordinators.node(second).signal("STOP");
      // Only now, for whoever wakes it up before another one decides has seen nothing.
      long paused = System.nanoTime();
      assertThat(swarm.awaitAnswer(paused, second, PATIENCE_SECONDS))
          .as(coordinators.output())
          .isLessThan(FAILOVER_SECONDS);
      coordinators.node(second).signal("CONT");
      assertThat(coordinators.node(second).awaitEnd(PATIENCE_SECONDS))
          .as("stops itself and says so")
          .isOne();
      assertThat(coordinators.node(second).output()).contains("has stopped");
      assertKeptEverything(swarm, postgres.url());
    }
  }

  @Test
  void losesAndDoublesNothingWhenTheDatabasesAnswersAreLost() throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        DatabaseProxy network = DatabaseProxy.before(postgres);
        ThreeCoordinators coordinators = new ThreeCoordinators(home, network.url());
        TravellingSwarm swarm = new TravellingSwarm(WORKERS, coordinators.addresses(), 600, 7)) {
      swarm.awaitAcknowledged(2 * WORKERS, PATIENCE_SECONDS);
      int owner = coordinators.owner();

      for (int i = 0; i < 5; i++) {
        network.loseNextAnswer();
        network.await();
        swarm.awaitAnswer(System.nanoTime(), PATIENCE_SECONDS);
      }

      assertKeptEverything(swarm, postgres.url());
      assertThat(coordinators.node(owner).isAlive()).as(coordinators.output()).isTrue();
      assertThat(coordinators.owner()).as("nobody takes itself for another").isEqualTo(owner);
      assertThat(TravellingSwarm.judgedTwice(postgres.url())).isEmpty();
    }
  }

  private static boolean isMissing(List<CoordinatorStatus> said, int node) {
    return said.get(node).getState().equals("missing")
        && said.stream().filter(each -> each.getState().equals("here")).count() == 2
        && said.stream().filter(CoordinatorStatus::getDecides).count() == 1
        && !said.get(node).getDecides();
  }

  private static boolean areAllHere(List<CoordinatorStatus> said) {
    return said.stream().allMatch(each -> each.getState().equals("here"))
        && said.stream().filter(CoordinatorStatus::getDecides).count() == 1;
  }

  private static void assertKeptEverything(TravellingSwarm swarm, String journal) throws Exception {
    int before = swarm.acknowledged().size();
    swarm.awaitAcknowledged(before + 2 * WORKERS, PATIENCE_SECONDS);
    List<TravellingWorker.Acknowledged> acknowledged = swarm.acknowledged();
    assertThat(TravellingSwarm.lost(acknowledged, journal)).isEmpty();
    assertThat(swarm.restarted()).isEmpty();
  }
}
