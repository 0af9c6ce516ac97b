package dev.swarm.coordinator.entity;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.EventSerializer;
import dev.swarm.coordinator.node.v1.Answer;
import dev.swarm.coordinator.node.v1.Follow;
import dev.swarm.coordinator.node.v1.News;
import dev.swarm.coordinator.node.v1.Position;
import dev.swarm.coordinator.node.v1.RecordedEvent;
import dev.swarm.coordinator.node.v1.Rumour;
import dev.swarm.coordinator.node.v1.Rumours;
import dev.swarm.coordinator.node.v1.Submit;
import dev.swarm.shared.campaign.MachineName;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes what nodes tell each other as protobuf; the manifest is the message's name. Named in
 * {@code coordinator.conf}. Any thread.
 */
public final class NodeSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_300_002;

  private final ExtendedActorSystem system;
  private final EventSerializer events = new EventSerializer();

  public NodeSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return message.getClass().getSimpleName();
  }

  @Override
  public byte[] toBinary(Object message) {
    return toProto(message).toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case "Submit" -> fromProto(Submit.parseFrom(bytes));
        case "Follow" -> new Batcher.Follow(ref(Follow.parseFrom(bytes).getFollower()));
        case "Answer" -> fromProto(Answer.parseFrom(bytes));
        case "Position" -> fromProto(Position.parseFrom(bytes));
        case "News" -> fromProto(News.parseFrom(bytes));
        case "Rumours" -> fromProto(Rumours.parseFrom(bytes));
        default ->
            throw new NotSerializableException(
                "Another node told a '%s', which this version does not know.".formatted(manifest));
      };
    } catch (NotSerializableException unknown) {
      throw unknown;
    } catch (IOException | IllegalArgumentException broken) {
      throw new NotSerializableException(
          "Another node told a broken '%s': %s".formatted(manifest, broken.getMessage()));
    }
  }

  private Message toProto(Object message) {
    if (message instanceof Batcher.Submit submit) {
      return Submit.newBuilder()
          .setCommand(ByteString.copyFrom(CommandJson.write(submit.command())))
          .setId(submit.id())
          .setReplyTo(name(submit.replyTo()))
          .build();
    }
    if (message instanceof Batcher.Follow follow) {
      return Follow.newBuilder().setFollower(name(follow.follower())).build();
    }
    if (message instanceof Replica.Answer answer) {
      return Answer.newBuilder()
          .setId(answer.id())
          .setPosition(answer.position())
          .setReply(ByteString.copyFrom(CommandJson.write(answer.reply())))
          .build();
    }
    if (message instanceof Replica.Position position) {
      return Position.newBuilder()
          .setOwner(position.owner())
          .setLast(position.last())
          .setNode(position.node())
          .build();
    }
    if (message instanceof Replica.News news) {
      News.Builder told = News.newBuilder().setFirst(news.first());
      news.events().forEach(event -> told.addEvents(recorded(event)));
      return told.build();
    }
    if (message instanceof Gossip.Rumours rumours) {
      Rumours.Builder told = Rumours.newBuilder().setNode(rumours.node());
      rumours.rumours().forEach(rumour -> told.addRumours(toProto(rumour)));
      rumours.hub().ifPresent(told::setHub);
      told.addAllPushed(rumours.pushed());
      return told.build();
    }
    throw new IllegalArgumentException("No node tells another a " + message.getClass());
  }

  private Batcher.Submit fromProto(Submit message) throws IOException {
    return new Batcher.Submit(
        CommandJson.command(message.getCommand().toByteArray()),
        message.getId(),
        ref(message.getReplyTo()));
  }

  private static Replica.Answer fromProto(Answer message) throws IOException {
    return new Replica.Answer(
        message.getId(),
        message.getPosition(),
        CommandJson.reply(message.getReply().toByteArray()));
  }

  private static Replica.Position fromProto(Position message) {
    return new Replica.Position(message.getOwner(), message.getLast(), message.getNode());
  }

  private Replica.News fromProto(News message) throws NotSerializableException {
    List<Event> list = new ArrayList<>();
    for (RecordedEvent recorded : message.getEventsList()) {
      list.add(
          (Event) events.fromBinary(recorded.getEvent().toByteArray(), recorded.getManifest()));
    }
    return new Replica.News(message.getFirst(), list);
  }

  private static Gossip.Rumours fromProto(Rumours message) {
    return new Gossip.Rumours(
        message.getNode(),
        message.getRumoursList().stream().map(NodeSerializer::fromProto).toList(),
        message.hasHub() ? Optional.of(message.getHub()) : Optional.empty(),
        List.copyOf(message.getPushedList()));
  }

  private static Neighbours.Rumour fromProto(Rumour message) {
    return new Neighbours.Rumour(
        new MachineName(message.getMachine()),
        message.hasSaid() ? Optional.of(message.getSaid().toByteArray()) : Optional.empty());
  }

  private static Rumour toProto(Neighbours.Rumour rumour) {
    Rumour.Builder message = Rumour.newBuilder().setMachine(rumour.machine().text());
    rumour.said().map(ByteString::copyFrom).ifPresent(message::setSaid);
    return message.build();
  }

  private RecordedEvent recorded(Event event) {
    return RecordedEvent.newBuilder()
        .setManifest(events.manifest(event))
        .setEvent(ByteString.copyFrom(events.toBinary(event)))
        .build();
  }

  private String name(ActorRef<?> ref) {
    return resolver().toSerializationFormat(ref);
  }

  private <T> ActorRef<T> ref(String name) {
    return resolver().resolveActorRef(name);
  }

  private ActorRefResolver resolver() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }
}
