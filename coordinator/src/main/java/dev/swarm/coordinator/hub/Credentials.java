package dev.swarm.coordinator.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What an Authorization header says: HTTP Basic with the machine's name and the token, as the git
 * program sends it, or a bare Bearer token, which names no machine and so can only read.
 */
record Credentials(Optional<String> machine, String token) {
  static Optional<Credentials> parse(String header) {
    if (header == null) {
      return Optional.empty();
    }
    String[] words = header.strip().split(" +", 2);
    if (words.length < 2) {
      return Optional.empty();
    }
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> Optional.of(new Credentials(Optional.empty(), words[1]));
      case "basic" -> parseBasic(words[1]);
      default -> Optional.empty();
    };
  }

  private static Optional<Credentials> parseBasic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(
              new Credentials(
                  Optional.of(pair.substring(0, colon)).filter(name -> !name.isBlank()),
                  pair.substring(colon + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Credentials[machine=" + machine + ", token hidden]";
  }
}
