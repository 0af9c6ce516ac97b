package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Decision;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Membership;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.shared.campaign.MachineName;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A coordinator around the real core: it keeps sessions and leases as the product's does, writes
 * before it answers, and forgets everything but its journal when it is killed.
 */
final class SimulatedCoordinator {
  private static final Instant BEGINNING = Instant.parse("2026-03-05T10:00:00Z");

  private final World world;
  private final Settings.Limits limits;
  private final Journal journal = new Journal();
  private final Course course;
  private final Map<MachineName, Link> sessions = new HashMap<>();
  private final Leases leases;
  private Campaign campaign = Campaign.NEW;
  private int life;
  private boolean up;
  private long clockOffset;

  /** Commands that still go well before the coordinator is killed; below zero: it is not to be. */
  private int untilKilled = -1;

  SimulatedCoordinator(World world, Settings.Limits limits) {
    this.world = world;
    this.limits = limits;
    this.course = new Course(world.checks(), world.witness());
    this.leases = new Leases(world.agenda(), this::expire);
  }

  boolean isUp() {
    return up;
  }

  /** Counts its starts; a stream to an earlier life is dead. */
  int life() {
    return life;
  }

  Campaign campaign() {
    return campaign;
  }

  Journal journal() {
    return journal;
  }

  Course course() {
    return course;
  }

  /** Starts on what is durable; every lease counts from now. */
  void start() {
    Campaign recovered = journal.recover();
    world.checks().that(Invariant.REPLAY_IS_THE_STATE, recovered.equals(campaign), journal.size());
    campaign = recovered;
    life++;
    up = true;
    if (submit(
            new Command.StartCampaign(
                world.campaign().text(),
                SimulatedCampaign.BASE_COMMIT,
                "",
                SimulatedCampaign.BASE_KNOBS,
                limits,
                clock()))
        .isEmpty()) {
      return;
    }
    for (Machine machine : campaign.machines().values()) {
      if (!machine.membership().away()) {
        leases.renew(machine.name(), machine.membership().incarnation());
      }
    }
  }

  /** It dies with one of the next decisions. */
  void killSoon(int decisions) {
    untilKilled = decisions;
  }

  /** It lives on after all. */
  void spare() {
    untilKilled = -1;
  }

  void jump(long millis) {
    clockOffset += millis;
  }

  /** An operator asks for something; while the coordinator is down nobody hears. */
  void ask(Function<Instant, Command> question) {
    if (up) {
      submit(question.apply(clock()));
    }
  }

  /** A worker's message arrives. */
  void hear(Link link, WorkerState state) {
    if (!up || link.coordinatorLife() != life) {
      link.breakOff();
      link.worker().lost(link);
      return;
    }
    if (link.isBroken()) {
      return;
    }
    link.said = state;
    Machine known = campaign.machines().get(state.machine());
    if (!link.joined || known == null || !isLive(known, state)) {
      Optional<Reply> reply = submit(join(state));
      if (reply.isEmpty()) {
        return;
      }
      if (reply.get() instanceof Reply.Rejected) {
        link.breakOff();
        world.agenda().in(1, () -> link.worker().refused(link));
        return;
      }
      link.joined = true;
    }
    leases.renew(state.machine(), state.incarnation());
    sessions.put(state.machine(), link);
    if (takeOutcomes(link, state) && takeOwnRun(state)) {
      tell(link, state.heartbeat());
    }
  }

  /** Whether it lived on. */
  private boolean takeOutcomes(Link link, WorkerState state) {
    if (!link.acknowledged.isEmpty()) {
      Set<Command.Held> told = new HashSet<>();
      state.outcomes().forEach(run -> told.add(run.held()));
      link.acknowledged.retainAll(told);
    }
    for (Run run : state.outcomes()) {
      if (link.acknowledged.contains(run.held())) {
        continue;
      }
      Command.ReportOutcome report =
          new Command.ReportOutcome(
              run.held().id(),
              run.held().token(),
              run.base(),
              run.commit(),
              run.outcome(),
              clock());
      Optional<Reply> reply = submit(report);
      if (reply.isEmpty()) {
        return false;
      }
      world.witness().answered(report, reply.get());
      if (!(reply.get() instanceof Reply.Rejected)) {
        link.acknowledged.add(run.held());
      }
    }
    return true;
  }

  /** One at a time: the worker tells of the next once it has heard that this one is durable. */
  private boolean takeOwnRun(WorkerState state) {
    Optional<WorkerState.Alone> alone = state.alone().filter(each -> each.next().isPresent());
    if (alone.isEmpty()) {
      return true;
    }
    int taken = campaign.machines().get(state.machine()).absence().takenOf(alone.get().series());
    if (taken >= alone.get().number()) {
      return true;
    }
    Command.TakeOfflineRun run =
        new Command.TakeOfflineRun(
            state.machine(),
            alone.get().series(),
            alone.get().tenure(),
            alone.get().number(),
            alone.get().next().get(),
            clock());
    Optional<Reply> reply = submit(run);
    reply.ifPresent(
        each ->
            world
                .checks()
                .that(
                    Invariant.OWN_RUNS_COUNT_ONCE_IN_ORDER,
                    !(each instanceof Reply.Rejected),
                    run));
    return reply.isPresent();
  }

  private Command join(WorkerState state) {
    Set<Command.Held> held = new HashSet<>(state.held());
    return new Command.Join(
        state.machine(),
        state.hardwareClass(),
        state.incarnation(),
        state.process(),
        held,
        state.series(),
        clock());
  }

  /** Whether the name is still this worker's, and it is known whether it was on its own. */
  private static boolean isLive(Machine known, WorkerState state) {
    Membership now = known.membership();
    return !now.away()
        && now.incarnation().equals(state.incarnation())
        && known.absence().returning().equals(state.series());
  }

  private void expire(MachineName machine, String incarnation) {
    submit(new Command.ExpireLease(machine, incarnation, clock()));
  }

  /** Decides and writes; empty when it was killed over it, and nobody hears an answer. */
  private Optional<Reply> submit(Command command) {
    Decision decision = campaign.decide(command);
    boolean dies = !decision.events().isEmpty() && untilKilled >= 0 && untilKilled-- == 0;
    if (dies && world.random().nextBoolean()) {
      course.check(command, campaign, decision);
      world.faults().count(Fault.COORDINATOR_KILLED_BEFORE_WRITE);
      die();
      return Optional.empty();
    }
    course.follow(command, campaign, decision);
    campaign = decision.after();
    journal.append(decision.events(), campaign);
    if (dies) {
      world.faults().count(Fault.COORDINATOR_KILLED_AFTER_WRITE);
      die();
      return Optional.empty();
    }
    tellOthersConcerned(command, decision.events());
    return Optional.of(decision.reply());
  }

  private void die() {
    up = false;
    sessions.clear();
    leases.forget();
    world.owner().coordinatorDied();
  }

  /** Whoever asked is answered anyway. */
  private void tellOthersConcerned(Command command, List<Event> events) {
    if (command instanceof Command.Pause || command instanceof Command.Resume) {
      sessions.values().forEach(link -> tell(link, false));
      return;
    }
    MachineName asked = command instanceof Command.Join join ? join.machine() : null;
    asked = command instanceof Command.ReportOutcome report ? report.id().machine() : asked;
    asked = command instanceof Command.TakeOfflineRun run ? run.machine() : asked;
    MachineName last = asked;
    for (Event event : events) {
      if (event instanceof Event.OfMachine ofMachine
          && !ofMachine.machine().equals(asked)
          && !ofMachine.machine().equals(last)) {
        last = ofMachine.machine();
        Link link = sessions.get(last);
        if (link != null) {
          tell(link, false);
        }
      }
    }
  }

  private void tell(Link link, boolean always) {
    Machine known = campaign.machines().get(link.said.machine());
    if (link.isBroken() || !link.joined || known == null) {
      return;
    }
    DesiredState desired = DesiredState.of(campaign, known, link);
    Campaign said = campaign;
    if (always || !desired.equals(link.told)) {
      link.told = desired;
      world.network().toWorker(link, () -> link.worker().hear(link, desired, said));
    }
  }

  private Instant clock() {
    return BEGINNING.plusMillis(world.agenda().now() + clockOffset);
  }
}
