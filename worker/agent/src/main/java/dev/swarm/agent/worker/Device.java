package dev.swarm.agent.worker;

import dev.swarm.agent.run.EndedRun;
import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.HostTools;
import dev.swarm.agent.run.Progress;
import dev.swarm.agent.run.Run;
import dev.swarm.agent.run.RunFolder;
import dev.swarm.agent.run.RunReport;
import dev.swarm.agent.run.RunSpec;
import dev.swarm.agent.run.Runner;
import dev.swarm.agent.run.RunnerSettings;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.wire.AgentWire;
import dev.swarm.agent.workspace.ExperimentCommit;
import dev.swarm.agent.workspace.LineCount;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LineChange;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.knob.KnobText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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
  private final ProgramCheck programs;
  private final RunSpecs specs;
  private final FollowUp evaluation;
  private final FollowUp verification;
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
    this.programs = new ProgramCheck(surroundings.programs(), surroundings.path());
    this.specs = new RunSpecs(options, surroundings);
    this.evaluation = new FollowUp(runner, specs, "-evaluation");
    this.verification = new FollowUp(runner, specs, "-verification");
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
    Optional<RunFolder> evaluated = current.flatMap(each -> evaluation.find(each.getHeld()));
    Optional<RunFolder> verified = current.flatMap(each -> verification.find(each.getHeld()));
    for (RunFolder other : runner.unfinished()) {
      if (!isAt(left, other) && !isAt(evaluated, other) && !isAt(verified, other)) {
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
   * @throws dev.swarm.shared.knob.KnobException when its edit can't be applied there
   * @throws IOException when the host can't start it; nothing runs then
   */
  Started start(Assignment assignment, ObjectId base, Workspace workspace, CampaignFile campaign)
      throws IOException {
    Map<String, byte[]> files = edited(assignment, base, workspace, campaign);
    HeldExperiment held = held(assignment);
    ReportedOutcome.Builder report = ReportedOutcome.newBuilder().setHeld(held);
    if (assignment.hasBase()) {
      report.setBase(assignment.getBase());
    }
    ObjectId commit = commit(assignment, base, workspace, files);
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
  ReportedOutcome unappliable(
      Assignment assignment, ObjectId base, Workspace workspace, String reason) {
    ReportedOutcome.Builder report =
        ReportedOutcome.newBuilder()
            .setHeld(held(assignment))
            .setCommit(commit(assignment, base, workspace, Map.of()).name())
            .setRef(Workspace.experimentRef(name(assignment)))
            .setOutcome(AgentWire.crashed("edit", reason));
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
    return verification.current().or(evaluation::current).or(() -> running.map(Started::run));
  }

  /**
   * What has to run after a run that ended well, before anything can be said of it: the campaign's
   * evaluation, and for what looks like a win its verification. Absent when nothing is left to run.
   *
   * @param incumbent the metric that a win has to beat; absent before there is one
   * @throws IOException when the host can't start it
   */
  Optional<Run> followUp(
      Started started,
      Exit exit,
      Workspace workspace,
      CampaignFile campaign,
      OptionalDouble incumbent)
      throws IOException {
    boolean endedWell = exit instanceof Exit.Exited exited && exited.code() == 0;
    // The report says what was changed; what is scored then would say nothing.
    if (!endedWell || !changed(started, workspace, campaign).isEmpty()) {
      return Optional.empty();
    }
    if (campaign.evalCommand().isPresent() && evaluation.ended().isEmpty()) {
      Run run = evaluate(started, exit, workspace, campaign);
      if (!run.onExit().isDone()) {
        return Optional.of(run);
      }
    }
    if (verification.ended().isEmpty()
        && isFirstLook(started, workspace)
        && Verifications.isDue(campaign, read(started, exit, campaign), incumbent)) {
      Run run = verify(started, exit, workspace, campaign);
      return run.onExit().isDone() ? Optional.empty() : Optional.of(run);
    }
    return Optional.empty();
  }

  /** Once for an experiment is enough, and its incumbent's runs are not its own. */
  private boolean isFirstLook(Started started, Workspace workspace) throws IOException {
    LineCount lines = workspace.lines(ObjectId.fromString(started.report().getCommit()));
    if (lines.added() + lines.removed() == 0) {
      return false;
    }
    Optional<RunFolder> own = verification.find(started.held());
    for (RunFolder folder : runner.folders()) {
      if (verification.isOf(folder, started.held()) && !isAt(own, folder)) {
        return false;
      }
    }
    return true;
  }

  private Run evaluate(Started started, Exit exit, Workspace workspace, CampaignFile campaign)
      throws IOException {
    Optional<RunFolder> before = evaluation.find(started.held());
    if (before.isPresent()) {
      return evaluation.adopt(before.get());
    }
    workspace.writeLog(started.run().folder().log());
    return evaluation.start(
        started,
        duration(started, exit),
        campaign.evalCommand().orElseThrow(),
        Map.of(),
        workspace,
        campaign);
  }

  private Run verify(Started started, Exit exit, Workspace workspace, CampaignFile campaign)
      throws IOException {
    Optional<RunFolder> before = verification.find(started.held());
    return before.isPresent()
        ? verification.adopt(before.get())
        : verification.start(
            started,
            duration(started, exit),
            campaign.verifyCommand().orElseThrow(),
            Verifications.environment(workspace, campaign),
            workspace,
            campaign);
  }

  private static boolean isAt(Optional<RunFolder> one, RunFolder other) {
    return one.isPresent() && one.get().path().equals(other.path());
  }

  /** Where an outcome is safe. */
  interface Safe {
    void keep(ReportedOutcome report) throws IOException;
  }

  /** Says what came of a run that has ended; once that is safe, the device is free. */
  ReportedOutcome ended(
      Started started, Exit exit, Workspace workspace, CampaignFile campaign, Safe safe)
      throws IOException {
    ReportedOutcome report = report(started, exit, workspace, campaign);
    safe.keep(report);
    Files.deleteIfExists(folder.current());
    running = Optional.empty();
    idleSince = Optional.of(started.run().record().startedAt().plus(whole(started, exit)));
    evaluation.forget();
    verification.forget();
    tidy();
    return report;
  }

  private ReportedOutcome report(
      Started started, Exit exit, Workspace workspace, CampaignFile campaign) throws IOException {
    Outcome outcome = outcome(started, exit, workspace, campaign);
    Optional<EndedRun> verified = verification.ended();
    if (verified.isPresent() && outcome.hasMeasured()) {
      outcome = Verifications.with(outcome, verified.get(), campaign);
    }
    return started.report().toBuilder().setOutcome(outcome).build();
  }

  /** What came of a run, as far as it and its evaluation say. */
  private Outcome outcome(Started started, Exit exit, Workspace workspace, CampaignFile campaign)
      throws IOException {
    ObjectId commit = ObjectId.fromString(started.report().getCommit());
    LineCount lines = workspace.lines(commit);
    RunFacts facts =
        started.facts(whole(started, exit)).toBuilder()
            .setLines(LineChange.newBuilder().setAdded(lines.added()).setRemoved(lines.removed()))
            .build();
    Outcome outcome = AgentWire.outcome(read(started, exit, campaign), facts);
    List<String> changed = new ArrayList<>(changed(started, workspace, campaign));
    changed.addAll(programs.changed());
    if (changed.isEmpty() || outcome.hasInterrupted()) {
      return outcome;
    }
    return AgentWire.crashed(
            "immutable-changed",
            "The run changed %s, which is immutable.".formatted(String.join(" and ", changed)))
        .toBuilder()
        .setFacts(outcome.getFacts())
        .build();
  }

  private RunReport read(Started started, Exit exit, CampaignFile campaign) throws IOException {
    RunFolder run = started.run().folder();
    Optional<EndedRun> evaluated = evaluation.ended();
    if (evaluated.isPresent()) {
      return RunReport.read(run, exit, campaign.metric(), evaluated.get());
    }
    return RunReport.read(
        run,
        exit,
        campaign.metric(),
        campaign.nonceRequired() ? Optional.of(started.run().record().nonce()) : Optional.empty());
  }

  /** The immutable files that the run has changed. */
  private static List<String> changed(Started started, Workspace workspace, CampaignFile campaign) {
    Set<String> mutable = new HashSet<>(campaign.mutableFiles());
    if (campaign.evalCommand().isPresent()) {
      // Some repositories have a run.log committed, and the evaluation needs this run's there.
      mutable.add(Workspace.LOG);
    }
    return workspace.verifyImmutable(ObjectId.fromString(started.report().getCommit()), mutable);
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

  private static Map<String, byte[]> edited(
      Assignment assignment, ObjectId base, Workspace workspace, CampaignFile campaign) {
    Map<String, String> knobs = assignment.getProposal().getEdit().getKnobsMap();
    if (knobs.isEmpty()) {
      return Map.of();
    }
    Map<String, byte[]> files = new HashMap<>();
    campaign
        .byFile(knobs)
        .forEach(
            (file, settings) -> {
              String text =
                  workspace
                      .read(base, file)
                      .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                      .orElse("");
              files.put(file, KnobText.set(text, settings).getBytes(StandardCharsets.UTF_8));
            });
    return files;
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

  /** With what followed, which the device was busy with as well. */
  private Duration whole(Started started, Exit exit) {
    Duration run = duration(started, exit);
    for (FollowUp followUp : List.of(evaluation, verification)) {
      Optional<EndedRun> end = followUp.ended();
      run = end.isPresent() ? run.plus(duration(started, end.get().exit())) : run;
    }
    return run;
  }

  private Duration duration(Started started, Exit exit) {
    if (exit instanceof Exit.Exited exited) {
      return exited.after();
    }
    if (exit instanceof Exit.TimedOut timedOut) {
      return timedOut.after();
    }
    return exit instanceof Exit.Killed killed
        ? killed.after()
        : Duration.between(started.run().record().startedAt(), clock.instant());
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
