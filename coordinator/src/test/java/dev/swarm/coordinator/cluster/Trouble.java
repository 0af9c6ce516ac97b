package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.journal.PostgresServer;
import java.util.concurrent.TimeUnit;

/** What a cluster has to live with, and what is put right afterwards. */
enum Trouble {
  /** Kill -9 of the coordinator that decides. */
  KILL,
  /** The same with SIGTERM, as before an update. */
  TERM,
  /** It is stopped for longer than the others wait for it, and woken up. */
  PAUSE,
  /** It can't reach the other nodes any more, only the database and its workers. */
  CUT_FROM_NODES,
  /** It can't reach anybody any more. */
  CUT_FROM_EVERYTHING,
  /** Kill -9 of the database, which is started again. */
  DATABASE;

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PATIENCE_SECONDS = 300;

  /** Those that a node notices by itself, and has to stop. */
  boolean stopsItself() {
    return this == PAUSE || this == CUT_FROM_NODES || this == CUT_FROM_EVERYTHING;
  }

  /**
   * Begins it.
   *
   * @param networks of the nodes; null where no cable is pulled
   */
  void begin(
      int node, ThreeCoordinators coordinators, PostgresServer postgres, NodeNetworks networks)
      throws Exception {
    CoordinatorProcess victim = coordinators.node(node);
    switch (this) {
      case KILL -> victim.kill();
      case TERM -> victim.signal("TERM");
      case PAUSE -> victim.signal("STOP");
      case CUT_FROM_NODES -> networks.cutFromNodes(node);
      case CUT_FROM_EVERYTHING -> networks.cutFromEverything(node);
      case DATABASE -> {
        postgres.kill();
        postgres.restart();
      }
      default -> throw new IllegalStateException(name());
    }
  }

  /**
   * Ends it, and starts the node again.
   *
   * @param begun the nano time when it was begun
   * @throws AssertionError if the node should have stopped itself, with 1 and a sentence, and has
   *     not
   */
  void end(int node, long begun, ThreeCoordinators coordinators, NodeNetworks networks)
      throws Exception {
    if (this == DATABASE) {
      coordinators.restartTheDead();
      return;
    }
    CoordinatorProcess victim = coordinators.node(node);
    if (this == PAUSE) {
      TimeUnit.NANOSECONDS.sleep(begun + PAUSE_NANOS - System.nanoTime());
      victim.signal("CONT");
    }
    int code = victim.awaitEnd(PATIENCE_SECONDS);
    if (stopsItself() && (code != 1 || !victim.output().contains("has stopped"))) {
      throw new AssertionError("ended with %d:%n%s".formatted(code, victim.output()));
    }
    if (networks != null) {
      networks.mend(node);
    }
    coordinators.restart(node);
  }
}
