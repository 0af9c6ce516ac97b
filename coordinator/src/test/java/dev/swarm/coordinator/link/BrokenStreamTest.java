package dev.swarm.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's stream breaks, which gRPC knows a moment before the coordinator is told. */
class BrokenStreamTest {
  private static final MachineName M4MAX = new MachineName("m4max");
  private static final long PATIENCE_SECONDS = 60;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @TempDir Path folder;

  @Test
  void doesNotDisturbTheCampaignThatHasNewsForItJustThen() throws Exception {
    Ledgers ledgers = new Ledgers();
    try (LiveCampaign campaign =
        LiveCampaign.start(SqliteJournal.open(folder.resolve("journal.db")), ledgers)) {
      assertThat(submit(campaign, start())).isEqualTo(Reply.ACCEPTED);
      Stream stream = new Stream();
      StreamObserver<WorkerState> worker =
          new WorkerLinkService(
                  campaign,
                  ledgers,
                  new Presence(),
                  Clock.tickMillis(ZoneOffset.UTC),
                  0,
                  Duration.ofHours(1),
                  timer)
              .connect(stream);
      worker.onNext(
          WorkerState.newBuilder()
              .setMachine(M4MAX.text())
              .setIncarnation("folder-a")
              .setProcess("1")
              .setHardwareClass("cpu-x86")
              .build());
      assertThat(stream.next().getAssignmentsCount()).isPositive();
      assertThat(submit(campaign, outcome(campaign, 1.5))).isEqualTo(Reply.ACCEPTED);
      assertThat(stream.next().getHead().getMetric()).isEqualTo(1.5);

      stream.cancelled = true;

      assertThat(submit(campaign, outcome(campaign, 1.25))).isEqualTo(Reply.ACCEPTED);
      worker.onError(Status.CANCELLED.asRuntimeException());
    } finally {
      timer.shutdownNow();
    }
  }

  private static Reply submit(LiveCampaign campaign, Command command) throws Exception {
    return campaign.submit(command).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static Command outcome(LiveCampaign campaign, double metric) {
    Experiment running = campaign.campaign().machines().get(M4MAX).workload().assigned().get(0);
    return new Command.ReportOutcome(
        running.id(),
        running.token(),
        running.base(),
        "%040x".formatted(running.token()),
        new Outcome.Measured(metric, OptionalDouble.empty(), Map.of(), RunFacts.NEVER_STARTED),
        Instant.EPOCH);
  }

  private static Command start() {
    return new Command.StartCampaign(
        TestCampaign.FILE,
        "b".repeat(40),
        "",
        TestCampaign.KNOBS,
        new Settings.Limits(7, OptionalInt.empty(), 1, false),
        Instant.EPOCH);
  }

  /**
   * A call as gRPC has it: once it is cancelled, it throws at whoever answers, unless that one has
   * said that it wants to be told.
   */
  private static final class Stream extends ServerCallStreamObserver<DesiredState> {
    private final BlockingQueue<DesiredState> told = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;
    private Runnable cancelHandler;

    DesiredState next() throws InterruptedException {
      DesiredState next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("told").isNotNull();
      return next;
    }

    @Override
    public void onNext(DesiredState desired) {
      if (cancelled && cancelHandler == null) {
        throw Status.CANCELLED.withDescription("call already cancelled").asRuntimeException();
      }
      told.add(desired);
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      cancelHandler = handler;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onCompleted() {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
