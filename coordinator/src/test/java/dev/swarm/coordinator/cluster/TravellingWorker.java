package dev.swarm.coordinator.cluster;

import dev.swarm.access.TokenTrust;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A worker whose experiments are only pauses. It knows several coordinators and goes to the next
 * when its link breaks; it reports every outcome until it is acknowledged, and notices when an
 * experiment that it runs, or that was acknowledged, is handed out again. Guarded by its own lock.
 */
final class TravellingWorker implements AutoCloseable {
  private static final long HEARTBEAT_MILLIS = 1000;
  private static final long MOVE_MILLIS = 200;

  /**
   * An acknowledged outcome.
   *
   * @param node that acknowledged it
   */
  record Acknowledged(HeldExperiment held, long reportedAt, long acknowledgedAt, int node) {}

  private final String machine;
  private final List<String> addresses;
  private final long runMillis;
  private final ScheduledExecutorService timer;
  private final Random random;
  private final Map<HeldExperiment, ReportedOutcome> outcomes = new LinkedHashMap<>();
  private final Map<HeldExperiment, Long> reportedAt = new HashMap<>();
  private final Map<HeldExperiment, Acknowledged> acknowledged = new LinkedHashMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Set<String> restarted = new HashSet<>();
  private ManagedChannel channel;
  private StreamObserver<WorkerState> stream;
  private Optional<Assignment> running = Optional.empty();
  private int place;
  private int node;
  private int link;
  private boolean closed;

  TravellingWorker(
      String machine,
      List<String> addresses,
      long runMillis,
      ScheduledExecutorService timer,
      long seed) {
    this.machine = machine;
    this.addresses = addresses;
    this.runMillis = runMillis;
    this.timer = timer;
    this.random = new Random(seed);
    this.place = random.nextInt(addresses.size());
    open();
    timer.scheduleWithFixedDelay(
        this::send, HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** All that was acknowledged so far. */
  synchronized List<Acknowledged> acknowledged() {
    return List.copyOf(acknowledged.values());
  }

  /** Experiments that were handed out again although nothing had happened to them. */
  synchronized Set<String> restarted() {
    return Set.copyOf(restarted);
  }

  @Override
  public synchronized void close() {
    closed = true;
    channel.shutdownNow();
  }

  private synchronized void open() {
    if (closed) {
      return;
    }
    if (channel != null) {
      channel.shutdownNow();
    }
    int mine = ++link;
    node = place++ % addresses.size();
    channel =
        NettyChannelBuilder.forTarget(
                "dns:///" + addresses.get(node), TokenTrust.credentials(ThreeCoordinators.TOKEN))
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .build();
    stream =
        WorkerLinkGrpc.newStub(channel)
            .withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(
                    RunningCoordinator.authorization(ThreeCoordinators.TOKEN)))
            .connect(
                new StreamObserver<>() {
                  @Override
                  public void onNext(DesiredState desired) {
                    hear(mine, desired);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    move(mine);
                  }

                  @Override
                  public void onCompleted() {
                    move(mine);
                  }
                });
    send();
  }

  private synchronized void move(int from) {
    if (from == link && !closed) {
      stream = null;
      timer.schedule(this::open, MOVE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void send() {
    if (stream == null || closed) {
      return;
    }
    WorkerState.Builder state =
        WorkerState.newBuilder()
            .setMachine(machine)
            .setIncarnation("folder-of-" + machine)
            .setProcess("1")
            .setHardwareClass("cpu-x86")
            .addAllOutcomes(outcomes.values())
            .addAllHeld(outcomes.keySet());
    running.ifPresent(
        assignment ->
            state
                .addHeld(held(assignment))
                .setRunning(RunningExperiment.newBuilder().setHeld(held(assignment))));
    stream.onNext(state.build());
  }

  private synchronized void hear(int from, DesiredState desired) {
    if (from != link || closed) {
      return;
    }
    for (HeldExperiment done : desired.getAcknowledgedList()) {
      if (outcomes.remove(done) != null) {
        acknowledged.put(
            done, new Acknowledged(done, reportedAt.get(done), System.nanoTime(), node));
      }
    }
    for (Assignment assignment : desired.getAssignmentsList()) {
      Long before = tokens.put(assignment.getExperiment(), assignment.getToken());
      if (before != null && before != assignment.getToken()
          || acknowledged.containsKey(held(assignment))) {
        restarted.add(assignment.getExperiment());
      }
    }
    boolean stillWanted =
        running.isEmpty()
            || desired.getAssignmentsList().stream()
                .anyMatch(each -> held(each).equals(held(running.get())));
    if (!stillWanted) {
      restarted.add(running.get().getExperiment());
      running = Optional.empty();
    }
    if (running.isEmpty()) {
      desired.getAssignmentsList().stream()
          .filter(each -> !outcomes.containsKey(held(each)))
          .findFirst()
          .filter(each -> outcomes.isEmpty())
          .ifPresent(this::run);
    }
  }

  private void run(Assignment assignment) {
    running = Optional.of(assignment);
    long pause = runMillis / 2 + random.nextInt((int) runMillis);
    timer.schedule(() -> finish(assignment), pause, TimeUnit.MILLISECONDS);
    timer.execute(this::send);
  }

  private synchronized void finish(Assignment assignment) {
    if (closed || !running.equals(Optional.of(assignment))) {
      return;
    }
    running = Optional.empty();
    HeldExperiment held = held(assignment);
    ReportedOutcome.Builder outcome =
        ReportedOutcome.newBuilder()
            .setHeld(held)
            .setCommit("%040x".formatted(assignment.getToken()))
            .setOutcome(
                Outcome.newBuilder()
                    .setMeasured(
                        Measured.newBuilder()
                            .setMetric(1 + random.nextDouble())
                            .setMemoryMib(2048)));
    if (assignment.hasBase()) {
      outcome.setBase(assignment.getBase());
    }
    outcomes.put(held, outcome.build());
    reportedAt.put(held, System.nanoTime());
    send();
  }

  private static HeldExperiment held(Assignment assignment) {
    return HeldExperiment.newBuilder()
        .setExperiment(assignment.getExperiment())
        .setToken(assignment.getToken())
        .build();
  }
}
