package dev.swarm.agent.run;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a run's folder says was asked for: enough for a restarted worker to go on with the run and
 * report its outcome. The environment is left out, for it may hold what must not lie on disk.
 *
 * <p>Immutable.
 *
 * @param startedAt the worker's clock, just before it started the wrapper; the hard limit counts
 *     from here, also after a restart
 * @param oomKills the kernel's count of processes it killed for memory, at the start; empty where
 *     the host does not tell
 */
public record RunRecord(
    String experiment,
    long token,
    String base,
    String nonce,
    String command,
    Duration hardLimit,
    Instant startedAt,
    OptionalLong oomKills) {

  static RunRecord of(RunSpec spec, Instant startedAt, OptionalLong oomKills) {
    return new RunRecord(
        spec.experiment(),
        spec.token(),
        spec.base(),
        spec.nonce(),
        spec.command(),
        spec.hardLimit(),
        startedAt,
        oomKills);
  }

  Map<String, String> toFields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("experiment", experiment);
    fields.put("token", Long.toString(token));
    fields.put("base", base);
    fields.put("nonce", nonce);
    fields.put("command", command);
    fields.put("hard-limit-ms", Long.toString(hardLimit.toMillis()));
    fields.put("started-ms", Long.toString(startedAt.toEpochMilli()));
    oomKills.ifPresent(kills -> fields.put("oom-kills", Long.toString(kills)));
    return fields;
  }

  /** Throws IllegalArgumentException where a field is missing or no number. */
  static RunRecord fromFields(Map<String, String> fields) {
    return new RunRecord(
        needed(fields, "experiment"),
        Long.parseLong(needed(fields, "token")),
        needed(fields, "base"),
        needed(fields, "nonce"),
        needed(fields, "command"),
        Duration.ofMillis(Long.parseLong(needed(fields, "hard-limit-ms"))),
        Instant.ofEpochMilli(Long.parseLong(needed(fields, "started-ms"))),
        fields.containsKey("oom-kills")
            ? OptionalLong.of(Long.parseLong(fields.get("oom-kills")))
            : OptionalLong.empty());
  }

  private static String needed(Map<String, String> fields, String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalArgumentException("has no line " + key);
    }
    return value;
  }
}
