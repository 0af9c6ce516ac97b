package dev.swarm.agent.link;

import dev.swarm.access.BearerToken;
import dev.swarm.access.ForeignCoordinatorException;
import dev.swarm.access.TokenTrust;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.text.CoordinatorAddress;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The worker's end of the link: keeps one stream open, and opens another when it breaks, to the
 * next of the coordinators, with pauses that grow from round to round. Messages that cannot be sent
 * are dropped, for the next one says everything. All state is guarded by this object's lock.
 */
public final class CoordinatorLink implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Set<Status.Code> FINAL =
      Set.of(
          Status.Code.UNAUTHENTICATED,
          Status.Code.ALREADY_EXISTS,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.UNIMPLEMENTED);

  /** Netty puts the call that failed, and its number, before what the system says of it. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");

  private final List<CoordinatorAddress> coordinators;
  private final ChannelCredentials credentials;
  private final ClientInterceptor token;
  private final ScheduledExecutorService timer;
  private final LinkListener listener;

  private int place;
  private ManagedChannel channel;
  private StreamObserver<WorkerState> stream;
  private Duration pause = FIRST_PAUSE;
  private boolean closed;

  /**
   * @param coordinators of one swarm, at least one
   */
  public CoordinatorLink(
      List<CoordinatorAddress> coordinators,
      String token,
      ScheduledExecutorService timer,
      LinkListener listener) {
    this.coordinators = List.copyOf(coordinators);
    this.credentials = TokenTrust.credentials(token);
    this.channel = channel(coordinators.get(0));
    this.token = BearerToken.attaching(token);
    this.timer = timer;
    this.listener = listener;
  }

  private ManagedChannel channel(CoordinatorAddress address) {
    return NettyChannelBuilder.forAddress(address.host(), address.port(), credentials)
        // The shortest that gRPC allows: a coordinator whose machine is gone says nothing.
        .keepAliveTime(10, TimeUnit.SECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .build();
  }

  /** Opens the first stream. */
  public synchronized void open() {
    if (closed) {
      return;
    }
    channel.resetConnectBackoff();
    stream =
        WorkerLinkGrpc.newStub(channel).withInterceptors(token).connect(new Answers(address()));
    listener.opened();
  }

  private CoordinatorAddress address() {
    return coordinators.get(place);
  }

  /** Says the worker's whole state, if there is somebody to hear it. */
  public synchronized void send(WorkerState state) {
    if (stream != null) {
      stream.onNext(state);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (stream != null) {
      stream.onCompleted();
      stream = null;
    }
    channel.shutdown();
  }

  private synchronized void heard() {
    pause = FIRST_PAUSE;
  }

  private synchronized void broke(Status status) {
    stream = null;
    if (closed) {
      return;
    }
    String why = why(status);
    if (FINAL.contains(status.getCode())
        || ForeignCoordinatorException.behind(status.getCause()).isPresent()) {
      closed = true;
      channel.shutdown();
      listener.refused(why);
      return;
    }
    listener.lost(
        "The coordinator at %s can't be reached (%s); trying again, runs go on meanwhile."
            .formatted(address(), why));
    timer.schedule(this::open, pause.toMillis(), TimeUnit.MILLISECONDS);
    place = (place + 1) % coordinators.size();
    if (place == 0) {
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
    if (coordinators.size() > 1) {
      channel.shutdownNow();
      channel = channel(address());
    }
  }

  /** Behind gRPC's own words for a broken connection stands what the system said. */
  private static String why(Status status) {
    Throwable deepest = status.getCause();
    while (deepest != null && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return Optional.ofNullable(deepest)
        .map(Throwable::getMessage)
        .map(said -> SYSTEM_CALL.matcher(said).replaceFirst(""))
        .or(() -> Optional.ofNullable(status.getDescription()))
        .orElse(status.getCode().toString());
  }

  private final class Answers implements StreamObserver<DesiredState> {
    private final CoordinatorAddress from;

    private Answers(CoordinatorAddress from) {
      this.from = from;
    }

    @Override
    public void onNext(DesiredState desired) {
      heard();
      listener.desired(from, desired);
    }

    @Override
    public void onError(Throwable failure) {
      broke(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      broke(Status.UNAVAILABLE.withDescription("the coordinator stopped"));
    }
  }
}
