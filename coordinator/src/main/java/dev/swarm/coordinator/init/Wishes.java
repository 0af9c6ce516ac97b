package dev.swarm.coordinator.init;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.NearestName;
import java.time.Duration;
import java.util.Optional;

/**
 * What the operator says about a repository instead of having it found.
 *
 * @param mutable path of the mutable file from the campaign's folder
 * @param command what runs an experiment
 * @param metric its name in the output
 * @param direction which way it gets better
 * @param budget training time of one experiment
 */
public record Wishes(
    Optional<String> mutable,
    Optional<String> command,
    Optional<String> metric,
    Optional<Direction> direction,
    Optional<Duration> budget) {

  void checkMutable(SourceFolder folder) {
    if (mutable.isPresent() && !folder.has(mutable.get())) {
      throw new Complaint(
          "%s has no tracked file '%s'%s"
              .formatted(
                  folder.folder(), mutable.get(), NearestName.hint(mutable.get(), folder.files())));
    }
  }
}
