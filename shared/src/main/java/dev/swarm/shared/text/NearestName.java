package dev.swarm.shared.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody probably meant, for errors that name it. */
public final class NearestName {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private NearestName() {}

  /** The known name nearest to {@code typed}, if it is near enough to be a slip of the hand. */
  public static Optional<String> of(String typed, Collection<String> known) {
    int limit = Math.max(2, typed.length() / 2);
    return known.stream()
        .min(
            Comparator.comparingInt((String name) -> DISTANCE.apply(typed, name))
                .thenComparing(Comparator.naturalOrder()))
        .filter(name -> DISTANCE.apply(typed, name) <= limit);
  }

  /** {@code ", did you mean 'name'?"} or a full stop when nothing is near. */
  public static String hint(String typed, Collection<String> known) {
    return of(typed, known).map(name -> "; did you mean '" + name + "'?").orElse(".");
  }
}
