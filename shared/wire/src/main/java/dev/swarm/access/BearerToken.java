package dev.swarm.access;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;

/** How the swarm's token goes with every call to a coordinator. */
public final class BearerToken {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private BearerToken() {}

  /** Attaches the token to each call. */
  public static ClientInterceptor attaching(String token) {
    Metadata headers = new Metadata();
    headers.put(HEADER, "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }
}
