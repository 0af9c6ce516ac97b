package dev.swarm.coordinator.entity;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.typed.Cluster;

/** Carries what {@link Neighbours} are to be told from node to node. */
final class Gossip extends AbstractBehavior<Gossip.Message> {
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final int RUMOURS_AT_ONCE = 500;

  interface Message {}

  /** What a node heard, and what its git hub got. */
  record Rumours(
      String node, List<Neighbours.Rumour> rumours, Optional<String> hub, List<String> pushed)
      implements Message, NodeMessage {}

  private enum Tick implements Message {
    TICK
  }

  private record Nodes(Set<ActorRef<Message>> all) implements Message {}

  private static final ServiceKey<Message> KEY = ServiceKey.create(Message.class, "gossip");

  private final Neighbours neighbours;
  private final String node;
  private Set<ActorRef<Message>> nodes = Set.of();

  static Behavior<Message> create(Neighbours neighbours) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Gossip(context, timers, neighbours)));
  }

  private Gossip(
      ActorContext<Message> context, TimerScheduler<Message> timers, Neighbours neighbours) {
    super(context);
    this.neighbours = neighbours;
    this.node = Cluster.get(context.getSystem()).selfMember().address().toString();
    ActorRef<Receptionist.Listing> listings =
        context.messageAdapter(
            Receptionist.Listing.class, listing -> new Nodes(listing.getServiceInstances(KEY)));
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
    timers.startTimerWithFixedDelay(Tick.TICK, PACE);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            Nodes.class,
            listing -> {
              nodes = listing.all();
              return this;
            })
        .onMessage(Tick.class, tick -> tell())
        .onMessage(
            Rumours.class,
            heard -> {
              heard.rumours().forEach(rumour -> neighbours.heard(heard.node(), rumour));
              heard
                  .hub()
                  .map(hub -> new Neighbours.Pushed(hub, heard.pushed()))
                  .ifPresent(neighbours::heard);
              return this;
            })
        .build();
  }

  private Behavior<Message> tell() {
    List<Neighbours.Rumour> fresh = neighbours.take();
    tell(List.of(), neighbours.hub(), neighbours.takePushed());
    for (int from = 0; from < fresh.size(); from += RUMOURS_AT_ONCE) {
      int to = Math.min(fresh.size(), from + RUMOURS_AT_ONCE);
      tell(List.copyOf(fresh.subList(from, to)), Optional.empty(), List.of());
    }
    return this;
  }

  private void tell(List<Neighbours.Rumour> rumours, Optional<String> hub, List<String> pushed) {
    Rumours told = new Rumours(node, rumours, hub, pushed);
    nodes.stream()
        .filter(each -> !each.equals(getContext().getSelf()))
        .forEach(each -> each.tell(told));
  }
}
