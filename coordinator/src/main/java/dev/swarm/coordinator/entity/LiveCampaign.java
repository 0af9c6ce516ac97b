package dev.swarm.coordinator.entity;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.JournalReader;
import dev.swarm.coordinator.snapshot.CampaignAt;
import dev.swarm.coordinator.snapshot.Projection;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The campaign as the rest of the coordinator sees it: submit a command, read the last durable
 * state, hear of every change. In a cluster one node owns the campaign and all follow it; what is
 * said here holds on each of them. All methods may be called from any thread; listeners run one at
 * a time, in the journal's order, and must not block.
 */
public final class LiveCampaign implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCampaign.class);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final EntityTypeKey<Batcher.Message> OWNER =
      EntityTypeKey.create(Batcher.Message.class, "campaign");

  private final ActorSystem<?> system;
  private final ActorRef<Batcher.Submit> door;
  private final List<Consumer<Committed>> listeners = new CopyOnWriteArrayList<>();
  private final Ownership ownership = new Ownership();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final Neighbours neighbours;
  private final Roster roster = new Roster();
  private volatile CampaignAt known = CampaignAt.BEGINNING;
  private Past past;
  private volatile boolean closing;

  /**
   * Opens the journal, tells {@code history} every event it holds, and starts the entity.
   *
   * @param journal the configuration that {@code SqliteJournal} or {@code PostgresJournal} gives
   */
  public static LiveCampaign start(Config journal, Consumer<Event> history)
      throws ExecutionException {
    return new LiveCampaign(
        complete(journal), false, (reader, every) -> Past.told(reader, history));
  }

  /**
   * Opens the journal, brings {@code projection} to where it ends, starts the entity, and from then
   * on tells the projection every event before anybody else. Snapshots of both spare most of the
   * reading the next time.
   *
   * @param journal the configuration that {@code SqliteJournal} or {@code PostgresJournal} gives
   */
  public static LiveCampaign start(Config journal, Projection<?> projection)
      throws ExecutionException {
    return new LiveCampaign(
        complete(journal), false, (reader, every) -> Past.followed(reader, projection, every));
  }

  /**
   * The same as a node of a cluster: the campaign is decided on one of its nodes. What is submitted
   * waits until enough of them are there.
   *
   * @param node the configuration of the journal and of the cluster
   */
  public static LiveCampaign join(Config node, Projection<?> projection) throws ExecutionException {
    return new LiveCampaign(
        complete(node), true, (reader, every) -> Past.followed(reader, projection, every));
  }

  /** How the campaign's past is to be had. */
  private interface PastOf {
    Past of(JournalReader journal, long snapshotEvery) throws IOException;
  }

  private static Config complete(Config config) {
    return config
        .withFallback(ConfigFactory.parseResources("coordinator.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  private LiveCampaign(Config config, boolean clustered, PastOf pasts) throws ExecutionException {
    neighbours = new Neighbours(clustered);
    ActorSystemSetup setup =
        ActorSystemSetup.create(BootstrapSetup.create(config), new KnownCampaign.Node(() -> known));
    try {
      if (clustered) {
        ActorSystem<Replica.Message> node =
            ActorSystem.create(
                Replica.create(this::committed, neighbours, roster, ANSWER), "swarm", setup);
        system = node;
        door = node.narrow();
        read(pasts);
        ClusterSharding sharding = ClusterSharding.get(node);
        sharding.init(Entity.of(OWNER, context -> Batcher.create(new Owner(false), ANSWER)));
        node.tell(new Replica.Begin(known, sharding.entityRefFor(OWNER, CampaignEntity.ID.id())));
      } else {
        ActorSystem<Batcher.Message> node =
            ActorSystem.create(Batcher.waiting(new Owner(true), ANSWER), "swarm", setup);
        system = node;
        door = node.narrow();
        read(pasts);
        node.tell(Batcher.Begin.BEGIN);
      }
    } catch (SQLException | IOException failure) {
      close();
      throw new ExecutionException(failure);
    }
    if (clustered) {
      // Before all else: the steps that follow wait for other nodes, and those are out of reach.
      CoordinatedShutdown.get(system)
          .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "say", this::cutOff);
    }
  }

  private void read(PastOf pasts) throws SQLException, IOException {
    past =
        pasts.of(
            new JournalReader(system, CampaignEntity.ID.id()),
            system.settings().config().getLong("swarm.snapshot-every"));
    known = past.read();
  }

  private CompletionStage<Done> cutOff() {
    if (!closing) {
      ended.complete(
          "This coordinator was cut off from the others, or they from it, and has stopped so that only one side decides; start it again.");
    }
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  /** Decides a command; completes once everything that follows from it is durable. */
  public CompletionStage<Reply> submit(Command command) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    AskPattern.<Batcher.Submit, Replica.Answer>ask(
            door, replyTo -> new Batcher.Submit(command, 0, replyTo), ANSWER, system.scheduler())
        // What follows would run on a new thread each time, for the pool that it asks for by itself
        // has none of its own on two cores.
        .whenCompleteAsync(
            (said, failure) -> {
              if (failure == null) {
                answer.complete(said.reply());
              } else {
                answer.completeExceptionally(failure);
              }
            },
            system.executionContext());
    return answer;
  }

  /** The campaign after the last durable event that this node knows of. */
  public Campaign campaign() {
    return known.campaign();
  }

  /** Calls {@code listener} after every change from now on. */
  public void subscribe(Consumer<Committed> listener) {
    listeners.add(listener);
  }

  /** Calls {@code listener} now, if this node decides, and whenever that changes. */
  public void subscribe(OwnershipListener listener) {
    ownership.subscribe(listener);
  }

  /** The other nodes, to tell them what is not for the journal. */
  public Neighbours neighbours() {
    return neighbours;
  }

  /** Which coordinators there are, as this one sees them. */
  public Roster roster() {
    return roster;
  }

  /**
   * Whether this node has begun a cluster and nobody has come: it is the first to start, or it did
   * not see in time that the others are there already.
   */
  public boolean isLonely() {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
            .count()
        == 1;
  }

  /** Completes with a sentence if the campaign ends here of its own accord. */
  public CompletionStage<String> ended() {
    return ended;
  }

  @Override
  public void close() {
    closing = true;
    if (past != null) {
      past.close();
    }
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The journal is durable at every moment; there is nothing more to wait for.
      LOG.warn("The actor system did not stop in time: {}", late.toString());
    }
  }

  private void committed(Committed news) {
    Committed all = past.take(news, ownership.isHere());
    known = new CampaignAt(all.after(), all.position());
    for (Consumer<Committed> listener : listeners) {
      try {
        listener.accept(all);
      } catch (RuntimeException failure) {
        // It is told of what is durable, on the thread that decides, which must not end with it.
        LOG.error("A listener failed over what was committed", failure);
      }
    }
  }

  /** What the campaign's writer tells this node, if it is here. */
  private final class Owner implements OwnerListener {
    private final boolean alone;

    /**
     * @param alone whether there are no replicas that follow the writer
     */
    Owner(boolean alone) {
      this.alone = alone;
    }

    @Override
    public void committed(Committed news) {
      if (alone) {
        LiveCampaign.this.committed(news);
      }
      ownership.has(news.after());
    }

    @Override
    public void fenced() {
      ownership.lost();
      ended.complete(
          "Another coordinator writes this campaign's journal; this one has stopped. What it acknowledged is in the journal. Start a campaign's coordinators with the same --seed-nodes, or one alone.");
    }

    @Override
    public void left() {
      ownership.lost();
    }
  }
}
