package dev.swarm.coordinator.access;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Refuses every gRPC call that does not carry the swarm's token. */
public final class TokenInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "Bearer ";

  private final Token token;

  public TokenInterceptor(Token token) {
    this.token = token;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String header = headers.get(AUTHORIZATION);
    if (header != null
        && header.startsWith(SCHEME)
        && token.matches(header.substring(SCHEME.length()))) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            header == null
                ? "The call carries no token; name the swarm's token file with --token-file."
                : "The token is not this swarm's; use the coordinator's token file."),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
