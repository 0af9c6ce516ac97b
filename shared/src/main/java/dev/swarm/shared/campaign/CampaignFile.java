package dev.swarm.shared.campaign;

import dev.swarm.shared.knob.Knob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A campaign file, {@code autoresearch.yaml}: what is optimised, what may change and how it is run.
 *
 * @param name of the campaign
 * @param metric the name of the metric in a run's summary
 * @param direction {@code metric_direction}: which way the metric gets better
 * @param mutableFiles what an experiment may change, relative to the campaign's folder
 * @param immutableFiles named because they decide the score; whatever is not mutable is immutable
 * @param runCommand what the runner starts in the workspace, through {@code sh -c}; without a
 *     redirect to run.log at its end, which the runner takes over
 * @param evalCommand run in the workspace after a run that ended well, with run.log there; its
 *     output holds the metric as its one number. Absent: the metric is read from run.log
 * @param verifyCommand evaluates a win once more in a process of its own; absent: nothing does
 * @param data further paths that a run may read, outside the workspace; {@code ~} is the home of
 *     whoever started the worker
 * @param network whether a run may reach the network
 * @param budget training time of one experiment, more than zero
 * @param limits when a run is killed
 * @param keep how it is decided what is kept
 * @param retries how often what failed is tried again
 * @param branchPrefix first part of every branch's name
 * @param nonceRequired whether a summary counts only with the run's nonce in it
 * @param rules for whoever proposes experiments
 * @param knobs the named constants a search may set
 * @param ladder the same idea at several scales; absent where there is one only
 * @param classes the whole of this file as it holds for a hardware class, where that differs
 */
public record CampaignFile(
    String name,
    String metric,
    Direction direction,
    List<String> mutableFiles,
    List<String> immutableFiles,
    String runCommand,
    Optional<String> evalCommand,
    Optional<String> verifyCommand,
    List<String> data,
    Network network,
    Duration budget,
    RunLimits limits,
    KeepRules keep,
    Retries retries,
    String branchPrefix,
    boolean nonceRequired,
    List<String> rules,
    List<Knob> knobs,
    Optional<Ladder> ladder,
    Map<String, CampaignFile> classes) {

  /** The names that a campaign file may have, the first one preferred. */
  public static final List<String> NAMES = List.of("autoresearch.yaml", "autoresearch-config.yaml");

  public CampaignFile {
    mutableFiles = List.copyOf(mutableFiles);
    immutableFiles = List.copyOf(immutableFiles);
    data = List.copyOf(data);
    rules = List.copyOf(rules);
    knobs = List.copyOf(knobs);
    classes = Map.copyOf(classes);
  }

  /**
   * Reads a campaign file's text.
   *
   * @throws InvalidCampaignException naming the line or key and what to do
   */
  public static CampaignFile parse(String yaml) {
    return CampaignFileReader.read(yaml);
  }

  /** A run command without a redirect to run.log at its end, which the runner takes over. */
  public static String withoutLogRedirect(String command) {
    return LogRedirect.strip(command);
  }

  /** The file as it holds for a hardware class; this one where nothing differs there. */
  public CampaignFile forClass(String hardwareClass) {
    return classes.getOrDefault(hardwareClass, this);
  }

  /** The knobs that a search may set: those that the ladder leaves alone. */
  public List<Knob> searched() {
    return ladder.isEmpty()
        ? knobs
        : knobs.stream().filter(each -> !ladder.get().knobs().contains(each.name())).toList();
  }

  /** The file as it holds for a run on a rung of its ladder: with that rung's time. */
  public CampaignFile on(Ladder.Rung rung) {
    return new CampaignFile(
        name,
        metric,
        direction,
        mutableFiles,
        immutableFiles,
        runCommand,
        evalCommand,
        verifyCommand,
        data,
        network,
        rung.budget(),
        rung.budget().equals(budget) ? limits : limits.forBudget(rung.budget()),
        keep,
        retries,
        branchPrefix,
        nonceRequired,
        rules,
        knobs,
        ladder,
        classes);
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

  /** The file that holds a knob: the one it names, or else the first mutable one. */
  public String fileOf(String knob) {
    return knobs.stream()
        .filter(each -> each.name().equals(knob))
        .findFirst()
        .flatMap(Knob::file)
        .orElse(mutableFiles.get(0));
  }

  /**
   * Sorts settings by the file that they are made in.
   *
   * @param settings value by knob name
   * @return the settings by the path of their file
   */
  public Map<String, Map<String, String>> byFile(Map<String, String> settings) {
    Map<String, Map<String, String>> files = new TreeMap<>();
    settings.forEach(
        (knob, value) ->
            files.computeIfAbsent(fileOf(knob), file -> new TreeMap<>()).put(knob, value));
    return files;
  }
}
