package dev.swarm.coordinator.link;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.entity.Committed;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The coordinator's end of the worker link: one session per open stream, renewed leases, and the
 * whole desired state to each machine whenever it changes.
 */
public final class WorkerLinkService extends WorkerLinkGrpc.WorkerLinkImplBase {
  private final LiveCampaign campaign;
  private final Ledgers ledgers;
  private final Presence presence;
  private final Clock clock;
  private final int hubPort;
  private final Leases leases;
  private final Map<MachineName, Session> sessions = new ConcurrentHashMap<>();

  /**
   * @param clock that ticks in whole milliseconds, as the journal does
   * @param lease how long a machine counts as live after its last message
   * @param timer for leases
   */
  public WorkerLinkService(
      LiveCampaign campaign,
      Ledgers ledgers,
      Presence presence,
      Clock clock,
      int hubPort,
      Duration lease,
      ScheduledExecutorService timer) {
    this.campaign = campaign;
    this.ledgers = ledgers;
    this.presence = presence;
    this.clock = clock;
    this.hubPort = hubPort;
    this.leases = new Leases(lease, timer, this::expire);
    for (Machine machine : campaign.campaign().machines().values()) {
      if (!machine.membership().away()) {
        leases.renew(machine.name(), machine.membership().incarnation());
      }
    }
    campaign.subscribe(this::tellThoseConcerned);
  }

  @Override
  public StreamObserver<WorkerState> connect(StreamObserver<DesiredState> answers) {
    return new Session(this, campaign, ledgers, clock, hubPort, answers);
  }

  /** The machine's worker was heard and is who it says. */
  void heard(MachineName machine, WorkerState state, Session session) {
    leases.renew(machine, state.getIncarnation());
    sessions.put(machine, session);
    presence.heard(machine, state);
  }

  void closed(MachineName machine, Session session) {
    if (sessions.remove(machine, session)) {
      presence.left(machine);
    }
  }

  private void expire(MachineName machine, String incarnation) {
    campaign
        .submit(new Command.ExpireLease(machine, incarnation, clock.instant()))
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                // The journal could not be written; the lease runs out once more.
                leases.renew(machine, incarnation);
              }
            });
  }

  private void tellThoseConcerned(Committed news) {
    Set<MachineName> concerned = new HashSet<>();
    for (Event event : news.events()) {
      if (event instanceof Event.OfMachine ofMachine) {
        concerned.add(ofMachine.machine());
      }
    }
    for (MachineName machine : concerned) {
      Session session = sessions.get(machine);
      if (session != null) {
        session.tell();
      }
    }
  }
}
