package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.journal.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * {@code bench/failover}: strikes the coordinator that decides, or the database, over and over,
 * while workers report, and measures the time to the first acknowledgement, by a node that was not
 * struck, of an outcome that was reported once it was struck. Arguments: how often, {@link
 * Trouble}s that take turns, workers, milliseconds of an experiment.
 */
public final class FailoverBench {
  private static final long PATIENCE_SECONDS = 300;

  private FailoverBench() {}

  /** Runs it and prints one line of JSON last. */
  public static void main(String[] args) throws Exception {
    int times = Integer.parseInt(args[0]);
    List<Trouble> troubles = Arrays.stream(args[1].split(",")).map(Trouble::valueOf).toList();
    int workers = Integer.parseInt(args[2]);
    long runMillis = Long.parseLong(args[3]);
    boolean cutting =
        troubles.contains(Trouble.CUT_FROM_NODES) || troubles.contains(Trouble.CUT_FROM_EVERYTHING);
    Path home = Files.createTempDirectory("swarm-failover");
    NodeNetworks networks = cutting ? NodeNetworks.lay(home.resolve("certificates")) : null;
    Site site = cutting ? networks : new OneMachine();
    try (PostgresServer postgres =
            cutting ? PostgresServer.startAt(NodeNetworks.HALL) : PostgresServer.start();
        ThreeCoordinators coordinators = new ThreeCoordinators(home, postgres.url(), site);
        TravellingSwarm swarm = new TravellingSwarm(workers, site.addresses(), runMillis, 7)) {
      swarm.awaitAcknowledged(2 * workers, PATIENCE_SECONDS);
      List<Double> seconds = new ArrayList<>();
      int stoppedThemselves = 0;
      for (int i = 0; i < times; i++) {
        Trouble trouble = troubles.get(i % troubles.size());
        seconds.add(strike(trouble, postgres, coordinators, networks, swarm));
        stoppedThemselves += trouble.stopsItself() ? 1 : 0;
        int before = swarm.acknowledged().size();
        swarm.awaitAcknowledged(before + workers, PATIENCE_SECONDS);
      }
      Collections.sort(seconds);
      List<TravellingWorker.Acknowledged> acknowledged = swarm.acknowledged();
      System.out.printf(
          Locale.ROOT,
          "{\"kills\": %d, \"trouble\": \"%s\", \"median_seconds\": %.2f, \"max_seconds\": %.2f, \"lost\": %d, \"restarted\": %d, \"acknowledged\": %d, \"workers\": %d, \"stopped_themselves\": %d, \"writers_resumed\": %d}%n",
          times,
          args[1],
          median(seconds),
          seconds.get(times - 1),
          TravellingSwarm.lost(acknowledged, postgres.url()).size(),
          new HashSet<>(swarm.restarted()).size(),
          acknowledged.size(),
          workers,
          stoppedThemselves,
          WriterTurns.resumed(postgres.url()));
    }
  }

  private static double strike(
      Trouble trouble,
      PostgresServer postgres,
      ThreeCoordinators coordinators,
      NodeNetworks networks,
      TravellingSwarm swarm)
      throws Exception {
    int owner = coordinators.owner();
    long at = System.nanoTime();
    trouble.begin(owner, coordinators, postgres, networks);
    long begun = System.nanoTime();
    double answer;
    try {
      // Until it was struck it could decide, and others bring its answers.
      answer =
          trouble == Trouble.DATABASE
              ? swarm.awaitAnswer(at, PATIENCE_SECONDS)
              : (begun - at) / 1e9 + swarm.awaitAnswer(begun, owner, PATIENCE_SECONDS);
    } catch (AssertionError nothing) {
      throw new AssertionError(coordinators.output(), nothing);
    }
    System.err.printf(Locale.ROOT, "%s: %.2f s%n", trouble, answer);
    trouble.end(owner, at, coordinators, networks);
    System.err.printf(
        Locale.ROOT, "   all are there again after %.1f s%n", (System.nanoTime() - at) / 1e9);
    return answer;
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
