package dev.swarm.shared.campaign;

import dev.swarm.shared.knob.Knob;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A campaign file, {@code autoresearch.yaml}: what is optimised, what may change and how it is run.
 *
 * @param name of the campaign
 * @param metric the name of the metric in a run's summary
 * @param direction which way the metric gets better
 * @param mutableFiles what an experiment may change, relative to the campaign's directory
 * @param immutableFiles named because they decide the score; whatever is not mutable is immutable
 * @param runCommand what the runner starts in the workspace, through {@code sh -c}
 * @param budget training time of one experiment, more than zero
 * @param limit when a run is killed, counted from its start; longer than the budget
 * @param branchPrefix first part of every branch's name
 * @param nonceRequired whether a summary counts only with the run's nonce in it
 * @param rules for whoever proposes experiments
 * @param knobs the named constants a search may set
 */
public record CampaignFile(
    String name,
    String metric,
    Direction direction,
    List<String> mutableFiles,
    List<String> immutableFiles,
    String runCommand,
    Duration budget,
    Duration limit,
    String branchPrefix,
    boolean nonceRequired,
    List<String> rules,
    List<Knob> knobs) {

  /** The names that a campaign file may have, the first one preferred. */
  public static final List<String> NAMES = List.of("autoresearch.yaml", "autoresearch-config.yaml");

  public CampaignFile {
    mutableFiles = List.copyOf(mutableFiles);
    immutableFiles = List.copyOf(immutableFiles);
    rules = List.copyOf(rules);
    knobs = List.copyOf(knobs);
  }

  /**
   * Reads a campaign file's text.
   *
   * @throws InvalidCampaignException naming the line or key and what to do
   */
  public static CampaignFile parse(String yaml) {
    return CampaignFileReader.read(yaml);
  }

  /**
   * Checks that every file it names is there.
   *
   * @param present paths of the base commit, relative to the campaign's directory
   * @throws InvalidCampaignException naming the first that is not
   */
  public void checkFiles(Set<String> present) {
    checkPresent("mutable_files", mutableFiles, present);
    checkPresent("immutable_files", immutableFiles, present);
  }

  private static void checkPresent(String key, List<String> files, Set<String> present) {
    for (String file : files) {
      if (!present.contains(file)) {
        throw new InvalidCampaignException(
            "The campaign file names '%s' under %s, but the base commit has no such file; commit it or correct the name."
                .formatted(file, key));
      }
    }
  }

  /** The file that holds the knobs: the first mutable one. */
  public String knobFile() {
    return mutableFiles.get(0);
  }
}
