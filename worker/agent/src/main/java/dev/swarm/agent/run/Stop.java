package dev.swarm.agent.run;

import java.util.Map;

/**
 * Why a run is being killed. Written to its folder before the first signal is sent, for two
 * readers: the wrapper, which does not start a command it finds stopped, and a restarted worker,
 * which reports the time-out and not the signal.
 *
 * <p>Immutable.
 */
record Stop(Cause cause, String why) {

  enum Cause {
    TIME_OUT("time-out"),
    ASKED("asked"),
    LOG_LIMIT("log-limit"),
    MEMORY_LIMIT("memory-limit"),
    PROCESS_LIMIT("process-limit"),
    NEVER_STARTED("never-started");

    private final String word;

    Cause(String word) {
      this.word = word;
    }
  }

  /** It takes what others need: there is no time for it to clean up. */
  boolean isUrgent() {
    return cause == Cause.LOG_LIMIT || cause == Cause.MEMORY_LIMIT || cause == Cause.PROCESS_LIMIT;
  }

  Map<String, String> toFields() {
    return Map.of("cause", cause.word, "why", why);
  }

  static Stop fromFields(Map<String, String> fields) {
    String word = fields.getOrDefault("cause", "");
    for (Cause cause : Cause.values()) {
      if (cause.word.equals(word)) {
        return new Stop(cause, fields.getOrDefault("why", ""));
      }
    }
    throw new IllegalArgumentException("has no known cause: " + word);
  }
}
