package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.EventSerializer;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.shared.experiment.ExperimentId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Many {@link TravellingWorker}s, and what became of what they reported. */
final class TravellingSwarm implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final List<TravellingWorker> workers = new ArrayList<>();

  TravellingSwarm(int machines, List<String> addresses, long runMillis, long seed) {
    for (int i = 0; i < machines; i++) {
      workers.add(new TravellingWorker("box" + i, addresses, runMillis, timer, seed + i));
    }
  }

  /** Every outcome that was acknowledged. */
  List<TravellingWorker.Acknowledged> acknowledged() {
    return workers.stream().flatMap(worker -> worker.acknowledged().stream()).toList();
  }

  /** Every experiment that was handed out again for no reason. */
  List<String> restarted() {
    return workers.stream().flatMap(worker -> worker.restarted().stream()).toList();
  }

  /** Waits until so many outcomes are acknowledged. */
  void awaitAcknowledged(int count, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (acknowledged().size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("acknowledged only " + acknowledged().size());
      }
      Thread.sleep(10);
    }
  }

  /**
   * Waits until an outcome is acknowledged that was reported after a moment.
   *
   * @return seconds from that moment to the first acknowledgement
   */
  double awaitAnswer(long since, long seconds) throws InterruptedException {
    return awaitAnswer(since, each -> true, seconds);
  }

  /** The same, where what one node says does not count. */
  double awaitAnswer(long since, int exceptFrom, long seconds) throws InterruptedException {
    return awaitAnswer(since, each -> each.node() != exceptFrom, seconds);
  }

  private double awaitAnswer(
      long since, Predicate<TravellingWorker.Acknowledged> counts, long seconds)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < deadline) {
      OptionalLong first =
          acknowledged().stream()
              .filter(each -> each.reportedAt() > since)
              .filter(counts)
              .mapToLong(TravellingWorker.Acknowledged::acknowledgedAt)
              .min();
      if (first.isPresent()) {
        return (first.getAsLong() - since) / 1e9;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no answer in " + seconds + " s");
  }

  /** What was acknowledged and is not in the journal. */
  static List<HeldExperiment> lost(List<TravellingWorker.Acknowledged> acknowledged, String journal)
      throws Exception {
    Set<HeldExperiment> written = new HashSet<>();
    for (Event event : outcomes(journal)) {
      if (event instanceof Event.ExperimentJudged judged) {
        written.add(held(judged.id().toString(), judged.experiment().token()));
      } else if (event instanceof Event.RunMeasured run) {
        written.add(held(run.id().toString(), run.token()));
      } else if (event instanceof Event.EvidenceRecorded evidence) {
        written.add(held(evidence.id().toString(), evidence.token()));
      }
    }
    return acknowledged.stream()
        .map(TravellingWorker.Acknowledged::held)
        .filter(held -> !written.contains(held))
        .toList();
  }

  /** What has more than one verdict in the journal. */
  static List<ExperimentId> judgedTwice(String journal) throws Exception {
    Set<ExperimentId> once = new HashSet<>();
    return outcomes(journal).stream()
        .filter(Event.ExperimentJudged.class::isInstance)
        .map(event -> ((Event.ExperimentJudged) event).id())
        .filter(id -> !once.add(id))
        .toList();
  }

  private static List<Event> outcomes(String journal) throws Exception {
    List<Event> outcomes = new ArrayList<>();
    EventSerializer serializer = new EventSerializer();
    try (Connection connection = DriverManager.getConnection(journal);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT event_ser_manifest, event_payload FROM event_journal WHERE event_ser_manifest IN ('ExperimentJudged', 'EvidenceRecorded', 'RunMeasured')")) {
      while (rows.next()) {
        outcomes.add((Event) serializer.fromBinary(rows.getBytes(2), rows.getString(1)));
      }
    }
    return outcomes;
  }

  private static HeldExperiment held(String experiment, long token) {
    return HeldExperiment.newBuilder().setExperiment(experiment).setToken(token).build();
  }

  @Override
  public void close() {
    workers.forEach(TravellingWorker::close);
    timer.shutdownNow();
  }
}
