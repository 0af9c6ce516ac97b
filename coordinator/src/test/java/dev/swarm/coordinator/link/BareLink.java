package dev.swarm.coordinator.link;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
  private final List<CallStream<DesiredState>> streams = new ArrayList<>();

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
    return new FakeWorker(this::connect, machine, incarnation);
  }

  private StreamObserver<WorkerState> connect(StreamObserver<DesiredState> worker) {
    CallStream<DesiredState> stream = new CallStream<>(worker);
    streams.add(stream);
    return service.connect(stream);
  }

  /** As far as gRPC knows; the coordinator is not told yet. */
  void breakStreams() {
    streams.forEach(CallStream::cancel);
  }

  /** Ends the lease of a worker, as the timer does when nothing was heard of it for long. */
  void endLease(String machine, String incarnation) throws Exception {
    decide(
        new Command.ExpireLease(
            new MachineName(machine), incarnation, Clock.tickMillis(ZoneOffset.UTC).instant()));
  }

  Reply decide(Command command) throws Exception {
    return campaign.submit(command).toCompletableFuture().get();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    campaign.close();
  }
}
