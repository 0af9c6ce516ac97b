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
    return of(folder, exit, summary(folder, metric, nonce).result());
  }

  /**
   * With the metric from the campaign's eval command, which has ended; all else the run's log says.
   */
  public static RunReport read(RunFolder folder, Exit exit, String metric, EndedRun evaluation)
      throws IOException {
    if (!(evaluation.exit() instanceof Exit.Exited exited)) {
      return of(
          folder,
          evaluation.exit(),
          new RunResult.Problem(
              RunResult.Code.EVALUATION_FAILED, "the eval command was not let end"));
    }
    EvaluationOutput output = new EvaluationOutput(metric);
    RunLog.forEachLine(evaluation.folder().log(), output::accept);
    return of(
        folder,
        exit,
        output.result(exited.code(), summary(folder, metric, Optional.empty()).numbers()));
  }

  private static SummaryParser summary(RunFolder folder, String metric, Optional<String> nonce)
      throws IOException {
    SummaryParser parser = new SummaryParser(metric, nonce);
    RunLog.forEachLine(folder.log(), parser::accept);
    return parser;
  }

  private static RunReport of(RunFolder folder, Exit exit, RunResult result) throws IOException {
    boolean network = folder.record().map(RunRecord::network).orElse(false);
    LogTail tail = LogTail.read(folder.log());
    return new RunReport(exit, result, tail, Crash.of(exit, result, tail, network));
  }
}
