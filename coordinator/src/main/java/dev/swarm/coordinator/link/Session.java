package dev.swarm.coordinator.link;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Membership;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.campaign.Standings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.ledger.JournalUnreadable;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.wire.DomainWire;
import dev.swarm.coordinator.wire.OfflineWire;
import dev.swarm.proto.v1.CampaignTask;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineReceipt;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One open stream of one worker. Messages come one at a time from gRPC; answers leave under this
 * object's lock, for a stream is not thread-safe. A session holds nothing that a new one could not
 * learn from the worker's next message.
 */
final class Session implements StreamObserver<WorkerState> {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Some hundred kilobytes, far below what gRPC takes in one message. */
  private static final int ROWS_AT_ONCE = 500;

  private final WorkerLinkService link;
  private final LiveCampaign campaign;
  private final Ledgers ledgers;
  private final Clock clock;
  private final int hubPort;
  private final StreamObserver<DesiredState> answers;

  private final Set<HeldExperiment> submitted = new HashSet<>();
  private final Set<HeldExperiment> acknowledged = new HashSet<>();
  private MachineName machine;
  private WorkerState state;
  private DesiredState told;
  private Basis basis;
  private boolean offlineIsSubmitted;
  private boolean joining;
  private boolean joined;
  private boolean over;

  Session(
      WorkerLinkService link,
      LiveCampaign campaign,
      Ledgers ledgers,
      Clock clock,
      int hubPort,
      StreamObserver<DesiredState> answers) {
    this.link = link;
    this.campaign = campaign;
    this.ledgers = ledgers;
    this.clock = clock;
    this.hubPort = hubPort;
    this.answers = answers;
  }

  @Override
  public synchronized void onNext(WorkerState next) {
    if (over) {
      return;
    }
    try {
      MachineName named = new MachineName(next.getMachine());
      if (machine != null && !machine.equals(named)) {
        refuse(Status.INVALID_ARGUMENT, "A stream belongs to one machine; open another.");
        return;
      }
      machine = named;
      state = next;
      if (state.hasCampaign() && !state.getCampaign().equals(settings().id())) {
        refuse(
            Status.FAILED_PRECONDITION,
            "The worker's folder belongs to another campaign; start it with another --dir.");
        return;
      }
      Machine known = campaign.campaign().machines().get(machine);
      if (!joined || known == null || !isLive(known.membership()) || isReturn(known)) {
        join();
      } else {
        carryOn();
      }
    } catch (IllegalArgumentException senseless) {
      refuse(Status.INVALID_ARGUMENT, senseless.getMessage());
    }
  }

  @Override
  public synchronized void onError(Throwable broken) {
    over = true;
    leave();
  }

  @Override
  public synchronized void onCompleted() {
    if (!over) {
      over = true;
      answers.onCompleted();
    }
    leave();
  }

  /** Sends the desired state if it says more than what was sent last. */
  synchronized void tell() {
    Machine known = machine == null ? null : campaign.campaign().machines().get(machine);
    if (over || !joined || known == null || !submitted.isEmpty() || offlineIsSubmitted) {
      // What follows from an outcome is told together with its acknowledgement, which is near.
      return;
    }
    Basis now =
        new Basis(
            known,
            settings(),
            campaign.campaign().paused(),
            state.getLedgerRows(),
            toAcknowledge(),
            returning());
    if (now.isSameAs(basis)) {
      return;
    }
    DesiredState desired = desired(now);
    basis = isWhole(now, desired) ? now : null;
    if (!desired.equals(told) && !saysOnlyLess(desired)) {
      told = desired;
      answers.onNext(desired);
    }
  }

  /** The read side may be a moment behind; then there is more to say without other news. */
  private static boolean isWhole(Basis now, DesiredState desired) {
    int told = now.rows() + desired.getLedgerCount();
    return told >= now.machine().branch().tally().rows()
        || desired.getLedgerCount() == ROWS_AT_ONCE;
  }

  /**
   * What a desired state is made from.
   *
   * @param paused whether the whole campaign is
   * @param rows of the ledger that the worker holds
   * @param returning the series of runs that the worker tells of
   */
  private record Basis(
      Machine machine,
      Settings settings,
      boolean paused,
      int rows,
      List<HeldExperiment> acknowledged,
      Optional<String> returning) {
    /** Most messages of a worker only say how its run is doing, so this has to be quick. */
    boolean isSameAs(Basis other) {
      return other != null
          && machine == other.machine
          && settings == other.settings
          && paused == other.paused
          && returning.equals(other.returning)
          && rows == other.rows
          && acknowledged.equals(other.acknowledged);
    }
  }

  /** Once the worker has the rows and acknowledgements, that there are none left is no news. */
  private boolean saysOnlyLess(DesiredState desired) {
    return told != null
        && desired.getLedgerCount() == 0
        && desired.getAcknowledgedCount() == 0
        && desired.equals(told.toBuilder().clearLedger().clearAcknowledged().build());
  }

  private List<HeldExperiment> toAcknowledge() {
    return state.getOutcomesList().stream()
        .map(ReportedOutcome::getHeld)
        .filter(acknowledged::contains)
        .toList();
  }

  /** Whether the name is still this worker's: its lease may have run out, another may have it. */
  private boolean isLive(Membership now) {
    return !now.away() && now.incarnation().equals(state.getIncarnation());
  }

  /** Whether the worker says otherwise than is known that it was on its own. */
  private boolean isReturn(Machine known) {
    return !known.absence().returning().equals(returning());
  }

  private Optional<String> returning() {
    return state.hasOffline() ? Optional.of(state.getOffline().getSeries()) : Optional.empty();
  }

  private void join() {
    if (joining) {
      return;
    }
    joining = true;
    WorkerState asked = state;
    Set<Command.Held> held =
        asked.getHeldList().stream().map(DomainWire::held).collect(Collectors.toSet());
    asked.getOutcomesList().forEach(each -> held.add(DomainWire.held(each.getHeld())));
    campaign
        .submit(
            new Command.Join(
                machine,
                asked.getHardwareClass(),
                asked.getIncarnation(),
                asked.getProcess(),
                held,
                returning(),
                clock.instant()))
        .whenComplete((reply, failure) -> answered(reply, failure));
  }

  private synchronized void answered(Reply reply, Throwable failure) {
    joining = false;
    if (over) {
      return;
    }
    if (failure != null) {
      refuse(
          Status.UNAVAILABLE,
          "The coordinator could not write its journal in time; it keeps what it acknowledged, try again.");
    } else if (reply instanceof Reply.Rejected rejected) {
      refuse(
          rejected.code() == Reply.Code.MACHINE_TAKEN
              ? Status.ALREADY_EXISTS
              : Status.FAILED_PRECONDITION,
          rejected.sentence());
    } else {
      joined = true;
      try {
        carryOn();
      } catch (IllegalArgumentException senseless) {
        refuse(Status.INVALID_ARGUMENT, senseless.getMessage());
      }
    }
  }

  private void carryOn() {
    link.heard(machine, state, this);
    Instant now = clock.instant();
    acknowledged.retainAll(
        state.getOutcomesList().stream().map(ReportedOutcome::getHeld).collect(Collectors.toSet()));
    for (ReportedOutcome outcome : state.getOutcomesList()) {
      HeldExperiment held = outcome.getHeld();
      if (!acknowledged.contains(held) && submitted.add(held)) {
        campaign
            .submit(DomainWire.report(outcome, now))
            .whenComplete((reply, failure) -> reported(held, reply, failure));
      }
    }
    takeOffline(now);
    tell();
  }

  /** One at a time: the worker tells of the next once it has heard that this one is durable. */
  private void takeOffline(Instant now) {
    OfflineHistory history = state.getOffline();
    int number = history.getNext().getNumber();
    Machine known = campaign.campaign().machines().get(machine);
    if (!history.hasNext()
        || offlineIsSubmitted
        || known.absence().takenOf(history.getSeries()) >= number) {
      return;
    }
    Command.TakeOfflineRun run = OfflineWire.run(machine, history, now);
    offlineIsSubmitted = true;
    campaign.submit(run).whenComplete((reply, failure) -> tookOffline(number, reply, failure));
  }

  private synchronized void tookOffline(int number, Reply reply, Throwable failure) {
    offlineIsSubmitted = false;
    if (failure != null) {
      // Not durable, so the worker's next message brings it again.
      LOG.warn(
          "Run {} that {} made on its own stays with its worker: {}", number, machine, failure);
    } else if (reply instanceof Reply.Rejected rejected) {
      LOG.warn("{}: {}", rejected.code(), rejected.sentence());
    }
    tell();
  }

  private synchronized void reported(HeldExperiment held, Reply reply, Throwable failure) {
    submitted.remove(held);
    if (failure != null) {
      // Not acknowledged, so the worker's next message brings it again.
      LOG.warn(
          "The journal can't be written, perhaps because its disk is full; the outcome of {} stays with its worker until it can.",
          held.getExperiment());
      LOG.debug("Not durable yet", failure);
    } else if (reply instanceof Reply.Rejected rejected) {
      // A run that was started early waits with its worker while the one before it is confirmed.
      boolean usual = rejected.code() == Reply.Code.OUT_OF_ORDER;
      LOG.atLevel(usual ? Level.DEBUG : Level.WARN)
          .log("{}: {}", rejected.code(), rejected.sentence());
    } else {
      acknowledged.add(held);
    }
    tell();
  }

  private DesiredState desired(Basis now) {
    Machine known = now.machine();
    Settings settings = now.settings();
    DesiredState.Builder desired =
        DesiredState.newBuilder()
            .setCampaign(
                CampaignTask.newBuilder()
                    .setName(settings.file().name())
                    .setFile(settings.fileText())
                    .setBaseCommit(settings.baseCommit())
                    .setDirectory(settings.directory())
                    .setHubPort(hubPort)
                    .setId(settings.id()))
            .setBranch(known.branch().name());
    if (known.membership().aside().isPresent()) {
      desired.setAside(known.membership().aside().get());
    } else {
      known.workload().assigned().stream()
          .map(each -> DomainWire.assignment(each, known, settings.limits().seed()))
          .forEach(desired::addAssignments);
    }
    known.branch().head().map(DomainWire::head).ifPresent(desired::setHead);
    rowsAfter(now.rows()).stream().map(DomainWire::brief).forEach(desired::addLedger);
    if (state.getOfflineSearch()) {
      Standings.of(campaign.campaign(), machine)
          .map(
              each ->
                  OfflineWire.standing(
                      each, known.workload().trial(), known.absence().tenure(), settings))
          .ifPresent(desired::setStanding);
    }
    now.returning()
        .map(
            series ->
                OfflineReceipt.newBuilder()
                    .setSeries(series)
                    .setTaken(known.absence().takenOf(series)))
        .ifPresent(desired::setOffline);
    return desired.addAllAcknowledged(now.acknowledged()).build();
  }

  /** None while the journal can't be read: the worker's next message asks for them again. */
  private List<LedgerRecord> rowsAfter(int held) {
    try {
      return ledgers.after(machine, held, ROWS_AT_ONCE);
    } catch (JournalUnreadable unreadable) {
      LOG.debug("No rows of the ledger for {}", machine, unreadable);
      return List.of();
    }
  }

  private Settings settings() {
    return campaign.campaign().settings().orElseThrow();
  }

  private void refuse(Status status, String sentence) {
    over = true;
    answers.onError(status.withDescription(sentence).asRuntimeException());
    leave();
  }

  private void leave() {
    if (machine != null) {
      link.closed(machine, this);
    }
  }
}
