package dev.swarm.shared.campaign;

/**
 * {@code retries} of a campaign file: how often what failed is tried again.
 *
 * @param infrastructure failures in a row that put a machine aside, such as a full disk; at least 1
 * @param repairs attempts at mending an experiment that crashed, where its proposer can; 0 for none
 */
public record Retries(int infrastructure, int repairs) {
  static Retries read(Fields fields) {
    return new Retries(fields.whole("infrastructure", 1, 3), fields.whole("repairs", 0, 2));
  }
}
