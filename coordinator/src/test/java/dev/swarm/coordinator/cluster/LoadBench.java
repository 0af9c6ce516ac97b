package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.journal.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code bench/failover --load}: three coordinators with nothing wrong but that every core is busy
 * with other programs. Counts the nodes that were taken for dead all the same. Arguments: minutes,
 * workers, milliseconds of an experiment.
 */
public final class LoadBench {
  private static final long PATIENCE_SECONDS = 300;

  /** Keeps a core busy until its parent is gone. */
  private static final String BUSY =
      "while kill -0 $PPID 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

  private LoadBench() {}

  /** Runs it and prints one line of JSON last. */
  public static void main(String[] args) throws Exception {
    double minutes = Double.parseDouble(args[0]);
    int workers = Integer.parseInt(args[1]);
    long runMillis = Long.parseLong(args[2]);
    Path home = Files.createTempDirectory("swarm-load");
    int cores = Runtime.getRuntime().availableProcessors();
    List<Process> busy = new ArrayList<>();
    try (PostgresServer postgres = PostgresServer.start();
        ThreeCoordinators coordinators = new ThreeCoordinators(home, postgres.url());
        TravellingSwarm swarm =
            new TravellingSwarm(workers, coordinators.addresses(), runMillis, 7)) {
      swarm.awaitAcknowledged(2 * workers, PATIENCE_SECONDS);
      for (int core = 0; core < cores; core++) {
        busy.add(occupyOne());
      }
      int owner = coordinators.owner();
      int moves = 0;
      int downed = 0;
      long begin = System.nanoTime();
      long end = begin + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
      while (System.nanoTime() < end) {
        TimeUnit.SECONDS.sleep(1);
        String before = coordinators.output();
        int dead = coordinators.restartTheDead();
        if (dead > 0) {
          downed += dead;
          System.err.println(before);
        }
        int now = coordinators.owner();
        moves += now == owner ? 0 : 1;
        owner = now;
      }
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      List<TravellingWorker.Acknowledged> acknowledged = swarm.acknowledged();
      System.out.printf(
          Locale.ROOT,
          "{\"minutes\": %.1f, \"busy\": %d, \"load_average\": %.1f, \"false_downings\": %d, \"moves\": %d, \"longest_silence_seconds\": %.2f, \"lost\": %d, \"restarted\": %d, \"acknowledged\": %d, \"workers\": %d}%n",
          minutes,
          cores,
          load,
          downed,
          moves,
          longestSilence(acknowledged, begin),
          TravellingSwarm.lost(acknowledged, postgres.url()).size(),
          new HashSet<>(swarm.restarted()).size(),
          acknowledged.size(),
          workers);
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
  }

  private static Process occupyOne() throws IOException {
    return new ProcessBuilder("sh", "-c", BUSY).start();
  }

  /** Seconds between two acknowledgements that follow each other, whoever got them. */
  private static double longestSilence(
      List<TravellingWorker.Acknowledged> acknowledged, long begin) {
    long[] times =
        acknowledged.stream()
            .mapToLong(TravellingWorker.Acknowledged::acknowledgedAt)
            .filter(at -> at - begin >= 0)
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < times.length; i++) {
      longest = Math.max(longest, times[i] - times[i - 1]);
    }
    return longest / 1e9;
  }
}
