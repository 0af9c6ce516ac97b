package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.entity.Roster.Attendance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.GetCurrentState;
import org.apache.pekko.cluster.typed.Subscribe;

/** Keeps a {@link Roster} by what this node hears of the cluster and of the campaign's owner. */
final class RollCall extends AbstractBehavior<RollCall.Message> {
  interface Message {}

  /** A node has said that it decides about the campaign. */
  record Decides(String node) implements Message {}

  private enum Changed implements Message {
    CHANGED
  }

  private record Present(CurrentClusterState state) implements Message {}

  private final Roster roster;
  private final List<Address> seeds;
  private final Address own;
  private final ActorRef<CurrentClusterState> presents;
  private CurrentClusterState state;
  private String owner = "";

  static Behavior<Message> create(Roster roster) {
    return Behaviors.setup(context -> new RollCall(context, roster));
  }

  private RollCall(ActorContext<Message> context, Roster roster) {
    super(context);
    this.roster = roster;
    Cluster cluster = Cluster.get(context.getSystem());
    this.seeds =
        context.getSystem().settings().config().getStringList("pekko.cluster.seed-nodes").stream()
            .map(AddressFromURIString::parse)
            .toList();
    this.own = cluster.selfMember().address();
    this.state = cluster.state();
    this.presents = context.messageAdapter(CurrentClusterState.class, Present::new);
    cluster.subscriptions().tell(Subscribe.create(changes(MemberEvent.class), MemberEvent.class));
    cluster
        .subscriptions()
        .tell(Subscribe.create(changes(ReachabilityEvent.class), ReachabilityEvent.class));
  }

  private <E> ActorRef<E> changes(Class<E> event) {
    return getContext().messageAdapter(event, each -> Changed.CHANGED);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Changed.class, changed -> look())
        .onMessage(
            Present.class,
            present -> {
              state = present.state();
              return call();
            })
        .onMessage(
            Decides.class,
            decides -> {
              owner = decides.node();
              return call();
            })
        .build();
  }

  /** Asks for the whole, for one event tells of a part. */
  private Behavior<Message> look() {
    Cluster.get(getContext().getSystem()).subscriptions().tell(new GetCurrentState(presents));
    return this;
  }

  private Behavior<Message> call() {
    Set<Address> all = new LinkedHashSet<>(seeds);
    state.getMembers().forEach(member -> all.add(member.address()));
    List<Roster.Node> nodes = new ArrayList<>();
    for (Address address : all) {
      Attendance attendance = attendance(address);
      boolean decides = address.toString().equals(owner);
      if (decides && attendance.compareTo(Attendance.UNREACHABLE) >= 0) {
        // It has to say so again, for another may decide by then.
        owner = "";
        decides = false;
      }
      nodes.add(
          new Roster.Node(
              address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow(),
              attendance,
              decides,
              address.equals(own)));
    }
    roster.tell(nodes);
    return this;
  }

  /**
   * A node that was started again may be a member twice for a moment; the one that lives counts.
   */
  private Attendance attendance(Address address) {
    List<Attendance> lives = new ArrayList<>();
    for (Member member : state.getMembers()) {
      if (member.address().equals(address)) {
        lives.add(
            state.getUnreachable().contains(member)
                ? Attendance.UNREACHABLE
                : attendance(member.status()));
      }
    }
    return lives.stream().min(Comparator.naturalOrder()).orElse(Attendance.MISSING);
  }

  private static Attendance attendance(MemberStatus status) {
    if (status.equals(MemberStatus.up())) {
      return Attendance.HERE;
    }
    if (status.equals(MemberStatus.joining()) || status.equals(MemberStatus.weaklyUp())) {
      return Attendance.JOINING;
    }
    return status.equals(MemberStatus.down()) || status.equals(MemberStatus.removed())
        ? Attendance.MISSING
        : Attendance.LEAVING;
  }
}
