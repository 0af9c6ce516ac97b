package dev.swarm.shared.experiment;

import dev.swarm.shared.campaign.MachineName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a change wherever it travels: by the experiment that measured it first, {@code m4max-7}, or
 * by the commit that somebody promoted, 40 hex digits. It stays, however far the change is carried.
 */
public record ChangeId(String text) implements Comparable<ChangeId> {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  public ChangeId {
    if (!COMMIT.matcher(text).matches()) {
      ExperimentId.parse(text);
    }
  }

  /** Of what an experiment measured first. */
  public static ChangeId of(ExperimentId experiment) {
    return new ChangeId(experiment.toString());
  }

  /** The experiment that measured it first; absent for a promoted commit. */
  public Optional<ExperimentId> experiment() {
    return COMMIT.matcher(text).matches()
        ? Optional.empty()
        : Optional.of(ExperimentId.parse(text));
  }

  /** Whether it was found on this machine, so that it can't be carried there. */
  public boolean isFrom(MachineName machine) {
    // A commit has no dash, and an experiment's number none after the machine's name.
    int name = machine.text().length();
    return text.startsWith(machine.text()) && text.lastIndexOf('-') == name;
  }

  @Override
  public int compareTo(ChangeId other) {
    return text.compareTo(other.text);
  }

  /** As people are shown it: an experiment's id, or the first seven digits of a commit. */
  @Override
  public String toString() {
    return COMMIT.matcher(text).matches() ? text.substring(0, 7) : text;
  }
}
