package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.Map;

/**
 * Where a machine pushes to and as whom. The token stays in memory: it is written neither into the
 * clone's configuration nor into a log.
 */
public record Remote(URI address, String machine, String token) {
  Map<String, String> headers() {
    if (token.isEmpty()) {
      return Map.of();
    }
    String pair = machine + ":" + token;
    return Map.of(
        "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
  }

  @Override
  public String toString() {
    return "Remote[address=%s, machine=%s, token hidden]".formatted(address, machine);
  }
}
