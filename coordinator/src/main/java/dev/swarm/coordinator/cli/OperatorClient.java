package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.ApproveRequest;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.ImportLedgerReply;
import dev.swarm.proto.v1.ImportLedgerRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.PauseRequest;
import dev.swarm.proto.v1.PromoteReply;
import dev.swarm.proto.v1.PromoteRequest;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.proto.v1.ResumeRequest;
import dev.swarm.proto.v1.ShowExperimentRequest;
import dev.swarm.proto.v1.ShownExperiment;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.text.Complaint;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks a coordinator, and turns what goes wrong into a sentence. */
public final class OperatorClient implements AutoCloseable {
  private static final long ANSWER_SECONDS = 15;

  /** In bytes; a machine takes about a thousand, and gRPC's own bound is four million. */
  private static final int LARGEST_STATUS = 64 << 20;

  /** Longer than the coordinator waits for its journal. */
  private static final long IMPORT_SECONDS = 30;

  private final String address;
  private final ManagedChannel channel;
  private final OperatorGrpc.OperatorBlockingStub operator;

  /**
   * @param address {@code HOST:PORT}
   */
  public OperatorClient(String address, String token) {
    this.address = address;
    this.channel = open(address);
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    this.operator =
        OperatorGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** The swarm as it is now. */
  public SwarmStatus status() {
    return asking(
        () ->
            operator
                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                .getStatus(GetStatusRequest.getDefaultInstance()));
  }

  /** The same, and of each machine what it is still to measure of others. */
  public SwarmStatus statusWithPending() {
    return asking(
        () ->
            operator
                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                .getStatus(GetStatusRequest.newBuilder().setPending(true).build()));
  }

  /** Calls {@code seen} now and after every change, until the coordinator or this thread stops. */
  public void watch(Consumer<SwarmStatus> seen) {
    asking(
        () -> {
          operator.watchStatus(GetStatusRequest.getDefaultInstance()).forEachRemaining(seen);
          return null;
        });
  }

  /** The ledger of one branch, or of all. */
  public List<LedgerEntry> ledger(Optional<String> branch) {
    ReadLedgerRequest.Builder request = ReadLedgerRequest.newBuilder();
    branch.ifPresent(request::setBranch);
    return all(request.build());
  }

  /**
   * The ledger of all branches, and after each branch's rows what was measured on other rungs, and
   * the outcomes that came too late to count.
   */
  public List<LedgerEntry> wholeLedger() {
    return all(ReadLedgerRequest.newBuilder().setTooLate(true).setRungs(true).build());
  }

  private List<LedgerEntry> all(ReadLedgerRequest request) {
    List<LedgerEntry> all = new ArrayList<>();
    read(request, all::add);
    return all;
  }

  /**
   * Hands on what is asked for, entry by entry as it comes, so that a long ledger needs no room.
   */
  void read(ReadLedgerRequest request, Consumer<LedgerEntry> reader) {
    asking(
        () -> {
          operator.readLedger(request).forEachRemaining(reader);
          return null;
        });
  }

  /** Has a change measured on other branches. */
  PromoteReply promote(PromoteRequest request) {
    return asking(
        () -> operator.withDeadlineAfter(IMPORT_SECONDS, TimeUnit.SECONDS).promote(request));
  }

  /** Everything about one experiment, or a sentence naming the nearest. */
  ShownExperiment experiment(String name) {
    return asking(
        () ->
            operator
                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                .showExperiment(ShowExperimentRequest.newBuilder().setExperiment(name).build()));
  }

  /** Brings in rows of a ledger that another program wrote. */
  ImportLedgerReply importLedger(ImportLedgerRequest request) {
    return asking(
        () -> operator.withDeadlineAfter(IMPORT_SECONDS, TimeUnit.SECONDS).importLedger(request));
  }

  /** Lets one machine, or all that wait for it, go on after the baseline. */
  public void approve(Optional<String> machine) {
    ApproveRequest.Builder request = ApproveRequest.newBuilder();
    machine.ifPresent(request::setMachine);
    asking(
        () ->
            operator.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS).approve(request.build()));
  }

  /** Lets one machine, or all, finish what they run and start nothing more. */
  void pause(Optional<String> machine) {
    PauseRequest.Builder request = PauseRequest.newBuilder();
    machine.ifPresent(request::setMachine);
    asking(
        () -> operator.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS).pause(request.build()));
  }

  /** Lets one machine, or all, go on. */
  void resume(Optional<String> machine) {
    ResumeRequest.Builder request = ResumeRequest.newBuilder();
    machine.ifPresent(request::setMachine);
    asking(
        () -> operator.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS).resume(request.build()));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static ManagedChannel open(String address) {
    try {
      return NettyChannelBuilder.forTarget("dns:///" + address)
          .usePlaintext()
          .maxInboundMessageSize(LARGEST_STATUS)
          .build();
    } catch (IllegalArgumentException noAddress) {
      throw new Complaint(absent(address), noAddress);
    }
  }

  private static String absent(String address) {
    return "No coordinator answers at %s; is it running, and is the address right?"
        .formatted(address);
  }

  private <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (StatusRuntimeException failure) {
      Status status = failure.getStatus();
      boolean absent =
          status.getCode() == Status.Code.UNAVAILABLE
              || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
      throw new Complaint(
          absent
              ? absent(address)
              : Optional.ofNullable(status.getDescription()).orElse(status.toString()),
          failure);
    }
  }
}
