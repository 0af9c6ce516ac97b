package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Event;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The nodes that want to hear what the campaign's owner commits. What is lost on the way they read
 * in the journal, once they are told where it ends. Thread-safe.
 */
final class Followers {
  /** Keeps a message far below the largest that goes between nodes, long log tails included. */
  private static final int EVENTS_AT_ONCE = 20;

  private final Set<ActorRef<? super Replica.Message>> followers = new CopyOnWriteArraySet<>();
  private final String node;
  private volatile long position;

  /**
   * @param node this one's address
   */
  Followers(String node) {
    this.node = node;
  }

  void add(ActorRef<? super Replica.Message> follower) {
    followers.add(follower);
  }

  void remove(ActorRef<? super Replica.Message> follower) {
    followers.remove(follower);
  }

  /** Passes on what is durable now. */
  void tell(Committed news) {
    List<Event> events = news.events();
    long first = news.position() - events.size() + 1;
    for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
      List<Event> part = events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE));
      Replica.News message = new Replica.News(first + from, List.copyOf(part));
      followers.forEach(follower -> follower.tell(message));
    }
    position = news.position();
  }

  /** Says to everybody where the journal ends. */
  void tellPosition(String owner) {
    followers.forEach(follower -> tellPosition(owner, follower));
  }

  /** Says to one where the journal ends. */
  void tellPosition(String owner, ActorRef<? super Replica.Message> follower) {
    follower.tell(new Replica.Position(owner, position, node));
  }
}
