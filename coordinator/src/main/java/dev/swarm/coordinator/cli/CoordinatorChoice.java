package dev.swarm.coordinator.cli;

import dev.swarm.access.BearerToken;
import dev.swarm.access.TokenTrust;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.shared.text.CoordinatorAddress;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The coordinators of one swarm, of which the first that answers is asked, and the next when it
 * answers no more. Not thread-safe.
 */
final class CoordinatorChoice implements AutoCloseable {
  /** In bytes; a machine takes about a thousand, and gRPC's own bound is four million. */
  private static final int LARGEST_STATUS = 64 << 20;

  /** For a connection, where there is another coordinator to turn to yet. */
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final List<CoordinatorAddress> coordinators;
  private final ClientInterceptor token;
  private final ChannelCredentials credentials;
  private int place;
  private int failures;
  private ManagedChannel channel;

  /**
   * @param coordinators at least one
   */
  CoordinatorChoice(List<CoordinatorAddress> coordinators, String token) {
    this.coordinators = List.copyOf(coordinators);
    this.credentials = TokenTrust.credentials(token);
    this.token = BearerToken.attaching(token);
  }

  /**
   * One that is there, or else the last of them: it may only be slow, so it is for the call to wait
   * for it, as it does for one that is alone.
   */
  OperatorGrpc.OperatorBlockingStub reach() {
    if (channel == null) {
      channel = open(coordinators.get(place));
      while (failures + 1 < coordinators.size() && !isThere()) {
        next();
        channel = open(coordinators.get(place));
      }
    }
    return OperatorGrpc.newBlockingStub(channel).withInterceptors(token);
  }

  /** The one that was asked has said something. */
  void heard() {
    failures = 0;
  }

  /**
   * Turns to the next one.
   *
   * @return false if all have failed since one was heard
   */
  boolean next() {
    close();
    place = (place + 1) % coordinators.size();
    return ++failures < coordinators.size();
  }

  /** What to say when none answers. */
  String absent() {
    return "No coordinator answers at %s; is it running, and is the address right?"
        .formatted(
            coordinators.stream()
                .map(CoordinatorAddress::toString)
                .collect(Collectors.joining(" or ")));
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }

  private ManagedChannel open(CoordinatorAddress address) {
    return NettyChannelBuilder.forAddress(address.host(), address.port(), credentials)
        .maxInboundMessageSize(LARGEST_STATUS)
        .keepAliveTime(10, TimeUnit.SECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .build();
  }

  /** A machine that is gone, or a process that is frozen, says nothing at all. */
  private boolean isThere() {
    long deadline = System.nanoTime() + CONNECT_NANOS;
    ConnectivityState state = channel.getState(true);
    while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      try {
        if (!changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return false;
        }
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return false;
      }
      state = channel.getState(true);
    }
    // Where the connection failed, the call says why.
    return true;
  }
}
