package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.JournalReader;
import dev.swarm.coordinator.snapshot.Projection;

/** Ledgers, and how much they were told. */
final class Watched<I extends Record> implements Projection<I> {
  private final Projection<I> real;
  private long told;

  Watched(Projection<I> real) {
    this.real = real;
  }

  /** How many events, since it was made. */
  long told() {
    return told;
  }

  @Override
  public void over(JournalReader journal) {
    real.over(journal);
  }

  @Override
  public void apply(long number, Event event) {
    told++;
    real.apply(number, event);
  }

  @Override
  public Class<I> imageType() {
    return real.imageType();
  }

  @Override
  public I image() {
    return real.image();
  }

  @Override
  public void restore(I image) {
    real.restore(image);
  }
}
