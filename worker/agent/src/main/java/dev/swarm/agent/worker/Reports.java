package dev.swarm.agent.worker;

import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerState;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Outcomes on their way to the coordinator, which is told of each once its commit is in the hub.
 * One thread, the worker's loop. They are on disk until the coordinator has them; which commits are
 * in the hub is asked there again in the next life.
 */
final class Reports {
  private final Outbox outbox;
  private final Offline offline;
  private final Troubles troubles;
  private final ScheduledExecutorService loop;
  private final ScheduledExecutorService git;
  private final Runnable news;
  private final Set<String> inHub = new HashSet<>();

  /**
   * @param loop whose thread takes note of what was pushed
   * @param git whose thread pushes
   * @param news called in the loop when there is more to tell
   */
  Reports(
      Outbox outbox,
      Offline offline,
      Troubles troubles,
      ScheduledExecutorService loop,
      ScheduledExecutorService git,
      Runnable news) {
    this.outbox = outbox;
    this.offline = offline;
    this.troubles = troubles;
    this.loop = loop;
    this.git = git;
    this.news = news;
  }

  /** What brings the refs of a workspace to its hub. */
  Pusher pusher(Workspace workspace) {
    return new Pusher(
        workspace,
        git,
        ref -> loop.execute(() -> pushed(ref)),
        sentence -> loop.execute(() -> notPushed(sentence)));
  }

  /** Another coordinator's hub may not have what the one before had. */
  void forgetHub() {
    inHub.clear();
  }

  /** Puts an outcome where it is safe. */
  void keep(ReportedOutcome report) throws IOException {
    if (offline.owns(report.getHeld())) {
      offline.add(report);
    } else {
      outbox.add(report);
    }
  }

  /** Brings what the coordinator will ask the hub for there, as far as it is not known to be. */
  void push(Pusher pusher) {
    Stream.concat(outbox.all().stream().map(ReportedOutcome::getRef), offline.refs().stream())
        .filter(ref -> !inHub.contains(ref))
        .forEach(pusher::push);
  }

  /** The experiments whose outcomes the coordinator has not acknowledged. */
  Stream<HeldExperiment> held() {
    return outbox.all().stream().map(ReportedOutcome::getHeld);
  }

  /** Adds what may be told. */
  void addTo(WorkerState.Builder state) {
    state.addAllOutcomes(outbox.reportable(inHub));
    offline.history(outbox, inHub).ifPresent(state::setOffline);
  }

  private void pushed(String ref) {
    boolean isNews = troubles.pushed() | inHub.add(ref);
    if (isNews) {
      news.run();
    }
  }

  private void notPushed(String sentence) {
    if (troubles.notPushed(sentence)) {
      news.run();
    }
  }
}
