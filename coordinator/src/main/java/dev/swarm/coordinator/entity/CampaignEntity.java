package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Decision;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a campaign: a thin shell that persists what the pure core decides and only then
 * replies. If a write fails (a full disk), it dies, and {@link Batcher} sees what to do: the write
 * may have reached the journal all the same, so the next life goes by what it reads there.
 */
final class CampaignEntity extends EventSourcedBehavior<CampaignEntity.Batch, Event, Campaign> {
  private static final Logger LOG = LoggerFactory.getLogger(CampaignEntity.class);

  static final PersistenceId ID = PersistenceId.ofUniqueId("campaign");

  /** Commands to decide in order and persist as one. */
  record Batch(List<Batcher.Submit> submits) {}

  private final ActorContext<Batch> context;
  private final ActorRef<? super Batcher.Ready> batcher;
  private final OwnWrites own;
  private final Consumer<Committed> listener;

  /**
   * One life of the writer.
   *
   * @param own what the lives before it wrote
   * @param listener told what is durable, before anybody is answered
   */
  static Behavior<Batch> create(
      ActorRef<? super Batcher.Ready> batcher, OwnWrites own, Consumer<Committed> listener) {
    return Behaviors.setup(
        context -> {
          // Pekko tells of a failed write with a stack trace; the batcher has a sentence.
          context.setLoggerName("org.apache.pekko.persistence.writer");
          return new CampaignEntity(context, batcher, own, listener);
        });
  }

  private CampaignEntity(
      ActorContext<Batch> context,
      ActorRef<? super Batcher.Ready> batcher,
      OwnWrites own,
      Consumer<Committed> listener) {
    super(ID);
    this.context = context;
    this.batcher = batcher;
    this.own = own;
    this.listener = listener;
  }

  /** It goes on from what its node knows, and reads of the journal only what that lacks. */
  @Override
  public String snapshotPluginId() {
    return KnownCampaign.PLUGIN;
  }

  @Override
  public Campaign emptyState() {
    return Campaign.NEW;
  }

  @Override
  public CommandHandler<Batch, Event, Campaign> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onCommand(Batch.class, this::decide).build();
  }

  @Override
  public EventHandler<Campaign, Event> eventHandler() {
    return Campaign::apply;
  }

  @Override
  public SignalHandler<Campaign> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.class,
            (campaign, signal) -> {
              if (!own.explain(campaign, lastSequenceNumber(context))) {
                throw new Overtaken();
              }
              listener.accept(new Committed(List.of(), campaign, lastSequenceNumber(context)));
              batcher.tell(Batcher.Ready.READY);
            })
        .build();
  }

  /** One command that the core fails over must not take the others, or the campaign, with it. */
  private static Decision decide(Campaign campaign, Command command) {
    try {
      return campaign.decide(command);
    } catch (RuntimeException failure) {
      LOG.error("The core failed over {}", command, failure);
      return new Decision(
          List.of(),
          campaign,
          new Reply.Rejected(
              Reply.Code.INTERNAL,
              "The coordinator failed over this request; its log has the reason."));
    }
  }

  private Effect<Event, Campaign> decide(Campaign campaign, Batch batch) {
    List<Event> events = new ArrayList<>();
    List<Reply> replies = new ArrayList<>();
    Campaign provisional = campaign;
    for (Batcher.Submit submit : batch.submits()) {
      Decision decision = decide(provisional, submit.command());
      provisional = decision.after();
      events.addAll(decision.events());
      replies.add(decision.reply());
    }
    Campaign after = provisional;
    if (!events.isEmpty()) {
      long last = lastSequenceNumber(context);
      own.begun(last, after, last + events.size());
    }
    return Effect()
        .persist(events)
        .thenRun(
            persisted -> {
              long position = lastSequenceNumber(context);
              own.durable(position);
              if (!events.isEmpty()) {
                listener.accept(new Committed(events, after, position));
              }
              for (int i = 0; i < replies.size(); i++) {
                Batcher.Submit submit = batch.submits().get(i);
                submit.replyTo().tell(new Replica.Answer(submit.id(), position, replies.get(i)));
              }
              batcher.tell(Batcher.Ready.READY);
            });
  }
}
