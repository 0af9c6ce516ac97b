package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.snapshot.CampaignAt;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * A node's own copy of the campaign, and its way to the campaign's owner, wherever that is. The
 * owner tells what it commits; what was lost on the way is read from the journal, so the copy never
 * skips and never goes back. An answer is passed on only when the copy holds what it rests on: who
 * has asked here sees here what follows from it. Commands that were under way when the owner died
 * are brought to the next one; every command may be repeated.
 */
final class Replica extends AbstractBehavior<Replica.Message> {
  private static final Duration PACE = Duration.ofMillis(500);

  interface Message {}

  /** What the node has read in the journal before it joined the cluster. */
  record Begin(CampaignAt read, RecipientRef<Batcher.Message> owner) implements Message {}

  /**
   * The owner's answer.
   *
   * @param id the asker's number for its command
   * @param position sequence number of the last event that the reply rests on
   */
  record Answer(long id, long position, Reply reply) implements Message, NodeMessage {}

  /**
   * Where the journal ends.
   *
   * @param owner another name in every life of the owner
   * @param node the owner's, its address; empty where one of an earlier version says it
   */
  record Position(String owner, long last, String node) implements Message, NodeMessage {}

  /** Durable events, the first of which has this sequence number. */
  record News(long first, List<Event> events) implements Message, NodeMessage {}

  private enum Tick implements Message {
    TICK
  }

  /** Events read from the journal, or why they could not be. */
  private record Read(long first, List<Event> events, Throwable failure) implements Message {}

  private record Asked(Batcher.Submit submit, long at) {}

  private final TimerScheduler<Message> timers;
  private final Consumer<Committed> listener;
  private final ActorRef<RollCall.Message> rollCall;
  private final Duration patience;

  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  private final TreeMap<Long, Map<Long, Answer>> early = new TreeMap<>();
  private RecipientRef<Batcher.Message> owner;
  private String ownersLife = "";
  private Campaign campaign;
  private long position;
  private long known;
  private long lastId;
  private boolean reading;

  /**
   * @param listener told what is durable, in the journal's order
   * @param neighbours whom this node tells what its workers say
   * @param roster kept by what is heard of the other nodes
   * @param patience after which nobody waits for an answer any more
   */
  static Behavior<Message> create(
      Consumer<Committed> listener, Neighbours neighbours, Roster roster, Duration patience) {
    return Behaviors.setup(
        context -> {
          context.spawn(Gossip.create(neighbours), "gossip");
          ActorRef<RollCall.Message> rollCall = context.spawn(RollCall.create(roster), "roll-call");
          return Behaviors.withTimers(
              timers -> new Replica(context, timers, listener, rollCall, patience));
        });
  }

  private Replica(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      Consumer<Committed> listener,
      ActorRef<RollCall.Message> rollCall,
      Duration patience) {
    super(context);
    this.timers = timers;
    this.listener = listener;
    this.rollCall = rollCall;
    this.patience = patience;
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Begin.class, this::begin)
        .onMessage(Batcher.Submit.class, this::submit)
        .onMessage(Answer.class, this::answered)
        .onMessage(Position.class, this::heard)
        .onMessage(News.class, news -> take(news.first(), news.events()))
        .onMessage(Read.class, this::read)
        .onMessage(Tick.class, tick -> follow())
        .build();
  }

  private Behavior<Message> begin(Begin begin) {
    owner = begin.owner();
    campaign = begin.read().campaign();
    position = begin.read().position();
    listener.accept(new Committed(List.of(), campaign, position));
    timers.startTimerWithFixedDelay(Tick.TICK, PACE);
    return follow();
  }

  private Behavior<Message> submit(Batcher.Submit submit) {
    long id = ++lastId;
    asked.put(id, new Asked(submit, System.nanoTime()));
    send(id, submit);
    return this;
  }

  private void send(long id, Batcher.Submit submit) {
    owner.tell(new Batcher.Submit(submit.command(), id, getContext().getSelf()));
  }

  private Behavior<Message> answered(Answer answer) {
    if (answer.position() <= position) {
      passOn(answer);
    } else {
      early
          .computeIfAbsent(answer.position(), each -> new LinkedHashMap<>())
          .put(answer.id(), answer);
      // The news went before the answer, so they are lost.
      learn(answer.position());
    }
    return this;
  }

  private void passOn(Answer answer) {
    Asked question = asked.remove(answer.id());
    if (question != null) {
      question.submit().replyTo().tell(answer);
    }
  }

  private Behavior<Message> heard(Position told) {
    if (!told.owner().equals(ownersLife)) {
      ownersLife = told.owner();
      asked.forEach((id, question) -> send(id, question.submit()));
    }
    rollCall.tell(new RollCall.Decides(told.node()));
    learn(told.last());
    return this;
  }

  private void learn(long last) {
    known = Math.max(known, last);
    if (known > position && !reading) {
      reading = true;
      long first = position + 1;
      getContext()
          .pipeToSelf(
              PersistenceQuery.get(getContext().getSystem())
                  .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
                  .currentEventsByPersistenceId(CampaignEntity.ID.id(), first, Long.MAX_VALUE)
                  .map(envelope -> (Event) envelope.event())
                  .runWith(Sink.seq(), getContext().getSystem()),
              (events, failure) -> new Read(first, events, failure));
    }
  }

  private Behavior<Message> read(Read read) {
    reading = false;
    if (read.failure() != null) {
      // The next tick tries again.
      getContext().getLog().debug("The journal can't be read", read.failure());
      return this;
    }
    take(read.first(), read.events());
    learn(known);
    return this;
  }

  /** Applies what is new; what does not follow on what is here has to be read first. */
  private Behavior<Message> take(long first, List<Event> events) {
    long last = first + events.size() - 1;
    if (first > position + 1) {
      learn(last);
    } else if (last > position) {
      List<Event> fresh = events.subList((int) (position + 1 - first), events.size());
      for (Event event : fresh) {
        campaign = campaign.apply(event);
      }
      position = last;
      listener.accept(new Committed(List.copyOf(fresh), campaign, position));
      while (!early.isEmpty() && early.firstKey() <= position) {
        early.pollFirstEntry().getValue().values().forEach(this::passOn);
      }
    }
    return this;
  }

  private Behavior<Message> follow() {
    owner.tell(new Batcher.Follow(getContext().getSelf()));
    long tooOld = System.nanoTime() - patience.toNanos();
    asked.values().removeIf(question -> question.at() - tooOld < 0);
    learn(known);
    return this;
  }
}
