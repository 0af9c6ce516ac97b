package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.link.Presence;
import dev.swarm.coordinator.wire.DomainWire;
import dev.swarm.proto.v1.ApproveRequest;
import dev.swarm.proto.v1.ApproveResponse;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.NearestName;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** What people ask of a swarm. Any thread. */
public final class OperatorService extends OperatorGrpc.OperatorImplBase {
  private final LiveCampaign campaign;
  private final Ledgers ledgers;
  private final StatusReport report;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private final Set<StatusWatch> watches = ConcurrentHashMap.newKeySet();

  public OperatorService(
      LiveCampaign campaign,
      Ledgers ledgers,
      Presence presence,
      Clock clock,
      ScheduledExecutorService timer) {
    this.campaign = campaign;
    this.ledgers = ledgers;
    this.report = new StatusReport(ledgers, presence);
    this.clock = clock;
    this.timer = timer;
    campaign.subscribe(news -> changed());
    presence.subscribe(this::changed);
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<SwarmStatus> answers) {
    answers.onNext(report.of(campaign.campaign()));
    answers.onCompleted();
  }

  @Override
  public void watchStatus(GetStatusRequest request, StreamObserver<SwarmStatus> answers) {
    StatusWatch watch =
        new StatusWatch(
            (ServerCallStreamObserver<SwarmStatus>) answers,
            () -> report.of(campaign.campaign()),
            timer);
    watches.add(watch);
    watch.onLeave(() -> watches.remove(watch));
    watch.changed();
  }

  @Override
  public void readLedger(ReadLedgerRequest request, StreamObserver<LedgerEntry> answers) {
    Map<String, MachineName> branches = ledgers.branches();
    if (request.hasBranch() && !branches.containsKey(request.getBranch())) {
      answers.onError(
          Status.NOT_FOUND
              .withDescription(
                  "No branch '%s' in this swarm%s"
                      .formatted(
                          request.getBranch(),
                          NearestName.hint(request.getBranch(), branches.keySet())))
              .asRuntimeException());
      return;
    }
    branches.forEach(
        (branch, machine) -> {
          if (!request.hasBranch() || branch.equals(request.getBranch())) {
            for (LedgerRecord record : ledgers.after(machine, 0)) {
              answers.onNext(DomainWire.entry(record));
            }
          }
        });
    answers.onCompleted();
  }

  @Override
  public void approve(ApproveRequest request, StreamObserver<ApproveResponse> answers) {
    try {
      Optional<MachineName> machine =
          request.hasMachine()
              ? Optional.of(new MachineName(request.getMachine()))
              : Optional.empty();
      campaign
          .submit(new Command.ApproveLoop(machine, clock.instant()))
          .whenComplete((reply, failure) -> answer(reply, failure, answers));
    } catch (IllegalArgumentException noName) {
      answers.onError(
          Status.INVALID_ARGUMENT.withDescription(noName.getMessage()).asRuntimeException());
    }
  }

  private static void answer(
      Reply reply, Throwable failure, StreamObserver<ApproveResponse> answers) {
    if (failure != null) {
      answers.onError(
          Status.UNAVAILABLE
              .withDescription("The coordinator could not write its journal in time; try again.")
              .asRuntimeException());
    } else if (reply instanceof Reply.Rejected rejected) {
      answers.onError(Status.NOT_FOUND.withDescription(rejected.sentence()).asRuntimeException());
    } else {
      answers.onNext(ApproveResponse.getDefaultInstance());
      answers.onCompleted();
    }
  }

  private void changed() {
    watches.forEach(StatusWatch::changed);
  }
}
