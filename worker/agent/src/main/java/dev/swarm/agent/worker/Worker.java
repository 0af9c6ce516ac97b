package dev.swarm.agent.worker;

import dev.swarm.agent.link.CoordinatorLink;
import dev.swarm.agent.link.LinkListener;
import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.Progress;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's worker: makes what is (the device, the clone, the outbox) follow what should be (the
 * coordinator's last word), over and over. Everything happens on one thread, the loop; the link,
 * the runner and the pusher only leave tasks for it. While there is no coordinator, what should be
 * is what the worker's own search says, if it was started so. Killing the process at any moment
 * loses nothing: the run goes on, and the next life of the same folder takes it over.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration WATCH = Duration.ofMillis(500);

  private final WorkerOptions options;
  private final PrintWriter out;
  private final CompletableFuture<String> refusal = new CompletableFuture<>();
  private final ScheduledExecutorService loop = thread("worker");
  private final ScheduledExecutorService git = thread("pusher");
  private final LastWord word = new LastWord();
  private final Troubles troubles = new Troubles(this::say);
  private final Rounds rounds = new Rounds(loop, troubles, this::reconcile);
  private final WorkerFolder folder;
  private final Outbox outbox;
  private final Offline offline;
  private final Reports reports;
  private final Membership membership;
  private final Device device;
  private final RunInProgress run;
  private final Solitude solitude;
  private final Following following;
  private final GoingAlone goingAlone;
  private final CoordinatorLink link;
  private final StateSender sender;
  private final Stopping stopping;

  private Worker(WorkerOptions options, Patience patience, PrintWriter out) throws IOException {
    Clock clock = Clock.systemUTC();
    this.options = options;
    this.out = out;
    this.folder = WorkerFolder.take(options.folder());
    WorkerState identity = options.identity(folder.incarnation(), UUID.randomUUID().toString());
    this.outbox = Outbox.open(folder.outbox());
    this.offline = new Offline(options, new OfflineFolder(folder.offline()), clock, this::say);
    this.reports = new Reports(outbox, offline, troubles, loop, git, this::tell);
    this.membership = new Membership(options, folder, offline, reports);
    this.device = new Device(options, folder, clock, this::progressed);
    Endings endings = new Endings(device, loop, this::reconcile);
    this.run = new RunInProgress(device, endings, word, offline, reports, rounds, clock, this::say);
    this.solitude = new Solitude(options.offlineAfter());
    this.following =
        new Following(word, run, outbox, offline, solitude, rounds, patience.verdict());
    this.goingAlone = new GoingAlone(word, run, outbox, offline, solitude, rounds, this::say);
    this.link = new CoordinatorLink(options.coordinators(), options.token(), loop, new Listener());
    PresentState state = new PresentState(identity, membership, run, reports, troubles, word);
    this.sender = new StateSender(link, loop, state::now);
    this.stopping = new Stopping(device, loop, patience.handBack());
  }

  /**
   * Starts a worker: takes over what an earlier life left, then looks for the coordinator.
   *
   * @param out told in sentences what happens
   * @throws Complaint when the folder can't be used
   */
  public static Worker start(WorkerOptions options, PrintWriter out) {
    return start(options, Patience.USUAL, out);
  }

  static Worker start(WorkerOptions options, Patience patience, PrintWriter out) {
    try {
      Worker worker = new Worker(options, patience, out);
      worker.tellSandbox();
      worker.loop.execute(() -> worker.rounds.guarded(worker.run::adopt));
      worker.loop.execute(worker.link::open);
      worker.sender.beginHeartbeat();
      worker.beginWatch();
      return worker;
    } catch (IOException failure) {
      throw new Complaint(
          "The worker's folder %s can't be used: %s"
              .formatted(options.folder(), failure.getMessage()),
          failure);
    }
  }

  /** Nothing else happens that would tell a worker that its patience is over. */
  private void beginWatch() {
    if (solitude.isAllowed()) {
      loop.scheduleWithFixedDelay(
          this::watch, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void watch() {
    if (solitude.isLongEnough() && run.isNone() && !rounds.isRetryDue()) {
      reconcile();
    }
  }

  private void tellSandbox() {
    SandboxProbe probe = device.sandbox();
    say(
        probe
            .warning()
            .orElse(
                "Experiments run in a sandbox (%s).".formatted(probe.sandbox().level().word())));
    probe.warning().ifPresent(LOG::warn);
  }

  /** Waits until the coordinator refuses this worker for good, and says why. */
  public String awaitRefusal() throws InterruptedException {
    try {
      return refusal.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Ends the run with its whole process tree and hands it back; what the coordinator does not hear
   * in a moment is kept on disk for the next life.
   */
  @Override
  public void close() {
    if (loop.isShutdown()) {
      return;
    }
    loop.execute(() -> stopping.begin(this::handBack));
    stopping.await();
    link.close();
    git.shutdownNow();
    loop.shutdownNow();
    device.close();
    membership.close();
    try {
      folder.close();
    } catch (IOException failure) {
      LOG.warn("The folder's lock was not given back: {}", failure.toString());
    }
  }

  private void handBack(Exit exit) {
    if (membership.joined().isEmpty()) {
      stopping.allTold();
      return;
    }
    Joined now = membership.joined().get();
    rounds.guarded(
        () -> {
          run.readEnd(now, exit);
          reports.push(now.pusher());
        });
    tell();
  }

  private void hear(CoordinatorAddress from, DesiredState told) {
    solitude.heard();
    word.hear(from.host(), told);
    if (stopping.isBegun()) {
      rounds.guarded(() -> outbox.acknowledge(told.getAcknowledgedList()));
      if (run.isNone() && outbox.all().isEmpty()) {
        stopping.allTold();
      }
    }
    reconcile();
  }

  /** Makes what is follow what should be; safe to call at any time. */
  private void reconcile() {
    if (stopping.isBegun() || !word.hasCampaign() && !solitude.isLongEnough()) {
      return;
    }
    rounds.guarded(
        () -> {
          if (!word.hasCampaign()) {
            recall();
          }
          if (word.hasCampaign()) {
            reconcileWithCampaign();
          }
        });
    tell();
  }

  /** This life has heard nothing yet, but an earlier one had. */
  private void recall() throws IOException {
    word.hear(options.coordinators().get(0).host(), offline.told().orElse(word.desired()));
  }

  private void reconcileWithCampaign() throws IOException {
    run.adopt();
    Joined now = join();
    if (!offline.isOpen()) {
      following.round(now);
    }
    if (offline.isOpen()) {
      goingAlone.round(now);
    }
    reports.push(now.pusher());
  }

  private Joined join() throws IOException {
    if (!membership.isUpToDate(word)) {
      Joined fresh = membership.join(word);
      run.beginAwaitingVerdicts();
      say(
          "Joined '%s' on branch %s."
              .formatted(fresh.task().getName(), word.desired().getBranch()));
    }
    return membership.joined().orElseThrow();
  }

  private void progressed(Progress ignored) {
    loop.execute(sender::sendSoon);
  }

  private void tell() {
    sender.send();
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Leaves what the link hears for the loop. */
  private final class Listener implements LinkListener {
    private boolean complained;

    @Override
    public void desired(CoordinatorAddress from, DesiredState told) {
      loop.execute(
          () -> {
            complained = false;
            hear(from, told);
          });
    }

    @Override
    public void opened() {
      loop.execute(sender::send);
    }

    @Override
    public void lost(String sentence) {
      loop.execute(
          () -> {
            solitude.lost();
            if (!complained) {
              say(sentence);
            }
            complained = true;
          });
    }

    @Override
    public void refused(String sentence) {
      refusal.complete(sentence);
    }
  }
}
