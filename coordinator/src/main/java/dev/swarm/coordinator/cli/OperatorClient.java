package dev.swarm.coordinator.cli;

import dev.swarm.access.ForeignCoordinatorException;
import dev.swarm.coordinator.operator.JournalAway;
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
import dev.swarm.shared.text.CoordinatorAddress;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks a coordinator, and turns what goes wrong into a sentence. */
public final class OperatorClient implements AutoCloseable {
  private static final long ANSWER_SECONDS = 15;

  /** A coordinator that stops cancels what is still being told. */
  private static final Set<Status.Code> ABSENT =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

  /** Longer than the coordinator waits for its journal, so that it can say so itself. */
  private static final long WRITE_SECONDS = 30;

  private final CoordinatorChoice coordinators;

  /**
   * Asks one coordinator.
   *
   * @param address {@code HOST:PORT}
   */
  public OperatorClient(String address, String token) {
    this(CoordinatorAddress.parseAll(address), token);
  }

  /**
   * Asks one of several.
   *
   * @param coordinators of one swarm, at least one
   */
  OperatorClient(List<CoordinatorAddress> coordinators, String token) {
    this.coordinators = new CoordinatorChoice(coordinators, token);
  }

  /** The swarm as it is now. */
  public SwarmStatus status() {
    return status(GetStatusRequest.getDefaultInstance());
  }

  /** The same, and of each machine what it is still to measure of others. */
  public SwarmStatus statusWithPending() {
    return status(GetStatusRequest.newBuilder().setPending(true).build());
  }

  /** The same, and where each branch stands in the hub. */
  SwarmStatus statusWithHub() {
    return status(GetStatusRequest.newBuilder().setPending(true).setHub(true).build());
  }

  private SwarmStatus status(GetStatusRequest request) {
    return asking(
        operator ->
            operator.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS).getStatus(request));
  }

  /** Calls {@code seen} now and after every change, until no coordinator or this thread goes on. */
  public void watch(Consumer<SwarmStatus> seen) {
    asking(
        operator -> {
          operator
              .watchStatus(GetStatusRequest.getDefaultInstance())
              .forEachRemaining(
                  status -> {
                    coordinators.heard();
                    seen.accept(status);
                  });
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
        operator -> {
          Iterator<LedgerEntry> entries = operator.readLedger(request);
          boolean any = entries.hasNext();
          try {
            entries.forEachRemaining(reader);
          } catch (StatusRuntimeException broken) {
            // Another one would begin anew.
            throw any ? complaint(broken) : broken;
          }
          return null;
        });
  }

  /** Has a change measured on other branches. */
  PromoteReply promote(PromoteRequest request) {
    return asking(
        operator -> operator.withDeadlineAfter(WRITE_SECONDS, TimeUnit.SECONDS).promote(request));
  }

  /** Everything about one experiment, or a sentence naming the nearest. */
  ShownExperiment experiment(String name) {
    return asking(
        operator ->
            operator
                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                .showExperiment(ShowExperimentRequest.newBuilder().setExperiment(name).build()));
  }

  /** Brings in rows of a ledger that another program wrote. */
  ImportLedgerReply importLedger(ImportLedgerRequest request) {
    return asking(
        operator ->
            operator.withDeadlineAfter(WRITE_SECONDS, TimeUnit.SECONDS).importLedger(request));
  }

  /** Lets one machine, or all that wait for it, go on after the baseline. */
  public void approve(Optional<String> machine) {
    ApproveRequest.Builder request = ApproveRequest.newBuilder();
    machine.ifPresent(request::setMachine);
    asking(
        operator ->
            operator.withDeadlineAfter(WRITE_SECONDS, TimeUnit.SECONDS).approve(request.build()));
  }

  /** Lets one machine, or all, finish what they run and start nothing more. */
  void pause(Optional<String> machine) {
    PauseRequest.Builder request = PauseRequest.newBuilder();
    machine.ifPresent(request::setMachine);
    asking(
        operator ->
            operator.withDeadlineAfter(WRITE_SECONDS, TimeUnit.SECONDS).pause(request.build()));
  }

  /**
   * Lets one machine, or all, go on.
   *
   * @return whether the whole campaign is paused still
   */
  boolean resume(Optional<String> machine) {
    ResumeRequest.Builder request = ResumeRequest.newBuilder();
    machine.ifPresent(request::setMachine);
    return asking(
            operator ->
                operator.withDeadlineAfter(WRITE_SECONDS, TimeUnit.SECONDS).resume(request.build()))
        .getCampaignPaused();
  }

  @Override
  public void close() {
    coordinators.close();
  }

  private <T> T asking(Function<OperatorGrpc.OperatorBlockingStub, T> question) {
    while (true) {
      try {
        return question.apply(coordinators.reach());
      } catch (StatusRuntimeException failure) {
        // Nothing is done twice, so what may have been done is asked for once more.
        if (!isAbsent(failure)
            || ForeignCoordinatorException.behind(failure).isPresent()
            || !coordinators.next()) {
          throw complaint(failure);
        }
      }
    }
  }

  private static boolean isAbsent(StatusRuntimeException failure) {
    return ABSENT.contains(failure.getStatus().getCode());
  }

  private Complaint complaint(StatusRuntimeException failure) {
    Optional<ForeignCoordinatorException> foreign = ForeignCoordinatorException.behind(failure);
    if (foreign.isPresent()) {
      return new Complaint(foreign.get().getMessage(), failure);
    }
    Status status = failure.getStatus();
    return new Complaint(
        isAbsent(failure) && !JournalAway.isSaidBy(failure)
            ? coordinators.absent()
            : Optional.ofNullable(status.getDescription()).orElse(status.toString()),
        failure);
  }
}
