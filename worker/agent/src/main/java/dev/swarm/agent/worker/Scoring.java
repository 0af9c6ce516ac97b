package dev.swarm.agent.worker;

import dev.swarm.agent.run.EndedRun;
import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.Run;
import dev.swarm.agent.run.RunFolder;
import dev.swarm.agent.run.RunReport;
import dev.swarm.agent.run.Runner;
import dev.swarm.agent.wire.AgentWire;
import dev.swarm.agent.workspace.LineCount;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LineChange;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Says what came of a run that has ended: by its log, by the campaign's evaluation, and for what
 * looks like a win by its verification. One thread. Evaluation and verification are runs of their
 * own, so they go on when the worker dies, and the next life takes them over.
 */
final class Scoring {
  private final FollowUp evaluation;
  private final FollowUp verification;
  private final Runner runner;
  private final ProgramCheck programs;
  private final Clock clock;

  Scoring(Runner runner, RunSpecs specs, ProgramCheck programs, Clock clock) {
    this.evaluation = new FollowUp(runner, specs, "-evaluation");
    this.verification = new FollowUp(runner, specs, "-verification");
    this.runner = runner;
    this.programs = programs;
    this.clock = clock;
  }

  /** What is alive of it. */
  Optional<Run> live() {
    return verification.current().or(evaluation::current);
  }

  /** Whether a folder is an experiment's evaluation or verification under its present token. */
  boolean isOf(RunFolder folder, HeldExperiment held) {
    return isAt(evaluation.find(held), folder) || isAt(verification.find(held), folder);
  }

  /** Its experiment's outcome is safe. */
  void forget() {
    evaluation.forget();
    verification.forget();
  }

  /**
   * What has to run after a run that ended well, before anything can be said of it: the campaign's
   * evaluation, and for what looks like a win its verification. Absent when nothing is left to run.
   *
   * @param incumbent the metric that a win has to beat; absent before there is one
   * @throws IOException when the host can't start it, or another worker has taken the device
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
      if (!isDone(run, evaluation)) {
        return Optional.of(run);
      }
    }
    if (verification.ended().isEmpty()
        && isFirstLook(started, workspace)
        && Verifications.isDue(campaign, read(started, exit, campaign), incumbent)) {
      Run run = verify(started, exit, workspace, campaign);
      return isDone(run, verification) ? Optional.empty() : Optional.of(run);
    }
    return Optional.empty();
  }

  ReportedOutcome report(Started started, Exit exit, Workspace workspace, CampaignFile campaign)
      throws IOException {
    Outcome outcome = outcome(started, exit, workspace, campaign);
    Optional<EndedRun> verified = verification.ended();
    if (verified.isPresent() && outcome.hasMeasured()) {
      outcome = Verifications.with(outcome, verified.get(), campaign);
    }
    return started.report().toBuilder().setOutcome(outcome).build();
  }

  /** How long the device was busy with a run and with what followed it. */
  Duration whole(Started started, Exit exit) {
    Duration run = duration(started, exit);
    for (FollowUp followUp : List.of(evaluation, verification)) {
      Optional<EndedRun> end = followUp.ended();
      run = end.isPresent() ? run.plus(duration(started, end.get().exit())) : run;
    }
    return run;
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

  /** Between a run and what follows it another worker may take a device that both share. */
  private static boolean isDone(Run run, FollowUp followUp) throws IOException {
    if (!run.onExit().isDone()) {
      return false;
    }
    if (run.onExit().join() instanceof Exit.DeviceBusy busy) {
      run.folder().delete();
      followUp.forget();
      throw new IOException("The device is busy: %s.".formatted(busy.holders()));
    }
    return true;
  }

  /** Once for an experiment is enough, and its incumbent's runs are not its own. */
  private boolean isFirstLook(Started started, Workspace workspace) throws IOException {
    LineCount lines = workspace.lines(ObjectId.fromString(started.report().getCommit()));
    if (lines.added() + lines.removed() == 0) {
      return false;
    }
    Optional<RunFolder> own = verification.find(started.held());
    return runner.folders().stream()
        .filter(folder -> verification.isOf(folder, started.held()))
        .allMatch(folder -> isAt(own, folder));
  }

  /** What came of a run, as far as it and its evaluation say. */
  private Outcome outcome(Started started, Exit exit, Workspace workspace, CampaignFile campaign)
      throws IOException {
    LineCount lines = workspace.lines(ObjectId.fromString(started.report().getCommit()));
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

  private static boolean isAt(Optional<RunFolder> one, RunFolder other) {
    return one.isPresent() && one.get().path().equals(other.path());
  }
}
