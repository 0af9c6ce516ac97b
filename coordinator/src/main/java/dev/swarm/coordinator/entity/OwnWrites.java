package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import java.util.ArrayList;
import java.util.List;

/**
 * What a campaign's writer knows of its own doing from one life of the entity to the next: where
 * the journal ended, and what was begun to be written since and never answered, so that it may be
 * there by now or not. With it a writer that finds more in the journal than it was told of can tell
 * its own from another's. Thread-safe; gone with the process, like the connections it speaks of.
 */
final class OwnWrites {
  private static final long UNREAD = -1;

  /**
   * A write that was not answered yet.
   *
   * @param from where the journal had to end for it
   * @param after the campaign that it leads to
   * @param to where the journal ends after it
   */
  private record Begun(long from, Campaign after, long to) {}

  private final List<Begun> unanswered = new ArrayList<>();
  private long end = UNREAD;

  /** Something is about to be written behind {@code from}. */
  synchronized void begun(long from, Campaign after, long to) {
    unanswered.add(new Begun(from, after, to));
  }

  /** The journal has refused what was begun last, for something else is in its place. */
  synchronized void refused() {
    unanswered.remove(unanswered.size() - 1);
  }

  /** Whether something may still find its way into the journal, or is there already. */
  synchronized boolean areInDoubt() {
    return !unanswered.isEmpty();
  }

  /** The journal ends here by what this writer wrote. */
  synchronized void durable(long position) {
    end = position;
    // Whatever wanted to stand where something stands now never will.
    unanswered.removeIf(each -> each.from() < position);
  }

  /**
   * Takes in what a new life has read.
   *
   * @return false if somebody else has written since the life before
   */
  synchronized boolean explain(Campaign found, long position) {
    boolean own =
        end == UNREAD
            || position == end
            || unanswered.stream()
                .anyMatch(each -> each.to() == position && each.after().equals(found));
    if (own) {
      durable(position);
    }
    return own;
  }
}
