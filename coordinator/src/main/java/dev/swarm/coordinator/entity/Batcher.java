package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Group commit: collects commands while a write is out and sends them on as one list, so that a
 * busy campaign pays for one sync a batch, not one a command. If the entity fails with a batch, its
 * askers hear nothing and ask again; every command may be repeated.
 */
final class Batcher extends AbstractBehavior<Batcher.Message> {
  sealed interface Message {}

  /** A command, and who wants to know. */
  record Submit(Command command, ActorRef<Reply> replyTo) implements Message {}

  /** The entity has recovered, or has carried out the last batch. */
  enum Ready implements Message {
    READY
  }

  private final ActorRef<CampaignEntity.Batch> entity;
  private List<Submit> waiting = new ArrayList<>();
  private boolean ready;

  static Behavior<Message> create(java.util.function.Consumer<Committed> listener) {
    return Behaviors.setup(
        context -> {
          ActorRef<CampaignEntity.Batch> entity =
              context.spawn(CampaignEntity.create(context.getSelf(), listener), "entity");
          return new Batcher(context, entity);
        });
  }

  private Batcher(ActorContext<Message> context, ActorRef<CampaignEntity.Batch> entity) {
    super(context);
    this.entity = entity;
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            Submit.class,
            submit -> {
              waiting.add(submit);
              return sendIfReady();
            })
        .onMessage(
            Ready.class,
            message -> {
              ready = true;
              return sendIfReady();
            })
        .build();
  }

  private Behavior<Message> sendIfReady() {
    if (ready && !waiting.isEmpty()) {
      entity.tell(new CampaignEntity.Batch(waiting));
      waiting = new ArrayList<>();
      ready = false;
    }
    return this;
  }
}
