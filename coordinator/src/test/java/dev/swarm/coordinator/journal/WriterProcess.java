package dev.swarm.coordinator.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link JournalWriter} in a JVM of its own. */
final class WriterProcess {
  private final Process process;
  private final BufferedReader output;
  final List<Integer> acknowledged = new ArrayList<>();

  private WriterProcess(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream()));
  }

  /**
   * @param limits shell commands that set the process's limits, possibly none
   */
  static WriterProcess start(Path journal, int window, String limits) throws IOException {
    return start(journal.toString(), window, limits);
  }

  /** The same on a journal that may be a database. */
  static WriterProcess start(String journal, int window, String limits) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                limits + " exec \"$@\"",
                "sh",
                java,
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                JournalWriter.class.getName(),
                journal,
                Integer.toString(Integer.MAX_VALUE),
                Integer.toString(window))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new WriterProcess(process);
  }

  /** Reads until so many are acknowledged. */
  void awaitAcknowledged(int count) throws IOException {
    while (acknowledged.size() < count) {
      if (!readLine()) {
        throw new AssertionError("the writer ended after " + acknowledged.size());
      }
    }
  }

  /** Sends it a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
      throw new AssertionError("the writer is gone");
    }
  }

  /** Kill -9, then whatever it had acknowledged until then. */
  void killHard() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    while (readLine()) {
      // What was in the pipe counts too.
    }
    process.waitFor();
  }

  /** Reads until nothing is acknowledged any more. */
  boolean awaitStuck() throws IOException, InterruptedException {
    while (readLine()) {
      // Still acknowledged.
    }
    return process.waitFor() == 3;
  }

  private boolean readLine() throws IOException {
    String line = output.readLine();
    if (line == null || line.equals(JournalWriter.STUCK)) {
      return false;
    }
    acknowledged.add(Integer.valueOf(line));
    return true;
  }
}
