package dev.swarm.shared.comparison;

import dev.swarm.shared.pollination.Discovery;
import java.util.List;
import java.util.SortedMap;

/**
 * What is known of a change across hardware classes.
 *
 * @param change its identity; the first of them, where it was found more than once
 * @param alsoFoundAs its other identities, where machines thought of it independently
 * @param description one line
 * @param discovery what the classes say together
 * @param results what each class says that tried it, by class
 * @param untried what is known of each class that has not tried it, by class
 * @param waiting machines that are still to measure it
 */
public record ChangeReport(
    String change,
    List<String> alsoFoundAs,
    String description,
    Discovery discovery,
    SortedMap<String, ClassResult> results,
    SortedMap<String, Untried> untried,
    List<Waiting> waiting) {

  /**
   * Why a class has no result of a change.
   *
   * @param notTransferable experiments that could not put it on what stands there
   * @param together experiments that tried it there only together with others
   */
  public record Untried(List<String> notTransferable, List<String> together) {}
}
