package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.journal.WriteConflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.event.Level;

/**
 * Group commit: collects commands while a write is out and sends them on as one list, so that a
 * busy campaign pays for one sync a batch, not one a command. If the entity fails with a batch, its
 * askers hear nothing and ask again; every command may be repeated. What nobody waits for any more
 * is not done. The entity is started again with growing pauses, unless somebody else has written in
 * its place: then it stays down. What it wrote itself, and was never told of, it recognises.
 */
final class Batcher extends AbstractBehavior<Batcher.Message> {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  interface Message {}

  /** A command, the asker's number for it, and who wants to know. */
  record Submit(Command command, long id, ActorRef<? super Replica.Answer> replyTo)
      implements Message, Replica.Message, NodeMessage {}

  /** A node wants to hear what is committed. */
  record Follow(ActorRef<? super Replica.Message> follower) implements Message, NodeMessage {}

  /** The entity has recovered, or has carried out the last batch. */
  enum Ready implements Message {
    READY
  }

  /** The node knows the campaign, so its writer may start. */
  enum Begin implements Message {
    BEGIN
  }

  /** The pause after a failure is over. */
  private enum Revive implements Message {
    REVIVE
  }

  private final TimerScheduler<Message> timers;
  private final OwnerListener listener;
  private final Duration patience;
  private final Followers followers;
  private final OwnWrites own = new OwnWrites();

  private ActorRef<CampaignEntity.Batch> entity;
  private String life;
  private List<Waiting> waiting = new ArrayList<>();
  private Duration pause = FIRST_PAUSE;
  private boolean recovered;
  private boolean ready;
  private boolean failing;

  private record Waiting(Submit submit, long since) {}

  /** Starts nothing before it is told to. */
  static Behavior<Message> waiting(OwnerListener listener, Duration patience) {
    return Behaviors.receive(Message.class)
        .onMessageEquals(Begin.BEGIN, () -> create(listener, patience))
        .build();
  }

  /**
   * Starts at once.
   *
   * @param patience after which nobody waits for an answer any more
   */
  static Behavior<Message> create(OwnerListener listener, Duration patience) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Batcher(context, timers, listener, patience)));
  }

  private Batcher(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      OwnerListener listener,
      Duration patience) {
    super(context);
    this.timers = timers;
    this.listener = listener;
    this.patience = patience;
    this.followers = new Followers(context.getSystem().address().toString());
    live();
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            Submit.class,
            submit -> {
              waiting.add(new Waiting(submit, System.nanoTime()));
              return sendIfReady();
            })
        .onMessage(Ready.class, message -> ready())
        .onMessage(Follow.class, this::follow)
        .onMessage(
            Revive.class,
            message -> {
              live();
              return this;
            })
        .onSignal(ChildFailed.class, failed -> died(failed.cause()))
        .onSignal(
            Terminated.class,
            ended -> {
              followers.remove(ended.getRef().unsafeUpcast());
              return this;
            })
        .onSignal(
            PostStop.class,
            stop -> {
              listener.left();
              return this;
            })
        .build();
  }

  private void live() {
    life = UUID.randomUUID().toString();
    recovered = false;
    entity =
        getContext()
            .spawn(
                Behaviors.supervise(
                        CampaignEntity.create(getContext().getSelf(), own, this::committed))
                    // It is told of below, in a sentence.
                    .onFailure(SupervisorStrategy.stop().withLogLevel(Level.DEBUG)),
                "entity-" + life);
    getContext().watch(entity);
  }

  /** On the entity's thread, and before anybody is answered. */
  private void committed(Committed news) {
    followers.tell(news);
    listener.committed(news);
  }

  private Behavior<Message> died(Throwable cause) {
    ready = false;
    if (Overtaken.isBehind(cause)) {
      return fenced();
    }
    if (WriteConflict.isBehind(cause)) {
      own.refused();
      if (!own.areInDoubt()) {
        return fenced();
      }
      // It may have come second to itself, which the next life sees in what it reads.
      live();
      return this;
    }
    if (!failing) {
      failing = true;
      getContext()
          .getLog()
          .warn(
              "The journal can't be written ({}); trying again until it can, and acknowledging nothing meanwhile.",
              reason(cause));
    }
    getContext().getLog().debug("The journal failed; trying again in {}", pause, cause);
    timers.startSingleTimer(Revive.REVIVE, pause);
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return this;
  }

  private static String reason(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest instanceof TimeoutException
        ? "it does not answer in time"
        : String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
  }

  private Behavior<Message> fenced() {
    listener.fenced();
    return Behaviors.ignore();
  }

  private Behavior<Message> ready() {
    ready = true;
    if (recovered) {
      pause = FIRST_PAUSE;
      if (failing) {
        failing = false;
        getContext().getLog().warn("The journal can be written again.");
      }
    } else {
      recovered = true;
      followers.tellPosition(life);
    }
    return sendIfReady();
  }

  private Behavior<Message> follow(Follow follow) {
    getContext().watch(follow.follower());
    followers.add(follow.follower());
    if (recovered) {
      followers.tellPosition(life, follow.follower());
    }
    return this;
  }

  private Behavior<Message> sendIfReady() {
    if (ready && !waiting.isEmpty()) {
      long tooOld = System.nanoTime() - patience.toNanos();
      List<Submit> batch =
          waiting.stream().filter(each -> each.since() - tooOld > 0).map(Waiting::submit).toList();
      waiting = new ArrayList<>();
      if (!batch.isEmpty()) {
        entity.tell(new CampaignEntity.Batch(batch));
        ready = false;
      }
    }
    return this;
  }
}
