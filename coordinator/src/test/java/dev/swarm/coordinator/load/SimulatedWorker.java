package dev.swarm.coordinator.load;

import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A worker on a real stream whose runs only take time. It says what the real one says and when: its
 * whole state at the end of a run, after every word of the coordinator, once a second while a run
 * prints progress, and every five seconds otherwise. Thread-safe.
 */
final class SimulatedWorker implements StreamObserver<DesiredState> {
  private static final long PROGRESS_MILLIS = 1000;
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** As {@code bench/verdicts} has an H100: the noise of a run, and the true effects of changes. */
  private static final double SIGMA = 0.002;

  private static final double MEAN_EFFECT = 0.0005;

  /** Fifty times the noise is beyond any doubt. */
  private static final double HOPELESS_EFFECT = 0.1;

  private final String machine;
  private final Load load;
  private final SplittableRandom random;
  private final List<ReportedOutcome> outbox = new ArrayList<>();
  private StreamObserver<WorkerState> stream;
  private DesiredState desired = DesiredState.getDefaultInstance();
  private Assignment running;
  private long startedAt;
  private long endedAt;
  private long lastSent;
  private int rows;
  private int runs;
  private boolean over;

  SimulatedWorker(String machine, Load load, SplittableRandom random) {
    this.machine = machine;
    this.load = load;
    this.random = random;
  }

  /** Joins, and goes on until {@link #leave}. */
  synchronized void join(WorkerLinkGrpc.WorkerLinkStub stub) {
    stream = stub.connect(this);
    send();
    load.timer()
        .scheduleWithFixedDelay(
            this::tick, random.nextLong(PROGRESS_MILLIS), PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void leave() {
    over = true;
    stream.onCompleted();
  }

  @Override
  public synchronized void onNext(DesiredState told) {
    if (over) {
      return;
    }
    desired = told;
    outbox.removeIf(report -> told.getAcknowledgedList().contains(report.getHeld()));
    for (LedgerEntry row : told.getLedgerList()) {
      rows = Math.max(rows, row.getRow());
    }
    if (running != null && !told.getAssignmentsList().contains(running)) {
      running = null;
    }
    if (running == null) {
      startNext();
    }
    send();
  }

  @Override
  public synchronized void onError(Throwable failure) {
    if (!over) {
      over = true;
      load.broke(machine, Status.fromThrowable(failure));
    }
  }

  @Override
  public void onCompleted() {
    onError(Status.UNAVAILABLE.withDescription("the coordinator stopped").asException());
  }

  /** Like the real worker it waits for the verdict on the run before. */
  private void startNext() {
    if (desired.getAssignmentsCount() == 0 || runs >= load.runsPerWorker()) {
      return;
    }
    Assignment next = desired.getAssignments(0);
    boolean unjudged = outbox.stream().anyMatch(report -> report.getHeld().equals(held(next)));
    if (unjudged) {
      return;
    }
    long now = System.nanoTime();
    if (runs == 0) {
      load.started(now);
    }
    running = next;
    startedAt = now;
    // The first runs end evenly spread, unless a round is what is measured.
    long length = load.runLength().toNanos();
    long left = runs == 0 && load.spread() ? random.nextLong(length) + 1 : length;
    load.timer().schedule(() -> end(next), left, TimeUnit.NANOSECONDS);
    if (runs > 0) {
      load.handedOver(now - endedAt);
    }
  }

  private synchronized void end(Assignment ended) {
    if (over || running != ended) {
      return;
    }
    running = null;
    runs++;
    outbox.add(report(ended));
    endedAt = System.nanoTime();
    load.ended(endedAt);
    // The waiting experiment starts only after the verdict.
    send();
    if (runs >= load.runsPerWorker()) {
      load.finished();
    }
  }

  private synchronized void tick() {
    boolean due = running != null || System.nanoTime() - lastSent >= HEARTBEAT_NANOS;
    if (!over && due) {
      send();
    }
  }

  private void send() {
    lastSent = System.nanoTime();
    WorkerState.Builder state =
        WorkerState.newBuilder()
            .setMachine(machine)
            .setIncarnation("folder-of-" + machine)
            .setProcess("process-of-" + machine)
            .setHardwareClass("h100")
            .setLedgerRows(rows)
            .addAllOutcomes(outbox);
    outbox.forEach(report -> state.addHeld(report.getHeld()));
    desired.getAssignmentsList().forEach(each -> state.addHeld(held(each)));
    if (desired.hasCampaign()) {
      state.setCampaign(desired.getCampaign().getId());
    }
    if (running != null) {
      double elapsed = (lastSent - startedAt) / 1e9;
      state.setRunning(
          RunningExperiment.newBuilder()
              .setHeld(held(running))
              .setElapsedSeconds(elapsed)
              .setFraction(Math.min(1, elapsed / (load.runLength().toNanos() / 1e9)))
              .setStep((long) (elapsed * 10))
              .setLoss(3)
              .setTokensPerSecond(1e6));
    }
    load.sent();
    stream.onNext(state.build());
  }

  private ReportedOutcome report(Assignment ended) {
    Duration length = load.runLength();
    double seconds = length.toNanos() / 1e9;
    ReportedOutcome.Builder report =
        ReportedOutcome.newBuilder()
            .setHeld(held(ended))
            .setCommit("%040x".formatted(ended.getToken()))
            .setRef("refs/autoresearch/experiments/" + ended.getExperiment())
            .setOutcome(
                Outcome.newBuilder()
                    .setMeasured(
                        Measured.newBuilder()
                            .setMetric(metric())
                            .setMemoryMib(45_000)
                            .putAllSummary(
                                Map.of(
                                    "training_seconds", seconds,
                                    "total_seconds", seconds + 25,
                                    "peak_vram_mb", 45_060.2,
                                    "mfu_percent", 39.8,
                                    "total_tokens_M", 499.6,
                                    "num_steps", 953.0,
                                    "num_params_M", 50.3,
                                    "depth", 8.0)))
                    .setFacts(
                        RunFacts.newBuilder()
                            .setStartedAtMs(System.currentTimeMillis() - length.toMillis())
                            .setDurationSeconds(seconds)
                            .setStartupSeconds(0.5)
                            .setIdleSeconds(0.1)));
    if (ended.hasBase()) {
      report.setBase(ended.getBase());
    }
    return report.build();
  }

  private double metric() {
    double head = desired.hasHead() ? desired.getHead().getMetric() : 1;
    double u = random.nextDouble(0.001, 0.999);
    double laplace = u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u));
    double usual = load.hopeless() ? HOPELESS_EFFECT : MEAN_EFFECT;
    double effect = desired.hasHead() ? usual + SIGMA * laplace : 0;
    return head + effect + SIGMA * random.nextGaussian();
  }

  private static HeldExperiment held(Assignment assignment) {
    return HeldExperiment.newBuilder()
        .setExperiment(assignment.getExperiment())
        .setToken(assignment.getToken())
        .build();
  }
}
