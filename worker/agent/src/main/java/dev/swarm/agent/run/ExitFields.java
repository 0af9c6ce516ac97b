package dev.swarm.agent.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An {@link Exit} as the lines of a run's {@code end} file, and back.
 *
 * <p>Pure. Throws IllegalArgumentException for lines that are none.
 */
final class ExitFields {
  private ExitFields() {}

  static Map<String, String> print(Exit exit) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (exit instanceof Exit.Exited exited) {
      fields.put("kind", "exited");
      fields.put("code", Integer.toString(exited.code()));
      fields.put("after-ms", Long.toString(exited.after().toMillis()));
    } else if (exit instanceof Exit.TimedOut timedOut) {
      fields.put("kind", "timed-out");
      fields.put("after-ms", Long.toString(timedOut.after().toMillis()));
    } else if (exit instanceof Exit.Killed killed) {
      fields.put("kind", "killed");
      fields.put("by", killed.by().name());
      fields.put("why", killed.why());
      fields.put("after-ms", Long.toString(killed.after().toMillis()));
    } else if (exit instanceof Exit.Lost lost) {
      fields.put("kind", "lost");
      fields.put("why", lost.why());
    } else if (exit instanceof Exit.DeviceBusy busy) {
      fields.put("kind", "device-busy");
      fields.put("why", busy.holders());
    } else if (exit instanceof Exit.NotStarted notStarted) {
      fields.put("kind", "not-started");
      fields.put("why", notStarted.why());
    }
    return fields;
  }

  static Exit parse(Map<String, String> fields) {
    switch (fields.getOrDefault("kind", "")) {
      case "exited":
        return new Exit.Exited(Integer.parseInt(fields.get("code")), after(fields));
      case "timed-out":
        return new Exit.TimedOut(after(fields));
      case "killed":
        return new Exit.Killed(
            Exit.Killer.valueOf(fields.getOrDefault("by", "")), why(fields), after(fields));
      case "lost":
        return new Exit.Lost(why(fields));
      case "device-busy":
        return new Exit.DeviceBusy(why(fields));
      case "not-started":
        return new Exit.NotStarted(why(fields));
      default:
        throw new IllegalArgumentException("no way to end: " + fields.get("kind"));
    }
  }

  private static String why(Map<String, String> fields) {
    return fields.getOrDefault("why", "");
  }

  private static Duration after(Map<String, String> fields) {
    return Duration.ofMillis(Long.parseLong(fields.get("after-ms")));
  }
}
