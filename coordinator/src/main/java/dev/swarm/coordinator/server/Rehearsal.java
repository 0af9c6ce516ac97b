package dev.swarm.coordinator.server;

import dev.swarm.access.BearerToken;
import dev.swarm.access.TokenTrust;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.ReadLedgerRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people ask most, asked once by the coordinator itself over its own port before it says that
 * it is ready, so that the first of them does not wait until the classes of a handshake and of an
 * answer are loaded. Workers are served meanwhile, and nothing depends on the answers.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final int LARGEST_STATUS = 64 << 20;
  private static final long PATIENCE_SECONDS = 2;

  private Rehearsal() {}

  /** Asks the coordinator that serves at an address. */
  static void at(String host, int port, String token) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(host, port, TokenTrust.credentials(token))
            .maxInboundMessageSize(LARGEST_STATUS)
            .build();
    OperatorGrpc.OperatorBlockingStub operator =
        OperatorGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .withInterceptors(BearerToken.attaching(token));
    try {
      operator.getStatus(GetStatusRequest.getDefaultInstance());
      operator
          .readLedger(ReadLedgerRequest.newBuilder().setLimit(1).setBefore(Long.MAX_VALUE).build())
          .forEachRemaining(entry -> {});
    } catch (StatusRuntimeException failure) {
      // Whoever asks next is told what is the matter.
      LOG.debug("No rehearsal", failure);
    } finally {
      channel.shutdownNow();
    }
  }
}
