package dev.swarm.agent.workspace;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * An experiment to be committed as it is about to run. The same values give the same commit on
 * every machine and at every time.
 *
 * @param id the experiment's id, {@code <machine>-<number>}
 * @param parent the incumbent's commit on the branch, or the campaign's base
 * @param description one line; line breaks in it become spaces
 * @param files new contents of the mutable files by path from the campaign's directory; empty for a
 *     baseline
 * @param time from the event that made the experiment; git keeps whole seconds of it
 */
public record ExperimentCommit(
    String id, ObjectId parent, String description, Map<String, byte[]> files, Instant time) {
  public ExperimentCommit {
    files = new TreeMap<>(files);
  }

  String message() {
    return "experiment: " + description.replaceAll("\\s+", " ").strip() + "\n";
  }
}
