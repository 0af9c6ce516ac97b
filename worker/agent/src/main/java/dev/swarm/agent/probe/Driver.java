package dev.swarm.agent.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks NVIDIA's driver, if there is one. */
final class Driver {
  private static final long SECONDS = 10;

  private Driver() {}

  /** A line of these fields, with commas between them, for each accelerator; absent without one. */
  static Optional<String> ask(String fields) {
    try {
      Process query =
          new ProcessBuilder(
                  List.of("nvidia-smi", "--query-gpu=" + fields, "--format=csv,noheader,nounits"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      query.getOutputStream().close();
      if (!query.waitFor(SECONDS, TimeUnit.SECONDS)) {
        query.destroyForcibly();
        return Optional.empty();
      }
      String answer = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return query.exitValue() == 0 ? Optional.of(answer) : Optional.empty();
    } catch (IOException noDriver) {
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
