package dev.swarm.coordinator.snapshot;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.JournalReader;

/**
 * Something that is made of a journal's events and can be written down beside the campaign, so that
 * it need not be made of all of them again.
 *
 * @param <I> what is written down of it
 */
public interface Projection<I extends Record> {
  /** The journal, to read single events again; told once, before all else. */
  void over(JournalReader journal);

  /**
   * Takes the next event.
   *
   * @param number its place in the journal, from 1
   */
  void apply(long number, Event event);

  /** Of what {@link #image} gives. */
  Class<I> imageType();

  /** What it is now. It must never change, and must be cheap to take: others wait. */
  I image();

  /** Becomes what it was when {@code image} was taken. */
  void restore(I image);
}
