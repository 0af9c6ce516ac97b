package dev.swarm.agent.link;

import dev.swarm.access.Identity;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The other end of the link, without a campaign behind it: what should be is what the test says,
 * and goes to the worker whenever it changes. As the real one it sends only the rows that the
 * worker does not hold, and acknowledges only what the worker still reports. Stopped and started
 * again it keeps its port and its memory, as a journal would.
 */
public final class FakeCoordinator implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String token;
  private final List<WorkerState> states = new ArrayList<>();
  private final Set<HeldExperiment> durable = new HashSet<>();
  private Consumer<WorkerState> witness = state -> {};
  private Status refusal = Status.OK;
  private int refusalsLeft;
  private DesiredState desired = DesiredState.getDefaultInstance();
  private final Set<StreamObserver<DesiredState>> refused = new HashSet<>();
  private StreamObserver<DesiredState> answers;
  private WorkerState latest;
  private DesiredState told;
  private int connections;
  private final KeptPort kept = new KeptPort();
  private int port;
  private Server server;

  public FakeCoordinator(String token) {
    this.token = token;
  }

  public void start() throws IOException {
    kept.release();
    server =
        NettyServerBuilder.forPort(port, Identity.of(token).grpc())
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .addService(new Link())
            .intercept(new TokenCheck())
            .build()
            .start();
    port = server.getPort();
  }

  /** As a crash: every stream breaks at once. */
  public void stop() throws IOException, InterruptedException {
    shutDown();
    kept.keep(port);
  }

  private void shutDown() throws InterruptedException {
    server.shutdownNow().awaitTermination();
    synchronized (this) {
      answers = null;
    }
  }

  public int port() {
    return port;
  }

  /** The next streams hear this instead of an answer. */
  public synchronized void refuse(int times, Status status) {
    refusal = status;
    refusalsLeft = times;
  }

  public synchronized int refusalsLeft() {
    return refusalsLeft;
  }

  /** One more that sees every state before anything is answered to it. */
  public synchronized void witness(Consumer<WorkerState> seeing) {
    witness = witness.andThen(seeing);
  }

  public synchronized void desire(UnaryOperator<DesiredState.Builder> change) {
    desired = change.apply(desired.toBuilder()).build();
    tell();
  }

  public synchronized DesiredState desired() {
    return desired;
  }

  /** What was reported is durable, and what follows from that is told in the same message. */
  public synchronized void acknowledge(
      HeldExperiment outcome, UnaryOperator<DesiredState.Builder> consequence) {
    durable.add(outcome);
    desire(consequence);
  }

  public synchronized List<WorkerState> states() {
    return List.copyOf(states);
  }

  public synchronized int connections() {
    return connections;
  }

  /** Forgets what was heard, so that only what comes from now on is waited for. */
  public synchronized void forget() {
    states.clear();
  }

  /** The first state heard that is as asked. */
  public WorkerState await(String what, Predicate<WorkerState> condition) throws Exception {
    Await.until(what, () -> states().stream().anyMatch(condition));
    return states().stream().filter(condition).findFirst().orElseThrow();
  }

  /** The first report heard of an experiment. */
  public ReportedOutcome awaitOutcome(String experiment) throws Exception {
    return outcome(
            await("the outcome of " + experiment, state -> outcome(state, experiment).isPresent()),
            experiment)
        .orElseThrow();
  }

  public WorkerState awaitRunning(String experiment) throws Exception {
    return await(
        experiment + " runs",
        state ->
            state.hasRunning() && state.getRunning().getHeld().getExperiment().equals(experiment));
  }

  public static Optional<ReportedOutcome> outcome(WorkerState state, String experiment) {
    return state.getOutcomesList().stream()
        .filter(each -> each.getHeld().getExperiment().equals(experiment))
        .findFirst();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    shutDown();
    kept.release();
  }

  private synchronized void heard(WorkerState state, StreamObserver<DesiredState> from) {
    if (refused.contains(from)) {
      return;
    }
    if (refusalsLeft > 0) {
      refusalsLeft--;
      refused.add(from);
      from.onError(refusal.asRuntimeException());
      return;
    }
    witness.accept(state);
    states.add(state);
    latest = state;
    if (answers != from) {
      answers = from;
      told = null;
      connections++;
    }
    tell();
  }

  private void tell() {
    if (answers == null) {
      return;
    }
    WorkerState state = latest;
    List<LedgerEntry> newRows =
        desired.getLedgerList().stream()
            .filter(entry -> entry.getRow() > state.getLedgerRows())
            .toList();
    Set<HeldExperiment> reported =
        state.getOutcomesList().stream().map(ReportedOutcome::getHeld).collect(Collectors.toSet());
    DesiredState now =
        desired.toBuilder()
            .clearLedger()
            .addAllLedger(newRows)
            .addAllAcknowledged(durable.stream().filter(reported::contains).toList())
            .build();
    if (!now.equals(told)) {
      told = now;
      answers.onNext(now);
    }
  }

  private final class Link extends WorkerLinkGrpc.WorkerLinkImplBase {
    @Override
    public StreamObserver<WorkerState> connect(StreamObserver<DesiredState> to) {
      // Without it, telling something to a worker that dies at this moment would throw.
      ((ServerCallStreamObserver<DesiredState>) to).setOnCancelHandler(() -> left(to));
      return new StreamObserver<>() {
        @Override
        public void onNext(WorkerState state) {
          heard(state, to);
        }

        @Override
        public void onError(Throwable broken) {
          left(to);
        }

        @Override
        public void onCompleted() {
          left(to);
          to.onCompleted();
        }
      };
    }
  }

  private synchronized void left(StreamObserver<DesiredState> stream) {
    if (answers == stream) {
      answers = null;
    }
  }

  private final class TokenCheck implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (("Bearer " + token).equals(headers.get(AUTHORIZATION))) {
        return next.startCall(call, headers);
      }
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "The token is not this swarm's; use the coordinator's token file."),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
