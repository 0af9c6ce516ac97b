package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.link.Presence;
import dev.swarm.coordinator.wire.DomainWire;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** What people ask of a swarm. Any thread. */
public final class OperatorService extends OperatorGrpc.OperatorImplBase {
  private final LiveCampaign campaign;
  private final Ledgers ledgers;
  private final StatusReport report;
  private final ScheduledExecutorService timer;
  private final Set<StatusWatch> watches = ConcurrentHashMap.newKeySet();

  public OperatorService(
      LiveCampaign campaign, Ledgers ledgers, Presence presence, ScheduledExecutorService timer) {
    this.campaign = campaign;
    this.ledgers = ledgers;
    this.report = new StatusReport(ledgers, presence);
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

  private void changed() {
    watches.forEach(StatusWatch::changed);
  }
}
