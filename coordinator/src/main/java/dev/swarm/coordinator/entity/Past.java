package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.JournalReader;
import dev.swarm.coordinator.snapshot.CampaignAt;
import dev.swarm.coordinator.snapshot.Projection;
import dev.swarm.coordinator.snapshot.Snapshots;
import java.io.IOException;
import java.io.NotSerializableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a node knows of the campaign's past: from a snapshot, from the journal, and from what it is
 * told of since. Not thread-safe; it is read before anything is told.
 */
final class Past implements AutoCloseable {
  private final JournalReader journal;
  private final JournalReader.Listener history;
  private final Optional<Projection<?>> projection;
  private final Optional<Snapshots<?>> snapshots;
  private CampaignAt known = CampaignAt.BEGINNING;

  private Past(
      JournalReader journal,
      JournalReader.Listener history,
      Optional<Projection<?>> projection,
      Optional<Snapshots<?>> snapshots) {
    this.journal = journal;
    this.history = history;
    this.projection = projection;
    this.snapshots = snapshots;
  }

  /** For somebody who wants to hear all of it, and nothing of what comes. */
  static Past told(JournalReader journal, Consumer<Event> history) {
    return new Past(
        journal, (number, event) -> history.accept(event), Optional.empty(), Optional.empty());
  }

  /**
   * For a projection that is to follow the journal.
   *
   * @param every how many events lie between two snapshots
   */
  static <I extends Record> Past followed(
      JournalReader journal, Projection<I> projection, long every) throws IOException {
    projection.over(journal);
    return new Past(
        journal,
        projection::apply,
        Optional.of(projection),
        Optional.of(new Snapshots<>(journal, projection, every)));
  }

  /** Reads all there is. */
  CampaignAt read() throws SQLException, NotSerializableException {
    if (snapshots.isPresent()) {
      known = snapshots.get().restored();
    }
    journal.readAfter(
        known.position(),
        (number, event) -> {
          history.told(number, event);
          known = new CampaignAt(known.campaign().apply(event), number);
        });
    return known;
  }

  /**
   * Takes what is durable now.
   *
   * @param mayWrite whether it is for this node to write snapshots
   * @return the same, and what went before it if that is news here too
   */
  Committed take(Committed news, boolean mayWrite) {
    Committed all = complete(news);
    long number = all.position() - all.events().size();
    for (Event event : all.events()) {
      long next = ++number;
      projection.ifPresent(each -> each.apply(next, event));
    }
    known = new CampaignAt(all.after(), all.position());
    if (mayWrite) {
      snapshots.ifPresent(each -> each.offer(known));
    }
    return all;
  }

  /**
   * A writer that has recovered may have found what was written just when it seemed to have failed.
   */
  private Committed complete(Committed news) {
    if (news.position() - news.events().size() == known.position()) {
      return news;
    }
    try {
      List<Event> events = new ArrayList<>();
      journal.readAfter(
          known.position(),
          (number, event) -> {
            if (number <= news.position()) {
              events.add(event);
            }
          });
      return new Committed(List.copyOf(events), news.after(), news.position());
    } catch (SQLException | NotSerializableException failure) {
      throw new IllegalStateException("The journal can't be read", failure);
    }
  }

  @Override
  public void close() {
    snapshots.ifPresent(Snapshots::close);
  }
}
