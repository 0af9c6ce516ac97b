package dev.swarm.agent.run;

import java.io.IOException;
import java.util.Optional;

/**
 * Everything a run that has ended has to say: how it ended, its result, and if it crashed why, with
 * the last lines of its log.
 *
 * <p>Immutable. Read out of the run's folder, so it can be read again after a crash.
 */
public record RunReport(Exit exit, RunResult result, LogTail tail, Optional<Crash> crash) {

  /**
   * @param nonce what the summary must name, the run's; empty where the run command is not ours
   */
  public static RunReport read(RunFolder folder, Exit exit, String metric, Optional<String> nonce)
      throws IOException {
    SummaryParser parser = new SummaryParser(metric, nonce);
    RunLog.forEachLine(folder.log(), parser::accept);
    RunResult result = parser.result();
    LogTail tail = LogTail.read(folder.log());
    return new RunReport(exit, result, tail, Crash.of(exit, result, tail));
  }
}
