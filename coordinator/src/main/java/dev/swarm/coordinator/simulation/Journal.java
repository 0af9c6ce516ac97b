package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is durable: every event, with a snapshot now and then so that a long journal is replayed
 * from there. Of a very long one only what follows the last snapshot is kept.
 */
final class Journal {
  private static final int SNAPSHOT_EVERY = 500;
  private static final int WHOLE = 50_000;

  private final List<Event> whole = new ArrayList<>();
  private final List<Event> sinceSnapshot = new ArrayList<>();
  private Campaign snapshot = Campaign.NEW;
  private long size;

  /** One write: all of the events, or the process dies before it. */
  void append(List<Event> events, Campaign after) {
    size += events.size();
    sinceSnapshot.addAll(events);
    if (size <= WHOLE) {
      whole.addAll(events);
    } else {
      whole.clear();
    }
    if (sinceSnapshot.size() >= SNAPSHOT_EVERY) {
      snapshot = after;
      sinceSnapshot.clear();
    }
  }

  /** How many events there are. */
  long size() {
    return size;
  }

  /** The campaign as a coordinator finds it that starts now. */
  Campaign recover() {
    return replay(snapshot, sinceSnapshot);
  }

  /** The campaign by the first event and all others; absent where they are not kept. */
  Optional<Campaign> replayWhole() {
    return size <= WHOLE ? Optional.of(replay(Campaign.NEW, whole)) : Optional.empty();
  }

  private static Campaign replay(Campaign from, List<Event> events) {
    Campaign campaign = from;
    for (Event event : events) {
      campaign = campaign.apply(event);
    }
    return campaign;
  }
}
