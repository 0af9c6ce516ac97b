package dev.swarm.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real server, for both of its services. */
class TokenInterceptorTest {
  private static final String NONE =
      "The call carries no token; name the swarm's token file with --token-file.";
  private static final String WRONG =
      "The token is not this swarm's; use the coordinator's token file.";

  private static final long PATIENCE_SECONDS = 60;

  @TempDir static Path folder;
  private static RunningCoordinator coordinator;

  @BeforeAll
  static void start() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 1);
  }

  @AfterAll
  static void stop() {
    coordinator.close();
  }

  @Test
  void rejectsACallWithoutToken() throws Exception {
    assertRefused(new Metadata(), NONE);
  }

  @Test
  void rejectsACallWithAWrongToken() throws Exception {
    assertRefused(RunningCoordinator.authorization("wrong"), WRONG);
    assertRefused(RunningCoordinator.authorization(""), WRONG);
    assertRefused(RunningCoordinator.authorization(coordinator.token() + "x"), WRONG);
    Metadata withoutScheme = new Metadata();
    withoutScheme.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), coordinator.token());
    assertRefused(withoutScheme, WRONG);
  }

  @Test
  void letsACallWithTheTokenPass() throws Exception {
    assertThat(
            coordinator.operator().getStatus(GetStatusRequest.getDefaultInstance()).getCampaign())
        .isEqualTo("tiny");
  }

  private static void assertRefused(Metadata headers, String sentence) throws Exception {
    for (Status status : new Status[] {askStatus(headers), openLink(headers)}) {
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(status.getDescription()).isEqualTo(sentence);
    }
    assertThat(
            coordinator
                .operator()
                .getStatus(GetStatusRequest.getDefaultInstance())
                .getMachinesList())
        .isEmpty();
  }

  private static Status askStatus(Metadata headers) {
    try {
      OperatorGrpc.newBlockingStub(coordinator.channel())
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .getStatus(GetStatusRequest.getDefaultInstance());
      return Status.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus();
    }
  }

  private static Status openLink(Metadata headers) throws Exception {
    CompletableFuture<Status> end = new CompletableFuture<>();
    WorkerLinkGrpc.newStub(coordinator.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .connect(
            new StreamObserver<>() {
              @Override
              public void onNext(DesiredState desired) {
                end.complete(Status.OK);
              }

              @Override
              public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            })
        .onNext(WorkerState.newBuilder().setMachine("thief").setIncarnation("x").build());
    return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
