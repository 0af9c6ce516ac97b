package dev.swarm.agent.worker;

import dev.swarm.agent.run.Exit;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The experiment on the device, from its start until its outcome is kept. One thread, the worker's
 * loop. A run goes on when the worker dies, and the next life takes it over.
 */
final class RunInProgress {
  private final Device device;
  private final Endings endings;
  private final LastWord word;
  private final Offline offline;
  private final Reports reports;
  private final Rounds rounds;
  private final Clock clock;
  private final Consumer<String> say;
  private long lastOutcome = System.nanoTime();
  private boolean adopted;

  /**
   * @param endings of the device's runs
   * @param say where people hear sentences
   */
  RunInProgress(
      Device device,
      Endings endings,
      LastWord word,
      Offline offline,
      Reports reports,
      Rounds rounds,
      Clock clock,
      Consumer<String> say) {
    this.device = device;
    this.endings = endings;
    this.word = word;
    this.offline = offline;
    this.reports = reports;
    this.rounds = rounds;
    this.clock = clock;
    this.say = say;
  }

  /** Once: what an earlier life left on the device is this life's now. */
  void adopt() throws IOException {
    if (!adopted) {
      Optional<Started> left = device.adopt();
      adopted = true;
      left.ifPresent(
          started -> {
            say.accept(
                "Took over %s, which an earlier life had started."
                    .formatted(started.held().getExperiment()));
            endings.follow(started);
          });
    }
  }

  /** Whether there is none. */
  boolean isNone() {
    return device.running().isEmpty();
  }

  /** By a clock that nobody sets back: how long ago the last one ended. */
  Duration sinceOutcome() {
    return Duration.ofNanos(System.nanoTime() - lastOutcome);
  }

  /** What an earlier life finished is still to be judged, however long ago that was. */
  void beginAwaitingVerdicts() {
    lastOutcome = System.nanoTime();
  }

  /**
   * Starts an experiment; one whose edit can't be applied has its outcome at once.
   *
   * @param base the commit it is made on
   * @throws IOException when the host can't start it; nothing runs then
   */
  void start(Joined now, Assignment assignment, ObjectId base) throws IOException {
    try {
      Started started =
          device.start(assignment, base, now.workspace(), now.fileFor(assignment.getProposal()));
      say.accept(
          "Runs %s: %s"
              .formatted(assignment.getExperiment(), assignment.getProposal().getDescription()));
      // Its start-up is not measured, so this is when pushing costs nobody anything.
      now.pusher().push(started.report().getRef());
      endings.follow(started);
    } catch (InapplicableEdit why) {
      reports.keep(device.inapplicable(assignment, base, now.workspace(), why));
      lastOutcome = System.nanoTime();
      rounds.later(Duration.ZERO);
    }
  }

  /** Ends the run if the coordinator does not want it any more. */
  void stopUnlessWanted() {
    device
        .running()
        .filter(started -> !word.assigned().contains(started.held()))
        .flatMap(started -> device.live())
        .ifPresent(run -> run.kill("the coordinator took it back"));
  }

  /** Keeps what came of the run, if it has ended and nothing has to follow it. */
  void readEnd(Joined now) throws IOException {
    if (device.running().isPresent()) {
      HeldExperiment held = device.running().get().held();
      endings
          .read(now, now.fileFor(word.proposalOf(held)), incumbent(held), reports::keep)
          .ifPresent(report -> ended(now, report));
    }
  }

  /** The same for a run that ended because the worker is stopped. */
  void readEnd(Joined now, Exit exit) throws IOException {
    endings.ended(exit);
    readEnd(now);
  }

  private void ended(Joined now, ReportedOutcome report) {
    lastOutcome = System.nanoTime();
    say.accept(
        "%s ended: %s"
            .formatted(
                report.getHeld().getExperiment(),
                Sentences.of(report.getOutcome(), now.file().metric())));
  }

  /** The metric that a run has to beat; absent when there is none. */
  private OptionalDouble incumbent(HeldExperiment held) {
    return offline.owns(held) ? offline.incumbent() : word.incumbentOf(held);
  }

  /** The experiment, if it was handed out; nobody else knows of one that is the worker's own. */
  Optional<HeldExperiment> held() {
    return device.running().map(Started::held).filter(each -> !offline.owns(each));
  }

  /** Adds how the run is doing, and what it is shut in by. */
  void addTo(WorkerState.Builder state) {
    device.running().ifPresent(started -> state.setRunning(started.running(clock.instant())));
    device.sandbox().warning().ifPresent(state::setWarning);
  }
}
