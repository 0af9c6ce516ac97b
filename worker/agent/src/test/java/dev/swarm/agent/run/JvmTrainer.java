package dev.swarm.agent.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A run's command that is a JVM and starts a child of its own; ends when the file go is there. */
final class JvmTrainer {
  private JvmTrainer() {}

  public static void main(String[] args) throws Exception {
    Process child = new ProcessBuilder("setsid", "sleep", "300").start();
    Files.writeString(Path.of("grandchild"), child.pid() + "\n");
    while (!Files.exists(Path.of("go"))) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
