package dev.swarm.agent.worker;

import dev.swarm.agent.run.Evaluation;
import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.Run;
import dev.swarm.agent.run.RunFolder;
import dev.swarm.agent.run.Runner;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The campaign's eval command, as a run of its own after an experiment's: the experiment's
 * processes are gone by then, and run.log lies in the workspace. One thread. If the worker dies
 * meanwhile, the evaluation goes on, and the next life finds it by its name.
 */
final class Evaluations {
  private static final String SUFFIX = "-evaluation";

  /** What it gets at least, however long the experiment took of the cycle's limit. */
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final Runner runner;
  private final RunSpecs specs;
  private Optional<Run> current = Optional.empty();

  Evaluations(Runner runner, RunSpecs specs) {
    this.runner = runner;
    this.specs = specs;
  }

  /** The one that was started or taken over and not forgotten yet. */
  Optional<Run> current() {
    return current;
  }

  /** What the current one came to, once it has ended. */
  Optional<Evaluation> ended() {
    return current.flatMap(run -> run.folder().end().map(end -> new Evaluation(run.folder(), end)));
  }

  void forget() {
    current = Optional.empty();
  }

  /** The folder of an experiment's evaluation, if that was ever started. */
  Optional<RunFolder> find(HeldExperiment held) {
    return runner.find(held.getExperiment() + SUFFIX, held.getToken());
  }

  /** Whether a campaign has one for a run that ended so. */
  static boolean isDue(CampaignFile campaign, Exit exit) {
    return campaign.evalCommand().isPresent()
        && exit instanceof Exit.Exited exited
        && exited.code() == 0;
  }

  Run adopt(RunFolder before) {
    current = Optional.of(runner.adopt(before, ignored -> {}));
    return current.get();
  }

  /**
   * @param ran how long the experiment took of the cycle's limit
   * @throws IOException when the host can't start it
   */
  Run start(Started started, Duration ran, Workspace workspace, CampaignFile campaign)
      throws IOException {
    workspace.writeLog(started.run().folder().log());
    Duration left = campaign.limits().cycle().minus(ran);
    HeldExperiment held = started.held();
    current =
        Optional.of(
            runner.start(
                specs.of(
                    held.getExperiment() + SUFFIX,
                    held.getToken(),
                    started.run().record().base(),
                    campaign.evalCommand().orElseThrow(),
                    campaign.limits().within(left.compareTo(SHORTEST) > 0 ? left : SHORTEST),
                    false,
                    Map.of(),
                    workspace,
                    campaign),
                ignored -> {}));
    return current.get();
  }
}
