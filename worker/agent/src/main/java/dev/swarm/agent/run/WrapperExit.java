package dev.swarm.agent.run;

import java.time.Instant;
import java.util.Map;

/**
 * What the wrapper left as {@code exit}: the command's code, or why it never started the command.
 *
 * <p>Immutable.
 *
 * @param code the command's, 128 + signal where it died of one; 0 unless it ran
 * @param at when the file was written
 */
record WrapperExit(State state, int code, String why, Instant at) {

  enum State {
    EXITED,
    BUSY,
    FAILED,
    STOPPED
  }

  static WrapperExit fromFields(Map<String, String> fields, Instant at) {
    String why = fields.getOrDefault("why", "");
    switch (fields.getOrDefault("state", "")) {
      case "exited":
        return new WrapperExit(State.EXITED, Integer.parseInt(fields.get("code")), why, at);
      case "busy":
        return new WrapperExit(State.BUSY, 0, why, at);
      case "failed":
        return new WrapperExit(State.FAILED, 0, why, at);
      case "stopped":
        return new WrapperExit(State.STOPPED, 0, why, at);
      default:
        throw new IllegalArgumentException("has no known state: " + fields.get("state"));
    }
  }
}
