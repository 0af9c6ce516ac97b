package dev.swarm.agent.run;

import dev.swarm.shared.campaign.RunLimits;
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
 * @param network whether it may reach the network
 * @param startedAt the worker's clock, just before it started the wrapper; the cycle limit counts
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
    RunLimits limits,
    boolean network,
    Instant startedAt,
    OptionalLong oomKills) {

  static RunRecord of(RunSpec spec, Instant startedAt, OptionalLong oomKills) {
    return new RunRecord(
        spec.experiment(),
        spec.token(),
        spec.base(),
        spec.nonce(),
        spec.command(),
        spec.limits(),
        spec.surroundings().network(),
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
    fields.put("training-ms", Long.toString(limits.training().toMillis()));
    fields.put("cycle-ms", Long.toString(limits.cycle().toMillis()));
    limits.memory().ifPresent(bytes -> fields.put("memory", Long.toString(bytes)));
    fields.put("processes", Integer.toString(limits.processes()));
    fields.put("file-size", Long.toString(limits.fileSize()));
    fields.put("log", Long.toString(limits.log()));
    fields.put("network", Boolean.toString(network));
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
        limits(fields),
        Boolean.parseBoolean(needed(fields, "network")),
        Instant.ofEpochMilli(Long.parseLong(needed(fields, "started-ms"))),
        whole(fields, "oom-kills"));
  }

  private static RunLimits limits(Map<String, String> fields) {
    return new RunLimits(
        Duration.ofMillis(Long.parseLong(needed(fields, "training-ms"))),
        Duration.ofMillis(Long.parseLong(needed(fields, "cycle-ms"))),
        whole(fields, "memory"),
        Integer.parseInt(needed(fields, "processes")),
        Long.parseLong(needed(fields, "file-size")),
        Long.parseLong(needed(fields, "log")));
  }

  private static OptionalLong whole(Map<String, String> fields, String key) {
    return fields.containsKey(key)
        ? OptionalLong.of(Long.parseLong(fields.get(key)))
        : OptionalLong.empty();
  }

  private static String needed(Map<String, String> fields, String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalArgumentException("has no line " + key);
    }
    return value;
  }
}
