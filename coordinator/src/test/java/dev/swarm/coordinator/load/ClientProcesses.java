package dev.swarm.coordinator.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Our side of {@code bench/optuna}: clients that are a process each, all on one coordinator. */
final class ClientProcesses implements AutoCloseable {
  private final CoordinatorProcess coordinator;
  private final List<ClientProcess> clients = new ArrayList<>();

  private ClientProcesses(CoordinatorProcess coordinator) {
    this.coordinator = coordinator;
  }

  /** Starts them and waits until each of them has warmed up. */
  static ClientProcesses join(ClientJvm jvm, CoordinatorProcess coordinator, int count)
      throws IOException, InterruptedException {
    ClientProcesses all = new ClientProcesses(coordinator);
    try {
      for (int i = 0; i < count; i++) {
        all.clients.add(ClientProcess.start(jvm, coordinator, "m" + i));
      }
      for (ClientProcess client : all.clients) {
        client.awaitReady();
      }
      return all;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      all.close();
      throw failure;
    }
  }

  /**
   * Has them ask and tell for a while.
   *
   * @param synced whose syncs are counted, with all that they start
   */
  OptunaBench.Run run(Duration warmUp, Duration time, List<Long> synced)
      throws IOException, InterruptedException {
    try (SyncTrace trace = SyncTrace.of(synced)) {
      MeasuredWindow window = MeasuredWindow.after(warmUp, time);
      for (ClientProcess client : clients) {
        client.measure(window);
      }
      window.awaitBegin();
      Duration clientsBefore = cpu();
      Duration coordinatorBefore = coordinator.cpu();
      window.awaitEnd();
      Duration coordinatorAfter = coordinator.cpu();
      Duration clientsAfter = cpu();
      long results = 0;
      double perSecond = 0;
      for (ClientProcess client : clients) {
        ClientProcess.Count count = client.count();
        results += count.results();
        perSecond += count.perSecond();
      }
      Optional<Long> syncs = trace.count(window.begin() / 1e3, window.end() / 1e3);
      return new OptunaBench.Run(
          results,
          perSecond,
          cores(clientsBefore, clientsAfter, time),
          OptionalDouble.of(cores(coordinatorBefore, coordinatorAfter, time)),
          syncs);
    }
  }

  private Duration cpu() throws IOException, InterruptedException {
    Duration all = Duration.ZERO;
    for (ClientProcess client : clients) {
      all = all.plus(client.cpu());
    }
    return all;
  }

  private static double cores(Duration before, Duration after, Duration time) {
    return (double) after.minus(before).toNanos() / time.toNanos();
  }

  /** Has all of them leave. */
  @Override
  public void close() throws InterruptedException {
    for (ClientProcess client : clients) {
      client.close();
    }
  }
}
