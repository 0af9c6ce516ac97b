package dev.swarm.trainer;

/** The one thing that {@code Train.java} provides. */
@FunctionalInterface
public interface Training {
  /**
   * Trains until {@link Harness#training()} says that the budget is spent.
   *
   * @param harness data, clock and engine of this run
   * @return the model to score
   */
  TrainedModel train(Harness harness);
}
