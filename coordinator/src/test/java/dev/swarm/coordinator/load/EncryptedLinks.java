package dev.swarm.coordinator.load;

import dev.swarm.access.TokenTrust;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The ways of simulated workers to one coordinator: a connection for each of them. */
final class EncryptedLinks implements AutoCloseable {
  private final String address;
  private final ClientInterceptor token;

  /** One for all, for each takes memory of its own. */
  private final SslContext encryption;

  private final List<ManagedChannel> channels = new ArrayList<>();

  /**
   * @param address where the coordinator serves, {@code HOST:PORT}
   * @param token that of its swarm
   */
  EncryptedLinks(String address, String token) throws IOException {
    this.address = address;
    this.token = MetadataUtils.newAttachHeadersInterceptor(RunningCoordinator.authorization(token));
    this.encryption = GrpcSslContexts.forClient().trustManager(new TokenTrust(token)).build();
  }

  /** A connection for one more worker. */
  WorkerLinkGrpc.WorkerLinkStub open() {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(address)
            .sslContext(encryption)
            .directExecutor()
            .keepAliveTime(20, TimeUnit.SECONDS)
            .build();
    channels.add(channel);
    return WorkerLinkGrpc.newStub(channel).withInterceptors(token);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
