package dev.swarm.coordinator.link;

import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.Interrupted;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** A worker on a real stream that says what a test tells it to say. */
public final class FakeWorker implements StreamObserver<DesiredState>, AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final BlockingQueue<DesiredState> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
  private final StreamObserver<WorkerState> stream;
  private boolean closed;

  /** What the next message says. */
  public final WorkerState.Builder state;

  public FakeWorker(RunningCoordinator coordinator, String machine, String incarnation)
      throws IOException {
    this(coordinator, coordinator.token(), machine, incarnation);
  }

  FakeWorker(RunningCoordinator coordinator, String token, String machine, String incarnation) {
    this(
        WorkerLinkGrpc.newStub(coordinator.channel())
                .withInterceptors(
                    MetadataUtils.newAttachHeadersInterceptor(
                        RunningCoordinator.authorization(token)))
            ::connect,
        machine,
        incarnation);
  }

  /**
   * On any link.
   *
   * @param link opens a stream for what is told to the worker, and gives the one for what it says
   */
  FakeWorker(
      Function<StreamObserver<DesiredState>, StreamObserver<WorkerState>> link,
      String machine,
      String incarnation) {
    state =
        WorkerState.newBuilder()
            .setMachine(machine)
            .setIncarnation(incarnation)
            .setProcess("1")
            .setHardwareClass("cpu-x86");
    stream = link.apply(this);
  }

  /** Says the present state. */
  public FakeWorker send() {
    stream.onNext(state.build());
    return this;
  }

  /** Waits for a desired state such as this; those before it are forgotten. */
  public DesiredState await(String what, Predicate<DesiredState> wanted)
      throws InterruptedException {
    DesiredState last = null;
    while (true) {
      DesiredState next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(
            "not told: %s; stream %s; last told:%n%s".formatted(what, ended, last));
      }
      if (wanted.test(next)) {
        return next;
      }
      last = next;
    }
  }

  /** Joins and waits for its work. */
  public DesiredState join() throws InterruptedException {
    return send().await("work", desired -> desired.getAssignmentsCount() > 0);
  }

  /** Reports an outcome and waits until it is acknowledged. */
  public DesiredState report(ReportedOutcome outcome) throws InterruptedException {
    state.addOutcomes(outcome);
    DesiredState answer =
        send()
            .await(
                "acknowledged",
                desired -> desired.getAcknowledgedList().contains(outcome.getHeld()));
    state.clearOutcomes();
    return answer;
  }

  /** Waits until the coordinator ends the stream, and says why it did. */
  public Status awaitEnd() throws InterruptedException {
    Status status = ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (status == null) {
      throw new AssertionError("the stream is still open");
    }
    return status;
  }

  /** A run of an assignment that measured this. */
  public static ReportedOutcome measured(Assignment assignment, double metric) {
    return outcome(
        assignment,
        Outcome.newBuilder()
            .setMeasured(Measured.newBuilder().setMetric(metric).setMemoryMib(2048))
            .build());
  }

  static ReportedOutcome crashed(Assignment assignment) {
    return crashed(assignment, "");
  }

  static ReportedOutcome crashed(Assignment assignment, String logTail) {
    return outcome(
        assignment,
        Outcome.newBuilder()
            .setCrashed(
                Crashed.newBuilder()
                    .setKind("divergence")
                    .setReason("The loss is not a number.")
                    .setLogTail(logTail))
            .build());
  }

  static ReportedOutcome interrupted(Assignment assignment) {
    return outcome(
        assignment,
        Outcome.newBuilder()
            .setInterrupted(Interrupted.newBuilder().setReason("The disk is full."))
            .build());
  }

  static HeldExperiment held(Assignment assignment) {
    return HeldExperiment.newBuilder()
        .setExperiment(assignment.getExperiment())
        .setToken(assignment.getToken())
        .build();
  }

  private static ReportedOutcome outcome(Assignment assignment, Outcome outcome) {
    ReportedOutcome.Builder report =
        ReportedOutcome.newBuilder()
            .setHeld(held(assignment))
            .setCommit("%040x".formatted(assignment.getToken()))
            .setOutcome(outcome);
    if (assignment.hasBase()) {
      report.setBase(assignment.getBase());
    }
    return report.build();
  }

  @Override
  public void onNext(DesiredState desired) {
    told.add(desired);
  }

  @Override
  public void onError(Throwable failure) {
    ended.add(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    ended.add(Status.OK);
  }

  @Override
  public void close() {
    if (ended.isEmpty() && !closed) {
      closed = true;
      stream.onCompleted();
    }
  }
}
