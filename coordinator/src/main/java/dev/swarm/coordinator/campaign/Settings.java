package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.search.SearchMethod;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a campaign was started with.
 *
 * @param id its own, told from any other campaign's by its base and the moment it started
 * @param file the campaign file, parsed
 * @param fileText its text as it stands in the base commit
 * @param baseCommit what every branch starts from, 40 hex digits
 * @param directory where the campaign lies in its repository; empty for its root
 * @param baseKnobs value by knob name at the base commit
 * @param limits what may be changed between two starts
 */
public record Settings(
    String id,
    CampaignFile file,
    String fileText,
    String baseCommit,
    String directory,
    Map<String, String> baseKnobs,
    Limits limits) {
  public Settings {
    baseKnobs = Map.copyOf(baseKnobs);
  }

  Settings with(Limits changed) {
    return new Settings(id, file, fileText, baseCommit, directory, baseKnobs, changed);
  }

  /**
   * What may be changed between two starts of a coordinator.
   *
   * @param seed of the search and of every run
   * @param experimentsPerMachine after the baseline; absent for no limit
   * @param waitFor how many machines must have joined before the first baseline starts
   * @param approval whether each machine waits after its baseline until somebody approves
   * @param minGain how much better a win must be to be offered to others, in the metric's unit;
   *     absent for its machine's noise floor
   * @param search what finds a machine's next settings
   */
  public record Limits(
      long seed,
      OptionalInt experimentsPerMachine,
      int waitFor,
      boolean approval,
      OptionalDouble minGain,
      SearchMethod search) {
    public Limits {
      // A command of a node that is not brought up to date yet does not name it.
      search = Objects.requireNonNullElse(search, SearchMethod.RANDOM);
    }

    /** What wins by more than its machine's noise floor is offered to others, found at random. */
    public Limits(long seed, OptionalInt experimentsPerMachine, int waitFor, boolean approval) {
      this(
          seed,
          experimentsPerMachine,
          waitFor,
          approval,
          OptionalDouble.empty(),
          SearchMethod.RANDOM);
    }
  }
}
