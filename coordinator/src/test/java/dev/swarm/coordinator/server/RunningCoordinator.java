package dev.swarm.coordinator.server;

import dev.swarm.access.TokenTrust;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.ReadLedgerRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A whole coordinator on free ports, serving {@link TestCampaign}, that can be started again. */
public final class RunningCoordinator implements AutoCloseable {
  /** Longer than any test takes. */
  public static final Duration LONG_LEASE = Duration.ofHours(1);

  private final CoordinatorOptions options;
  private Coordinator coordinator;
  private ManagedChannel channel;

  /** Makes the campaign in a folder of its own and serves it. */
  public RunningCoordinator(Path folder, Duration lease, int experiments) throws Exception {
    this(folder, lease, new Settings.Limits(7, OptionalInt.of(experiments), 1, false));
  }

  /** Makes the campaign in a folder of its own and serves it with these limits. */
  public RunningCoordinator(Path folder, Duration lease, Settings.Limits limits) throws Exception {
    this(folder, lease, limits, Optional.empty());
  }

  /** The same with its journal on a PostgreSQL server. */
  public RunningCoordinator(Path folder, Settings.Limits limits, String journal) throws Exception {
    this(folder, LONG_LEASE, limits, Optional.of(journal));
  }

  private RunningCoordinator(
      Path folder, Duration lease, Settings.Limits limits, Optional<String> journal)
      throws Exception {
    options =
        new CoordinatorOptions(
            TestCampaign.commit(folder.resolve("campaign")),
            Optional.empty(),
            folder.resolve("state"),
            "127.0.0.1",
            0,
            0,
            lease,
            limits,
            journal,
            Optional.empty());
    start();
  }

  /** Stops it and starts it again on the same folder. */
  public void restart() throws IOException {
    close();
    start();
  }

  /** Stops it while everybody is still connected. */
  public void stop() {
    coordinator.close();
  }

  private void start() throws IOException {
    coordinator = Coordinator.start(options);
    channel =
        NettyChannelBuilder.forAddress(
                "127.0.0.1", coordinator.port(), TokenTrust.credentials(token()))
            .build();
  }

  public int port() {
    return coordinator.port();
  }

  /** Its token, journal and hub. */
  public Path folder() {
    return options.folder();
  }

  /** A channel that sends no token by itself. */
  public ManagedChannel channel() {
    return channel;
  }

  public String token() throws IOException {
    return Files.readString(StateFolder.token(options.folder())).strip();
  }

  /** What a call has to carry. */
  public static Metadata authorization(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return headers;
  }

  public OperatorGrpc.OperatorBlockingStub operator() throws IOException {
    return OperatorGrpc.newBlockingStub(channel)
        .withDeadlineAfter(120, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(authorization(token())));
  }

  public MachineStatus status(String machine) throws IOException {
    return operator().getStatus(GetStatusRequest.getDefaultInstance()).getMachinesList().stream()
        .filter(each -> each.getMachine().equals(machine))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until a status shows the machine in a state. */
  public void awaitState(String machine, String state) throws IOException {
    awaitStatus(machine, state, status -> status.getState().equals(state));
  }

  /** Waits until the machine's status is such as this. */
  public void awaitStatus(String machine, String what, Predicate<MachineStatus> wanted)
      throws IOException {
    var statuses = operator().watchStatus(GetStatusRequest.getDefaultInstance());
    while (statuses.hasNext()) {
      for (MachineStatus each : statuses.next().getMachinesList()) {
        if (each.getMachine().equals(machine) && wanted.test(each)) {
          return;
        }
      }
    }
    throw new AssertionError("%s was never %s".formatted(machine, what));
  }

  public List<LedgerEntry> ledger() throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    operator().readLedger(ReadLedgerRequest.getDefaultInstance()).forEachRemaining(entries::add);
    return entries;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    coordinator.close();
  }
}
