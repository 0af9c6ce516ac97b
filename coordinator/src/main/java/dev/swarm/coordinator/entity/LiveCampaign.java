package dev.swarm.coordinator.entity;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.PersistenceQuery;

/**
 * The campaign as the rest of the coordinator sees it: submit a command, read the last durable
 * state, hear of every change. All methods may be called from any thread; listeners run on the
 * entity's thread, in the journal's order, and must not block.
 */
public final class LiveCampaign implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final ActorSystem<Batcher.Message> system;
  private final List<Consumer<Committed>> listeners;
  private volatile Campaign campaign = Campaign.NEW;

  /**
   * Opens the journal, tells {@code history} every event it holds, and starts the entity.
   *
   * @param journal the configuration that {@code SqliteJournal} gives
   */
  public static LiveCampaign start(Config journal, Consumer<Event> history)
      throws InterruptedException, ExecutionException {
    Config config =
        journal
            .withFallback(ConfigFactory.parseResources("coordinator.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return new LiveCampaign(config, history);
  }

  private LiveCampaign(Config config, Consumer<Event> history)
      throws InterruptedException, ExecutionException {
    listeners = new CopyOnWriteArrayList<>();
    system = ActorSystem.create(Batcher.create(this::committed), "swarm", config);
    try {
      read(history);
    } catch (InterruptedException | ExecutionException failure) {
      close();
      throw failure;
    }
  }

  /** Nobody has told the entity anything yet, so the journal stands still while it is read. */
  private void read(Consumer<Event> history) throws InterruptedException, ExecutionException {
    PersistenceQuery.get(system)
        .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
        .currentEventsByPersistenceId(CampaignEntity.ID.id(), 0, Long.MAX_VALUE)
        .runForeach(envelope -> history.accept((Event) envelope.event()), system)
        .toCompletableFuture()
        .get();
  }

  /** Decides a command; completes once everything that follows from it is durable. */
  public CompletionStage<Reply> submit(Command command) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    AskPattern.<Batcher.Message, Reply>ask(
            system, replyTo -> new Batcher.Submit(command, replyTo), ANSWER, system.scheduler())
        // What follows would run on a new thread each time, for the pool that it asks for by itself
        // has none of its own on two cores.
        .whenCompleteAsync(
            (reply, failure) -> {
              if (failure == null) {
                answer.complete(reply);
              } else {
                answer.completeExceptionally(failure);
              }
            },
            system.executionContext());
    return answer;
  }

  /** The campaign after the last durable event. */
  public Campaign campaign() {
    return campaign;
  }

  /** Calls {@code listener} after every change from now on. */
  public void subscribe(Consumer<Committed> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The journal is durable at every moment; there is nothing more to wait for.
      system.log().warn("The actor system did not stop in time: {}", late.toString());
    }
  }

  private void committed(Committed news) {
    campaign = news.after();
    listeners.forEach(listener -> listener.accept(news));
  }
}
