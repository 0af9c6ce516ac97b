package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.hub.Hub;
import dev.swarm.coordinator.ledger.ImportedRecord;
import dev.swarm.coordinator.ledger.LateOutcome;
import dev.swarm.coordinator.ledger.LedgerLine;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.ledger.PageRequest;
import dev.swarm.coordinator.ledger.PlacedLine;
import dev.swarm.coordinator.ledger.RungRecord;
import dev.swarm.coordinator.link.Presence;
import dev.swarm.coordinator.promotion.Promoter;
import dev.swarm.coordinator.promotion.Refusal;
import dev.swarm.coordinator.wire.DomainWire;
import dev.swarm.coordinator.wire.ImportWire;
import dev.swarm.proto.v1.ApproveRequest;
import dev.swarm.proto.v1.ApproveResponse;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.ImportLedgerReply;
import dev.swarm.proto.v1.ImportLedgerRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.PauseRequest;
import dev.swarm.proto.v1.PauseResponse;
import dev.swarm.proto.v1.PromoteReply;
import dev.swarm.proto.v1.PromoteRequest;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.proto.v1.ResumeRequest;
import dev.swarm.proto.v1.ResumeResponse;
import dev.swarm.proto.v1.ShowExperimentRequest;
import dev.swarm.proto.v1.ShownExperiment;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.NearestName;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/** What people ask of a swarm. Any thread. */
public final class OperatorService extends OperatorGrpc.OperatorImplBase {
  private static final int LONGEST_PAGE = 1_000;

  private final LiveCampaign campaign;
  private final Ledgers ledgers;
  private final Promoter promoter;
  private final StatusReport report;
  private final ExperimentReport experiments;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private final Set<StatusWatch> watches = ConcurrentHashMap.newKeySet();

  public OperatorService(
      LiveCampaign campaign,
      Ledgers ledgers,
      Hub hub,
      Promoter promoter,
      Presence presence,
      Clock clock,
      ScheduledExecutorService timer) {
    this.campaign = campaign;
    this.ledgers = ledgers;
    this.promoter = promoter;
    this.report = new StatusReport(ledgers, presence, campaign.roster(), hub);
    this.experiments = new ExperimentReport(ledgers, hub);
    this.clock = clock;
    this.timer = timer;
    campaign.subscribe(news -> changed());
    presence.subscribe(this::changed);
    campaign.roster().subscribe(this::changed);
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<SwarmStatus> answers) {
    answers.onNext(report.of(campaign.campaign(), request, clock.instant()));
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
    Optional<String> branch =
        request.hasBranch() ? ledgers.named(request.getBranch()) : Optional.empty();
    if (request.hasBranch() && branch.isEmpty()) {
      refuse(
          answers,
          Status.NOT_FOUND,
          "No branch or machine '%s' in this swarm%s"
              .formatted(
                  request.getBranch(), NearestName.hint(request.getBranch(), ledgers.names())));
      return;
    }
    boolean page = request.hasLimit() || request.hasBefore() || request.hasSinceMs();
    PacedAnswers.send(
        (ServerCallStreamObserver<LedgerEntry>) answers,
        page
            ? page(request, branch)
            : new LedgerReading(
                ledgers,
                each -> branch.isEmpty() || branch.get().equals(each),
                request.getRungs(),
                request.getTooLate()));
  }

  private Iterator<LedgerEntry> page(ReadLedgerRequest request, Optional<String> branch) {
    int limit = request.getLimit();
    return ledgers
        .page(
            new PageRequest(
                branch,
                request.getRungs(),
                request.getTooLate(),
                request.hasBefore() ? request.getBefore() : Long.MAX_VALUE,
                Instant.ofEpochMilli(request.getSinceMs()),
                limit <= 0 ? LONGEST_PAGE : Math.min(limit, LONGEST_PAGE)))
        .stream()
        .map(OperatorService::entry)
        .iterator();
  }

  private static LedgerEntry entry(PlacedLine placed) {
    LedgerLine line = placed.line();
    LedgerEntry entry;
    if (line instanceof LedgerRecord record) {
      entry = DomainWire.entry(record);
    } else if (line instanceof ImportedRecord imported) {
      entry = ImportWire.entry(imported);
    } else if (line instanceof RungRecord rung) {
      entry = DomainWire.entry(rung);
    } else {
      entry = DomainWire.entry((LateOutcome) line);
    }
    return entry.toBuilder().setPosition(placed.position()).build();
  }

  @Override
  public void showExperiment(
      ShowExperimentRequest request, StreamObserver<ShownExperiment> answers) {
    String name = request.getExperiment();
    experiments
        .of(campaign.campaign(), name)
        .ifPresentOrElse(
            shown -> {
              answers.onNext(shown);
              answers.onCompleted();
            },
            () ->
                refuse(
                    answers,
                    Status.NOT_FOUND,
                    "No experiment '%s' in this swarm%s"
                        .formatted(
                            name, NearestName.hint(name, experiments.names(campaign.campaign())))));
  }

  @Override
  public void approve(ApproveRequest request, StreamObserver<ApproveResponse> answers) {
    submit(
        request.hasMachine(),
        request.getMachine(),
        machine -> new Command.ApproveLoop(machine, clock.instant()),
        answers,
        ApproveResponse::getDefaultInstance);
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<PauseResponse> answers) {
    submit(
        request.hasMachine(),
        request.getMachine(),
        machine -> new Command.Pause(machine, clock.instant()),
        answers,
        PauseResponse::getDefaultInstance);
  }

  @Override
  public void resume(ResumeRequest request, StreamObserver<ResumeResponse> answers) {
    submit(
        request.hasMachine(),
        request.getMachine(),
        machine -> new Command.Resume(machine, clock.instant()),
        answers,
        () -> ResumeResponse.newBuilder().setCampaignPaused(campaign.campaign().paused()).build());
  }

  /** A command about one machine or, where none is named, about all. */
  private <T> void submit(
      boolean isNamed,
      String name,
      Function<Optional<MachineName>, Command> command,
      StreamObserver<T> answers,
      Supplier<T> done) {
    try {
      Optional<MachineName> machine =
          isNamed ? Optional.of(new MachineName(name)) : Optional.empty();
      submit(command.apply(machine), Status.NOT_FOUND, answers, reply -> done.get());
    } catch (IllegalArgumentException noName) {
      refuse(answers, Status.INVALID_ARGUMENT, noName.getMessage());
    }
  }

  @Override
  public void promote(PromoteRequest request, StreamObserver<PromoteReply> answers) {
    try {
      promoter
          .promote(PromotionWire.wish(request), clock.instant())
          .whenComplete(
              (promotions, failure) -> {
                if (failure != null) {
                  promotionFailed(answers, failure);
                } else {
                  answers.onNext(PromotionWire.reply(promotions));
                  answers.onCompleted();
                }
              });
    } catch (Refusal refusal) {
      refuse(answers, refusal);
    }
  }

  /** What seemed possible when it was asked for may have been refused when it was its turn. */
  private static void promotionFailed(StreamObserver<PromoteReply> answers, Throwable failure) {
    if (failure.getCause() instanceof Refusal refusal) {
      refuse(answers, refusal);
    } else {
      answers.onError(JournalAway.notWritten());
    }
  }

  private static void refuse(StreamObserver<?> answers, Refusal refusal) {
    refuse(
        answers,
        refusal.isUnknown() ? Status.NOT_FOUND : Status.FAILED_PRECONDITION,
        refusal.getMessage());
  }

  @Override
  public void importLedger(ImportLedgerRequest request, StreamObserver<ImportLedgerReply> answers) {
    try {
      submit(
          ImportWire.command(request, clock.instant()),
          Status.FAILED_PRECONDITION,
          answers,
          reply -> ImportWire.reply((Reply.Imported) reply));
    } catch (IllegalArgumentException senseless) {
      refuse(answers, Status.INVALID_ARGUMENT, senseless.getMessage());
    }
  }

  private <T> void submit(
      Command command, Status refusal, StreamObserver<T> answers, Function<Reply, T> answer) {
    campaign
        .submit(command)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                answers.onError(JournalAway.notWritten());
              } else if (reply instanceof Reply.Rejected rejected) {
                refuse(answers, refusal, rejected.sentence());
              } else {
                answers.onNext(answer.apply(reply));
                answers.onCompleted();
              }
            });
  }

  private static void refuse(StreamObserver<?> answers, Status status, String sentence) {
    answers.onError(status.withDescription(sentence).asRuntimeException());
  }

  private void changed() {
    watches.forEach(StatusWatch::changed);
  }
}
