package dev.swarm.shared.campaign;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a machine, part of its branch and of its experiments' ids.
 *
 * @param text lower-case letters, digits and inner dashes, 1 to 40 of them
 */
public record MachineName(String text) implements Comparable<MachineName> {
  private static final Pattern VALID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

  public MachineName {
    if (!VALID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' can't name a machine; use lower-case letters, digits and inner dashes, at most 40."
              .formatted(text));
    }
  }

  /** The name nearest to a host's: lower case, everything else a dash. */
  public static MachineName fromHost(String host) {
    String slug =
        host.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = slug.length() > 40 ? slug.substring(0, 40) : slug;
    String trimmed = cut.replaceAll("^-+|-+$", "");
    return new MachineName(trimmed.isEmpty() ? "machine" : trimmed);
  }

  @Override
  public int compareTo(MachineName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
