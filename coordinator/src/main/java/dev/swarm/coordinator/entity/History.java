package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Event;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.PersistenceQuery;

/**
 * The campaign as a journal tells it.
 *
 * @param campaign after all of it
 * @param position sequence number of its last event; 0 for none
 */
record History(Campaign campaign, long position) {
  /** Reads the whole journal and tells {@code seen} every event, in order. */
  static History read(ActorSystem<?> system, Consumer<Event> seen)
      throws InterruptedException, ExecutionException {
    return PersistenceQuery.get(system)
        .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
        .currentEventsByPersistenceId(CampaignEntity.ID.id(), 0, Long.MAX_VALUE)
        .runFold(
            new History(Campaign.NEW, 0),
            (before, envelope) -> {
              Event event = (Event) envelope.event();
              seen.accept(event);
              return new History(before.campaign().apply(event), envelope.sequenceNr());
            },
            system)
        .toCompletableFuture()
        .get();
  }
}
