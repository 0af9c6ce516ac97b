package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.journal.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code bench/failover}: kills the coordinator that decides, over and over, while workers report,
 * and measures the time to the first acknowledgement of an outcome that was reported after the
 * kill. Arguments: number of kills, signal ({@code KILL}, or {@code STOP} for a pause of 20 s),
 * workers, milliseconds of an experiment.
 */
public final class FailoverBench {
  private static final long PATIENCE_SECONDS = 120;
  private static final long PAUSE_MILLIS = 20_000;

  private FailoverBench() {}

  /** Runs it and prints one line of JSON last. */
  public static void main(String[] args) throws Exception {
    int kills = Integer.parseInt(args[0]);
    boolean pausing = args[1].equals("STOP");
    int workers = Integer.parseInt(args[2]);
    long runMillis = Long.parseLong(args[3]);
    Path home = Files.createTempDirectory("swarm-failover");
    List<Double> seconds = new ArrayList<>();
    int stoppedThemselves = 0;
    try (PostgresServer postgres = PostgresServer.start();
        ThreeCoordinators coordinators = new ThreeCoordinators(home, postgres.url());
        TravellingSwarm swarm = new TravellingSwarm(workers, coordinators.ports(), runMillis, 7)) {
      swarm.awaitAcknowledged(2 * workers, PATIENCE_SECONDS);
      for (int i = 0; i < kills; i++) {
        int owner = coordinators.owner();
        CoordinatorProcess victim = coordinators.node(owner);
        long at = System.nanoTime();
        if (pausing) {
          victim.signal("STOP");
        } else {
          victim.kill();
        }
        double answer = swarm.awaitAnswer(at, PATIENCE_SECONDS);
        seconds.add(answer);
        System.err.printf(Locale.ROOT, "%d: %.2f s%n", i + 1, answer);
        if (pausing) {
          Thread.sleep(Math.max(0, PAUSE_MILLIS - (long) (answer * 1000)));
          victim.signal("CONT");
          victim.awaitEnd(60);
          stoppedThemselves++;
        }
        long restart = System.nanoTime();
        coordinators.restart(owner);
        System.err.printf(
            Locale.ROOT, "   serves again after %.1f s%n", (System.nanoTime() - restart) / 1e9);
        int before = swarm.acknowledged().size();
        swarm.awaitAcknowledged(before + workers, PATIENCE_SECONDS);
      }
      List<TravellingWorker.Acknowledged> acknowledged = swarm.acknowledged();
      int lost = TravellingSwarm.lost(acknowledged, postgres.url()).size();
      Set<String> restarted = new HashSet<>(swarm.restarted());
      Collections.sort(seconds);
      int middle = seconds.size() / 2;
      double median =
          seconds.size() % 2 == 1
              ? seconds.get(middle)
              : (seconds.get(middle - 1) + seconds.get(middle)) / 2;
      System.out.printf(
          Locale.ROOT,
          "{\"kills\": %d, \"signal\": \"%s\", \"median_seconds\": %.2f, \"max_seconds\": %.2f, \"lost\": %d, \"restarted\": %d, \"acknowledged\": %d, \"workers\": %d, \"stopped_themselves\": %d}%n",
          kills,
          args[1],
          median,
          seconds.get(seconds.size() - 1),
          lost,
          restarted.size(),
          acknowledged.size(),
          workers,
          pausing ? stoppedThemselves : 0);
    }
  }
}
