package dev.swarm.agent.worker;

import dev.swarm.agent.link.CoordinatorLink;
import dev.swarm.agent.link.LinkListener;
import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.Progress;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.CampaignTask;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
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
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration WATCH = Duration.ofMillis(500);

  /** How long a verdict is waited for before the waiting experiment starts without it. */
  private static final Duration VERDICT = Duration.ofSeconds(2);

  private final WorkerOptions options;
  private final PrintWriter out;
  private final Clock clock = Clock.systemUTC();
  private final CompletableFuture<String> refusal = new CompletableFuture<>();
  private final ScheduledExecutorService loop = thread("worker");
  private final ScheduledExecutorService git = thread("pusher");
  private final WorkerFolder folder;
  private final WorkerState identity;
  private final Outbox outbox;
  private final Offline offline;
  private final Device device;
  private final CoordinatorLink link;
  private final StateSender sender;
  private final Stopping stopping;
  private final Endings endings;
  private final Solitude solitude;
  private final Troubles troubles = new Troubles(sentence -> say("%s", sentence));

  private final Set<String> inHub = new HashSet<>();
  private DesiredState desired = DesiredState.getDefaultInstance();
  private String host = "";
  private Optional<Joined> joined = Optional.empty();
  private long lastOutcome = System.nanoTime() - VERDICT.toNanos();
  private Optional<String> campaign;
  private boolean adopted;
  private boolean complained;
  private boolean retryIsDue;

  private Worker(WorkerOptions options, PrintWriter out) throws IOException {
    this.options = options;
    this.out = out;
    this.folder = WorkerFolder.take(options.folder());
    this.campaign = folder.campaign();
    this.identity = options.identity(folder.incarnation(), UUID.randomUUID().toString());
    this.outbox = Outbox.open(folder.outbox());
    this.offline =
        new Offline(
            options, new OfflineFolder(folder.offline()), clock, sentence -> say("%s", sentence));
    this.device = new Device(options, folder, clock, this::progressed);
    this.link = new CoordinatorLink(options.coordinators(), options.token(), loop, new Listener());
    this.sender = new StateSender(link, loop, this::state);
    this.stopping = new Stopping(device, loop);
    this.endings = new Endings(device, loop, this::reconcile);
    this.solitude = new Solitude(options.offlineAfter());
  }

  /**
   * Starts a worker: takes over what an earlier life left, then looks for the coordinator.
   *
   * @param out told in sentences what happens
   * @throws Complaint when the folder can't be used
   */
  public static Worker start(WorkerOptions options, PrintWriter out) {
    try {
      Worker worker = new Worker(options, out);
      worker.tellSandbox();
      worker.loop.execute(() -> worker.guarded(worker::adopt));
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
    if (solitude.isLongEnough() && device.running().isEmpty() && !retryIsDue) {
      reconcile();
    }
  }

  private void tellSandbox() {
    SandboxProbe probe = device.sandbox();
    say(
        "%s",
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
    joined.ifPresent(Joined::close);
    try {
      folder.close();
    } catch (IOException failure) {
      LOG.warn("The folder's lock was not given back: {}", failure.toString());
    }
  }

  private void handBack(Exit exit) {
    if (joined.isEmpty()) {
      stopping.allTold();
      return;
    }
    guarded(
        () -> {
          endings.ended(exit);
          readEnd(joined.get());
          pushWhatIsReported(joined.get());
        });
    sender.send();
  }

  /** Once: what an earlier life left on the device is this life's now. */
  private void adopt() throws IOException {
    if (!adopted) {
      Optional<Started> left = device.adopt();
      adopted = true;
      left.ifPresent(
          started -> {
            say("Took over %s, which an earlier life had started.", id(started.held()));
            endings.follow(started);
          });
    }
  }

  private void hear(CoordinatorAddress from, DesiredState told) {
    complained = false;
    solitude.heard();
    host = from.host();
    desired = told;
    if (stopping.isBegun()) {
      guarded(() -> outbox.acknowledge(told.getAcknowledgedList()));
      if (device.running().isEmpty() && outbox.all().isEmpty()) {
        stopping.allTold();
      }
    }
    reconcile();
  }

  /** Makes what is follow what should be; safe to call at any time. */
  private void reconcile() {
    if (stopping.isBegun() || !desired.hasCampaign() && !solitude.isLongEnough()) {
      return;
    }
    guarded(
        () -> {
          if (!desired.hasCampaign()) {
            recall();
          }
          if (desired.hasCampaign()) {
            reconcileWithCampaign();
          }
        });
    sender.send();
  }

  /** This life has heard nothing yet, but an earlier one had. */
  private void recall() throws IOException {
    desired = offline.told().orElse(desired);
    host = options.coordinators().get(0).host();
  }

  private void reconcileWithCampaign() throws IOException {
    adopt();
    Joined now = join();
    if (offline.isOpen()) {
      goOnAlone(now);
    } else {
      follow(now);
    }
    pushWhatIsReported(now);
  }

  /** Does what the coordinator says. */
  private void follow(Joined now) throws IOException {
    if (now.branch().follow(desired)) {
      now.pusher().push(now.workspace().branchRef());
    }
    if (solitude.isAllowed()) {
      offline.remember(desired, now.branch().ledger());
    }
    outbox.acknowledge(desired.getAcknowledgedList());
    readEnd(now);
    stopWhatIsNotWanted();
    if (device.running().isEmpty()) {
      startNext(now);
    }
    if (solitude.isLongEnough()
        && device.running().isEmpty()
        && offline.begin(desired, now.branch().ledger(), outbox)) {
      goOnAlone(now);
    }
  }

  /** Does what the search says while there is no coordinator, then tells it of that. */
  private void goOnAlone(Joined now) throws IOException {
    outbox.acknowledge(desired.getAcknowledgedList());
    offline.heard(desired.getOffline());
    readEnd(now);
    offline.judge(now.branch());
    if (device.running().isPresent()) {
      return;
    }
    if (solitude.isLongEnough()) {
      startOwn(now);
    } else if (offline.isTold(desired) && now.branch().returnTo(desired)) {
      offline.end();
      now.pusher().push(now.workspace().branchRef());
      say("The coordinator is back and knows what this machine did meanwhile.");
      later(Duration.ZERO);
    }
  }

  private void startOwn(Joined now) throws IOException {
    Optional<Assignment> next = offline.next();
    if (next.isPresent()) {
      Optional<ObjectId> base = now.branch().baseOf(next.get());
      if (base.isPresent()) {
        start(now, next.get(), base.get());
      }
    }
  }

  private Joined join() throws IOException {
    CampaignTask task = desired.getCampaign();
    if (joined.isPresent()
        && joined.get().task().equals(task)
        && joined.get().host().equals(host)) {
      return joined.get();
    }
    CampaignFile file = CampaignFile.parse(task.getFile()).forClass(options.hardwareClass());
    joined.ifPresent(Joined::close);
    joined = Optional.empty();
    if (campaign.isEmpty()) {
      folder.belongTo(task.getId());
      campaign = Optional.of(task.getId());
    }
    Workspace workspace = Joined.workspace(options, host, folder.path(), task, desired.getBranch());
    Pusher pusher =
        new Pusher(
            workspace,
            git,
            ref -> loop.execute(() -> pushed(ref)),
            sentence -> loop.execute(() -> notPushed(sentence)));
    Joined fresh = Joined.of(task, host, file, workspace, pusher);
    offline.rebuild(fresh.branch());
    joined = Optional.of(fresh);
    // Another coordinator's hub may not have them yet.
    inHub.clear();
    // What an earlier life finished is still to be judged, however long ago that was.
    lastOutcome = System.nanoTime();
    say("Joined '%s' on branch %s.", task.getName(), desired.getBranch());
    return joined.get();
  }

  private void stopWhatIsNotWanted() {
    device
        .running()
        .filter(started -> !isWanted(started.held()))
        .flatMap(started -> device.live())
        .ifPresent(run -> run.kill("the coordinator took it back"));
  }

  private boolean isWanted(HeldExperiment held) {
    return desired.getAssignmentsList().stream().map(Device::held).anyMatch(held::equals);
  }

  private void startNext(Joined now) throws IOException {
    boolean awaitsVerdict = false;
    for (Assignment assignment : desired.getAssignmentsList()) {
      if (outbox.holds(Device.held(assignment))) {
        awaitsVerdict = true;
        continue;
      }
      Duration waited = since(lastOutcome);
      if (awaitsVerdict && waited.compareTo(VERDICT) < 0) {
        later(VERDICT.minus(waited));
        return;
      }
      Optional<ObjectId> base = now.branch().baseOf(assignment);
      if (base.isPresent()) {
        start(now, assignment, base.get());
      }
      return;
    }
  }

  private void start(Joined now, Assignment assignment, ObjectId base) throws IOException {
    try {
      Started started =
          device.start(assignment, base, now.workspace(), now.fileFor(assignment.getProposal()));
      say("Runs %s: %s", assignment.getExperiment(), assignment.getProposal().getDescription());
      // Its start-up is not measured, so this is when pushing costs nobody anything.
      now.pusher().push(started.report().getRef());
      endings.follow(started);
    } catch (InapplicableEdit why) {
      keep(device.inapplicable(assignment, base, now.workspace(), why));
      lastOutcome = System.nanoTime();
      later(Duration.ZERO);
    }
  }

  private void keep(ReportedOutcome report) throws IOException {
    if (offline.owns(report.getHeld())) {
      offline.add(report);
    } else {
      outbox.add(report);
    }
  }

  private void readEnd(Joined now) throws IOException {
    if (device.running().isPresent()) {
      HeldExperiment held = device.running().get().held();
      endings
          .read(now, now.fileFor(proposalOf(held)), incumbent(held), this::keep)
          .ifPresent(report -> sayEnded(now, report));
    }
  }

  private void sayEnded(Joined now, ReportedOutcome report) {
    lastOutcome = System.nanoTime();
    say(
        "%s ended: %s",
        id(report.getHeld()), Sentences.of(report.getOutcome(), now.file().metric()));
  }

  /** Of what runs under a lease; nothing is known of it once it was taken back. */
  private Proposal proposalOf(HeldExperiment held) {
    return desired.getAssignmentsList().stream()
        .filter(each -> Device.held(each).equals(held))
        .map(Assignment::getProposal)
        .findFirst()
        .orElse(Proposal.getDefaultInstance());
  }

  /** The metric that a run has to beat; on another rung than the branch's there is none. */
  private OptionalDouble incumbent(HeldExperiment held) {
    if (offline.owns(held)) {
      return offline.incumbent();
    }
    return desired.hasHead() && !proposalOf(held).hasRung()
        ? OptionalDouble.of(desired.getHead().getMetric())
        : OptionalDouble.empty();
  }

  private void pushWhatIsReported(Joined now) {
    Stream.concat(outbox.all().stream().map(ReportedOutcome::getRef), offline.refs().stream())
        .filter(ref -> !inHub.contains(ref))
        .forEach(now.pusher()::push);
  }

  private void pushed(String ref) {
    boolean isNews = troubles.pushed() | inHub.add(ref);
    if (isNews) {
      sender.send();
    }
  }

  private void notPushed(String sentence) {
    if (troubles.notPushed(sentence)) {
      sender.send();
    }
  }

  private void progressed(Progress ignored) {
    loop.execute(sender::sendSoon);
  }

  /** By a clock that nobody sets back. */
  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private WorkerState state() {
    WorkerState.Builder state =
        identity.toBuilder()
            .setLedgerRows(joined.map(each -> each.branch().rows()).orElse(0))
            .addAllOutcomes(outbox.reportable(inHub))
            .addAllHeld(held());
    device.running().ifPresent(started -> state.setRunning(started.running(clock.instant())));
    campaign.ifPresent(state::setCampaign);
    device.sandbox().warning().ifPresent(state::setWarning);
    troubles.present().ifPresent(state::setTrouble);
    offline.history(outbox, inHub).ifPresent(state::setOffline);
    return state.build();
  }

  private Set<HeldExperiment> held() {
    Set<HeldExperiment> held = new HashSet<>();
    device.running().map(Started::held).filter(each -> !offline.owns(each)).ifPresent(held::add);
    outbox.all().forEach(report -> held.add(report.getHeld()));
    desired.getAssignmentsList().forEach(assignment -> held.add(Device.held(assignment)));
    return held;
  }

  private void guarded(Troubles.Step step) {
    if (!troubles.attempt(step) && !retryIsDue) {
      retryIsDue = true;
      loop.schedule(this::retry, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void retry() {
    retryIsDue = false;
    reconcile();
  }

  private void later(Duration delay) {
    loop.schedule(this::reconcile, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void say(String format, Object... arguments) {
    out.printf(format + "%n", arguments);
    out.flush();
  }

  private static String id(HeldExperiment held) {
    return held.getExperiment();
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private final class Listener implements LinkListener {
    @Override
    public void desired(CoordinatorAddress from, DesiredState told) {
      loop.execute(() -> hear(from, told));
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
              say("%s", sentence);
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
