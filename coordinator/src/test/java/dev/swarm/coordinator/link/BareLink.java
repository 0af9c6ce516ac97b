package dev.swarm.coordinator.link;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.shared.campaign.MachineName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A campaign and the coordinator's end of the link, without a server between it and the workers. A
 * lease ends when a test says so, and not before.
 */
final class BareLink implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LiveCampaign campaign;
  private final WorkerLinkService service;

  BareLink(Path folder) throws Exception {
    Ledgers ledgers = new Ledgers();
    Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    campaign = LiveCampaign.start(SqliteJournal.open(folder.resolve("journal.db")), ledgers);
    decide(
        new Command.StartCampaign(
            TestCampaign.FILE,
            "b".repeat(40),
            "",
            TestCampaign.KNOBS,
            new Settings.Limits(7, OptionalInt.of(50), 1, false),
            clock.instant()));
    service =
        new WorkerLinkService(
            campaign, ledgers, new Presence(), clock, 1, RunningCoordinator.LONG_LEASE, timer);
  }

  FakeWorker worker(String machine, String incarnation) {
    return new FakeWorker(service::connect, machine, incarnation);
  }

  /** Ends the lease of a worker, as the timer does when nothing was heard of it for long. */
  void endLease(String machine, String incarnation) throws Exception {
    decide(
        new Command.ExpireLease(
            new MachineName(machine), incarnation, Clock.tickMillis(ZoneOffset.UTC).instant()));
  }

  private void decide(Command command) throws Exception {
    campaign.submit(command).toCompletableFuture().get();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    campaign.close();
  }
}
