package dev.swarm.agent.worker;

import dev.swarm.agent.run.EndedRun;
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
 * A command that runs in the workspace after an experiment's, as a run of its own: the experiment's
 * processes are gone by then. One thread. If the worker dies meanwhile, it goes on, and the next
 * life finds it by its name.
 */
final class FollowUp {
  /** What it gets at least, however long the experiment took of the cycle's limit. */
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final Runner runner;
  private final RunSpecs specs;
  private final String suffix;
  private Optional<Run> current = Optional.empty();

  /**
   * @param suffix tells its folder from the experiment's
   */
  FollowUp(Runner runner, RunSpecs specs, String suffix) {
    this.runner = runner;
    this.specs = specs;
    this.suffix = suffix;
  }

  /** The one that was started or taken over and not forgotten yet. */
  Optional<Run> current() {
    return current;
  }

  /** What the current one came to, once it has ended. */
  Optional<EndedRun> ended() {
    return current.flatMap(run -> run.folder().end().map(end -> new EndedRun(run.folder(), end)));
  }

  void forget() {
    current = Optional.empty();
  }

  /** Its folder, if it was ever started for an experiment. */
  Optional<RunFolder> find(HeldExperiment held) {
    return runner.find(held.getExperiment() + suffix, held.getToken());
  }

  /** Whether a folder is its own for an experiment, under whatever token. */
  boolean isOf(RunFolder folder, HeldExperiment held) {
    String name = folder.path().getFileName().toString();
    return name.startsWith(held.getExperiment() + suffix + ".");
  }

  Run adopt(RunFolder before) {
    current = Optional.of(runner.adopt(before, ignored -> {}));
    return current.get();
  }

  /**
   * @param ran how long the experiment took of the cycle's limit
   * @param environment more than every run has
   * @throws IOException when the host can't start it
   */
  Run start(
      Started started,
      Duration ran,
      String command,
      Map<String, String> environment,
      Workspace workspace,
      CampaignFile campaign)
      throws IOException {
    Duration left = campaign.limits().cycle().minus(ran);
    HeldExperiment held = started.held();
    current =
        Optional.of(
            runner.start(
                specs.of(
                    held.getExperiment() + suffix,
                    held.getToken(),
                    started.run().record().base(),
                    command,
                    campaign.limits().within(left.compareTo(SHORTEST) > 0 ? left : SHORTEST),
                    false,
                    environment,
                    workspace,
                    campaign),
                ignored -> {}));
    return current.get();
  }
}
