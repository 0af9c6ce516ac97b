package dev.swarm.agent.worker;

import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.HostTools;
import dev.swarm.agent.run.Progress;
import dev.swarm.agent.run.Run;
import dev.swarm.agent.run.RunFolder;
import dev.swarm.agent.run.RunSpec;
import dev.swarm.agent.run.Runner;
import dev.swarm.agent.run.RunnerSettings;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.wire.AgentWire;
import dev.swarm.agent.workspace.ExperimentCommit;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One accelerator or one set of cores, and the one experiment on it: commits the experiment as it
 * will run, puts it into the workspace, starts it, and says what came of it. One thread. A run goes
 * on when the worker dies; the next life finds it by the file {@code current} and takes it over.
 */
final class Device implements AutoCloseable {
  private static final String CACHE = "SWARM_CACHE";
  private static final int RUN_FOLDERS_KEPT = 20;

  private final WorkerOptions options;
  private final WorkerFolder folder;
  private final Clock clock;
  private final SandboxProbe probe;
  private final Runner runner;
  private final RunSpecs specs;
  private final Scoring scoring;
  private final Consumer<Progress> progress;
  private Optional<Started> running = Optional.empty();
  private Optional<Instant> idleSince = Optional.empty();

  Device(WorkerOptions options, WorkerFolder folder, Clock clock, Consumer<Progress> progress)
      throws IOException {
    this.options = options;
    this.folder = folder;
    this.clock = clock;
    this.progress = progress;
    this.probe =
        SandboxProbe.look(System.getenv().getOrDefault("PATH", ""), folder.path().resolve("probe"));
    this.runner =
        Runner.open(
            RunnerSettings.of(folder.runs(), DeviceLocks.of(options, environment())),
            HostTools.find(System.getenv().getOrDefault("PATH", "")),
            probe.sandbox(),
            environment(),
            clock);
    RunSurroundings surroundings =
        RunSurroundings.of(options, folder, environment().getOrDefault(CACHE, ""));
    this.specs = new RunSpecs(options, surroundings);
    this.scoring =
        new Scoring(
            runner,
            specs,
            new ProgramCheck(surroundings.programs(), surroundings.path(), clock),
            clock);
  }

  /** What its experiments are shut in by. */
  SandboxProbe sandbox() {
    return probe;
  }

  Optional<Started> running() {
    return running;
  }

  /** Takes over what an earlier life left: its current run goes on, anything else is killed. */
  Optional<Started> adopt() throws IOException {
    Optional<ReportedOutcome> current = readCurrent();
    Optional<RunFolder> left =
        current.flatMap(
            each -> runner.find(each.getHeld().getExperiment(), each.getHeld().getToken()));
    for (RunFolder other : runner.unfinished()) {
      boolean isLeft = left.isPresent() && left.get().path().equals(other.path());
      boolean isScoring = current.isPresent() && scoring.isOf(other, current.get().getHeld());
      if (!isLeft && !isScoring) {
        runner.adopt(other, ignored -> {}).kill("the worker does not know this run any more");
      }
    }
    running =
        left.map(
            each -> {
              Run run = runner.adopt(each, progress);
              return new Started(current.get(), run, run.record().startedAt(), Optional.empty());
            });
    return running;
  }

  /**
   * Starts an experiment.
   *
   * @param base the commit it is made on
   * @throws InapplicableEdit when its edit can't be applied there, or does nothing
   * @throws IOException when the host can't start it; nothing runs then
   */
  Started start(Assignment assignment, ObjectId base, Workspace workspace, CampaignFile campaign)
      throws InapplicableEdit, IOException {
    EditedFiles edited = EditedFiles.of(assignment, base, workspace, campaign);
    HeldExperiment held = held(assignment);
    ReportedOutcome.Builder report = ReportedOutcome.newBuilder().setHeld(held);
    if (assignment.hasBase()) {
      report.setBase(assignment.getBase());
    }
    report.getOutcomeBuilder().getFactsBuilder().setSettingsOnly(edited.settingsOnly());
    ObjectId commit = commit(assignment, base, workspace, edited.files());
    report.setCommit(commit.name()).setRef(Workspace.experimentRef(name(assignment)));
    workspace.checkout(commit);
    DurableFile.write(folder.current(), report.build().toByteArray());
    Optional<RunFolder> before = runner.find(held.getExperiment(), held.getToken());
    // What was tried before is not tried again under one token; it is only told how that ended.
    Run run =
        before.isPresent()
            ? runner.adopt(before.get(), progress)
            : runner.start(spec(assignment, base, workspace, campaign), progress);
    Instant startedAt = clock.instant();
    Started started =
        new Started(
            report.build(),
            run,
            startedAt,
            idleSince.map(since -> Duration.between(since, startedAt)));
    running = Optional.of(started);
    return started;
  }

  /** Commits an experiment whose edit can't be applied, unchanged, so that its row has a commit. */
  ReportedOutcome inapplicable(
      Assignment assignment, ObjectId base, Workspace workspace, InapplicableEdit why) {
    ReportedOutcome.Builder report =
        ReportedOutcome.newBuilder()
            .setHeld(held(assignment))
            .setCommit(commit(assignment, base, workspace, Map.of()).name())
            .setRef(Workspace.experimentRef(name(assignment)))
            .setOutcome(AgentWire.crashed(why.kind(), why.getMessage(), why.conflict()));
    if (assignment.hasBase()) {
      report.setBase(assignment.getBase());
    }
    return report.build();
  }

  /** Forgets a run that never began, so that it may be started again under the same token. */
  void release(Started started) throws IOException {
    started.run().folder().delete();
    Files.deleteIfExists(folder.current());
    running = Optional.empty();
  }

  /** What is alive of the experiment: its run or, once that has ended, what follows it. */
  Optional<Run> live() {
    return scoring.live().or(() -> running.map(Started::run));
  }

  /** What is done with a run that has ended, before its outcome is known. */
  Scoring scoring() {
    return scoring;
  }

  /** Where an outcome is safe. */
  interface Safe {
    void keep(ReportedOutcome report) throws IOException;
  }

  /** Says what came of a run that has ended; once that is safe, the device is free. */
  ReportedOutcome ended(
      Started started, Exit exit, Workspace workspace, CampaignFile campaign, Safe safe)
      throws IOException {
    ReportedOutcome report = scoring.report(started, exit, workspace, campaign);
    safe.keep(report);
    Files.deleteIfExists(folder.current());
    running = Optional.empty();
    idleSince = Optional.of(started.run().record().startedAt().plus(scoring.whole(started, exit)));
    scoring.forget();
    tidy();
    return report;
  }

  /** Removes the folders of old runs; the newest stay for whoever wants to read a run.log. */
  private void tidy() throws IOException {
    List<RunFolder> folders = runner.folders();
    for (RunFolder old : folders.subList(0, Math.max(0, folders.size() - RUN_FOLDERS_KEPT))) {
      if (old.end().isPresent()) {
        old.delete();
      }
    }
  }

  @Override
  public void close() {
    runner.close();
  }

  static HeldExperiment held(Assignment assignment) {
    return HeldExperiment.newBuilder()
        .setExperiment(assignment.getExperiment())
        .setToken(assignment.getToken())
        .build();
  }

  private static ObjectId commit(
      Assignment assignment, ObjectId base, Workspace workspace, Map<String, byte[]> files) {
    return workspace.commitExperiment(
        new ExperimentCommit(
            name(assignment),
            base,
            assignment.getProposal().getDescription(),
            files,
            Instant.ofEpochMilli(assignment.getAssignedAtMs())));
  }

  private RunSpec spec(
      Assignment assignment, ObjectId base, Workspace workspace, CampaignFile campaign)
      throws IOException {
    return specs.of(
        assignment.getExperiment(),
        assignment.getToken(),
        base.name(),
        campaign.runCommand(),
        campaign.limits(),
        assignment.getProposal().getOrigin() == Origin.ORIGIN_BASELINE,
        environment(assignment, workspace, campaign),
        workspace,
        campaign);
  }

  private static Map<String, String> environment(
      Assignment assignment, Workspace workspace, CampaignFile campaign) {
    Map<String, String> environment = new HashMap<>(Verifications.environment(workspace, campaign));
    environment.put("SWARM_SEED", Long.toString(assignment.getSeed()));
    return environment;
  }

  /** A second attempt may run on another head, so it has a commit and a ref of its own. */
  private static String name(Assignment assignment) {
    return assignment.getAttempt() > 1
        ? assignment.getExperiment() + "." + assignment.getAttempt()
        : assignment.getExperiment();
  }

  private Optional<ReportedOutcome> readCurrent() throws IOException {
    return Files.exists(folder.current())
        ? Optional.of(ReportedOutcome.parseFrom(Files.readAllBytes(folder.current())))
        : Optional.empty();
  }

  /** The worker's own, and over it what it gives to every run. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(options.environment());
    return environment;
  }
}
