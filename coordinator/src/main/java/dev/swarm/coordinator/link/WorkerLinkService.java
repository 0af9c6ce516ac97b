package dev.swarm.coordinator.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.entity.Committed;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.entity.Neighbours;
import dev.swarm.coordinator.entity.OwnershipListener;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerLinkGrpc;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's end of the worker link: one session per open stream, renewed leases, and the
 * whole desired state to each machine whenever it changes.
 */
public final class WorkerLinkService extends WorkerLinkGrpc.WorkerLinkImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLinkService.class);

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
    campaign.subscribe(this::tellThoseConcerned);
    campaign.subscribe(new Count());
    campaign.neighbours().subscribe(this::heardElsewhere);
  }

  @Override
  public StreamObserver<WorkerState> connect(StreamObserver<DesiredState> answers) {
    // Without one, an answer to a stream that has just broken throws, and it is the campaign's own
    // thread that answers. The session hears of the end in any case.
    ((ServerCallStreamObserver<DesiredState>) answers).setOnCancelHandler(() -> {});
    return new Session(this, campaign, ledgers, clock, hubPort, answers);
  }

  /** The machine's worker was heard and is who it says. */
  void heard(MachineName machine, WorkerState state, Session session) {
    leases.renew(machine, state.getIncarnation());
    // In one step: an older session that closes just now must not take back what is said here.
    sessions.compute(
        machine,
        (name, before) -> {
          presence.heard(machine, state);
          if (campaign.neighbours().any()) {
            campaign.neighbours().tell(new Neighbours.Rumour(machine, Optional.of(brief(state))));
          }
          return session;
        });
  }

  /** What the other nodes need for leases and for the status; results are not for them. */
  private static byte[] brief(WorkerState state) {
    return state.toBuilder().clearOutcomes().clearHeld().clearOffline().build().toByteArray();
  }

  private void heardElsewhere(String node, Neighbours.Rumour rumour) {
    if (rumour.said().isEmpty()) {
      presence.left(node, rumour.machine());
      return;
    }
    try {
      WorkerState state = WorkerState.parseFrom(rumour.said().get());
      leases.renew(rumour.machine(), state.getIncarnation());
      presence.heard(node, rumour.machine(), state);
    } catch (InvalidProtocolBufferException broken) {
      LOG.warn("Another node told of {} in words this one does not know.", rumour.machine());
    }
  }

  void closed(MachineName machine, Session session) {
    sessions.computeIfPresent(
        machine,
        (name, last) -> {
          if (last != session) {
            return last;
          }
          presence.left(machine);
          campaign.neighbours().tell(new Neighbours.Rumour(machine, Optional.empty()));
          return null;
        });
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
      if (event instanceof Event.MachineJoined joined) {
        // It may have joined on another node, which may be gone before it tells of it.
        leases.renew(joined.machine(), joined.incarnation());
      }
      if (event instanceof Event.OfMachine ofMachine) {
        concerned.add(ofMachine.machine());
      }
      if (event instanceof Event.CampaignPaused || event instanceof Event.CampaignResumed) {
        // Whether they may go on by themselves.
        concerned.addAll(sessions.keySet());
      }
    }
    for (MachineName machine : concerned) {
      Session session = sessions.get(machine);
      if (session != null) {
        session.tell();
      }
    }
  }

  /** Leases are counted where the campaign is decided, and begin anew wherever that moves. */
  private final class Count implements OwnershipListener {
    @Override
    public void taken(Campaign now) {
      Map<MachineName, String> live = new HashMap<>();
      for (Machine machine : now.machines().values()) {
        if (!machine.membership().away()) {
          live.put(machine.name(), machine.membership().incarnation());
        }
      }
      leases.begin(live);
    }

    @Override
    public void lost() {
      leases.end();
    }
  }
}
