package dev.swarm.agent.worker;

import dev.swarm.agent.run.EndedRun;
import dev.swarm.agent.run.RunReport;
import dev.swarm.agent.run.RunResult;
import dev.swarm.agent.wire.AgentWire;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Scores a win a second time from the weights it saved, by the campaign's verify command: in a
 * process that the experiment's code had no part in. A score that does not come out again is no
 * result, so it is neither kept nor carried to another machine.
 */
final class Verifications {
  /** What the metric is called that the second process found, in the outcome's summary. */
  private static final String PREFIX = "verified_";

  /** How far the two scores may be apart, as a share of the metric: rounding, in another order. */
  private static final double ROUNDING = 1e-3;

  private Verifications() {}

  /** Where a run leaves its weights; it goes with the other files that a run made. */
  static Map<String, String> environment(Workspace workspace, CampaignFile campaign) {
    Path weights = workspace.directory().resolve(".swarm-weights");
    return campaign.verifyCommand().isPresent()
        ? Map.of("SWARM_WEIGHTS", weights.toString())
        : Map.of();
  }

  /**
   * Whether a run is to be verified: it looks like a win.
   *
   * @param incumbent the metric it has to beat; absent before there is one
   */
  static boolean isDue(CampaignFile campaign, RunReport report, OptionalDouble incumbent) {
    return campaign.verifyCommand().isPresent()
        && incumbent.isPresent()
        && report.crash().isEmpty()
        && report.result() instanceof RunResult.Summary summary
        && campaign.direction().better(summary.metric(), incumbent.getAsDouble());
  }

  /**
   * The outcome with what its verification came to.
   *
   * @throws IOException when its log can't be read
   */
  static Outcome with(Outcome outcome, EndedRun verification, CampaignFile campaign)
      throws IOException {
    Optional<String> nonce =
        campaign.nonceRequired()
            ? verification.folder().record().map(record -> record.nonce())
            : Optional.empty();
    RunReport report =
        RunReport.read(verification.folder(), verification.exit(), campaign.metric(), nonce);
    if (report.crash().isPresent() && !report.crash().get().kind().isExperiment()) {
      return AgentWire.outcome(report, outcome.getFacts());
    }
    if (report.crash().isPresent()) {
      return crashed(
          outcome,
          "Its score could not be verified: %s.".formatted(report.crash().get().sentence()));
    }
    double reported = outcome.getMeasured().getMetric();
    double verified = ((RunResult.Summary) report.result()).metric();
    if (Math.abs(verified - reported) > ROUNDING * Math.abs(reported)) {
      return crashed(
          outcome,
          String.format(
              Locale.ROOT,
              "It reported %.6f, but its saved weights score %.6f in a process of their own.",
              reported,
              verified));
    }
    Outcome.Builder confirmed = outcome.toBuilder();
    confirmed.getMeasuredBuilder().putSummary(PREFIX + campaign.metric(), verified);
    return confirmed.build();
  }

  private static Outcome crashed(Outcome outcome, String sentence) {
    return AgentWire.crashed("not-verified", sentence).toBuilder()
        .setFacts(outcome.getFacts())
        .build();
  }
}
