package dev.swarm.agent.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.agent.probe.Hardware;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.BranchHead;
import dev.swarm.proto.v1.CampaignTask;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.Edit;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A worker's world in one folder: a coordinator that says what the test wants, a hub, a home, and
 * as many lives of workers as are started. Sees to it that no outcome is ever reported before its
 * commit is in the hub.
 */
final class TestSwarm implements AutoCloseable {
  static final String BRANCH = "autoresearch/mar5-m4max";
  static final String BRANCH_REF = "refs/heads/" + BRANCH;

  /** A run's limit that no test reaches, however slow the host is. */
  static final String LONG = "600s";

  private static final String TOKEN = "secret";
  private static final long ASSIGNED_AT = 1_772_700_000_000L;

  final Path root;
  final FakeHub hub;
  final FakeCoordinator coordinator = new FakeCoordinator(TOKEN);
  private final Path gate;
  private final StringWriter said = new StringWriter();
  private final List<AutoCloseable> lives = new ArrayList<>();
  private final List<String> tooEarly = new CopyOnWriteArrayList<>();
  private final String realHome = System.getProperty("user.home");
  private long lastToken;

  TestSwarm(Path root) throws Exception {
    this(root, LONG);
  }

  TestSwarm(Path root, String limit) throws Exception {
    this(root, limit, "");
  }

  /**
   * @param more lines of the campaign file
   */
  TestSwarm(Path root, String limit, String more) throws Exception {
    this.root = root;
    gate = Files.createDirectories(root.resolve("gate"));
    hub = new FakeHub(root.resolve("hub.git"), TestCampaign.files(), "m4max", TOKEN);
    hub.start();
    coordinator.witness(this::checkThatCommitsAreInTheHub);
    coordinator.desire(
        desired ->
            desired
                .setBranch(BRANCH)
                .setCampaign(
                    CampaignTask.newBuilder()
                        .setName("quick")
                        .setFile(TestCampaign.file(limit) + more)
                        .setBaseCommit(hub.base.name())
                        .setHubPort(hub.port())));
    coordinator.start();
    // The device's lock lies in the home, and another swarm on this host is none of our business.
    System.setProperty("user.home", home(root).toString());
  }

  static Path home(Path root) throws IOException {
    return Files.createDirectories(root.resolve("home"));
  }

  Path folder() {
    return root.resolve("worker");
  }

  Path workTree() {
    return folder().resolve("workspace");
  }

  /** A life of the worker in this process. */
  Worker start() {
    return start(options());
  }

  Worker start(WorkerOptions options) {
    return start(options, Patience.USUAL);
  }

  /** One that waits for the coordinator's word for as long as that takes. */
  Worker startPatiently() {
    return start(options(), new Patience(Duration.ofMinutes(2), Duration.ofMinutes(2)));
  }

  private Worker start(WorkerOptions options, Patience patience) {
    Worker worker = Worker.start(options, patience, new PrintWriter(said));
    lives.add(worker);
    return worker;
  }

  /** A life of the worker in a process of its own. */
  WorkerLife startProcess() throws IOException {
    WorkerLife life = WorkerLife.start(root, coordinator.port());
    lives.add(life);
    return life;
  }

  void close(Worker worker) {
    lives.remove(worker);
    worker.close();
  }

  WorkerOptions options() {
    return options(root, coordinator.port(), folder(), TOKEN);
  }

  WorkerOptions options(Path folder, String token) {
    return options(root, coordinator.port(), folder, token);
  }

  static WorkerOptions options(Path root, int port) {
    return options(root, port, root.resolve("worker"), TOKEN);
  }

  private static WorkerOptions options(Path root, int port, Path folder, String token) {
    return new WorkerOptions(
        "127.0.0.1",
        port,
        token,
        new MachineName("m4max"),
        "cpu-x86",
        new Hardware("Linux", "amd64", 2, 4096, Optional.empty(), OptionalLong.empty()),
        folder,
        Optional.empty(),
        Optional.empty(),
        Map.of(TestCampaign.GATE, root.resolve("gate").toString()));
  }

  /** What the workers of this process have told people. */
  String said() {
    return said.toString();
  }

  /** Lets runs go on that wait for this name. */
  void open(String name) throws IOException {
    Files.createFile(gate.resolve(name));
  }

  Assignment baseline(String id) {
    return assignment(id, Optional.empty(), Map.of());
  }

  Assignment assignment(String id, Optional<String> base, Map<String, String> knobs) {
    Assignment.Builder assignment =
        Assignment.newBuilder()
            .setExperiment(id)
            .setToken(++lastToken)
            .setAttempt(1)
            .setAssignedAtMs(ASSIGNED_AT + lastToken)
            .setSeed(5)
            .setProposal(
                Proposal.newBuilder()
                    .setEdit(Edit.newBuilder().putAllKnobs(knobs))
                    .setDescription(knobs.isEmpty() ? "baseline" : "set " + knobs)
                    .setOrigin(knobs.isEmpty() ? Origin.ORIGIN_BASELINE : Origin.ORIGIN_SEARCH));
    base.ifPresent(assignment::setBase);
    return assignment.build();
  }

  void assign(Assignment... assignments) {
    coordinator.desire(
        desired -> desired.clearAssignments().addAllAssignments(List.of(assignments)));
  }

  /** Judges an outcome as the ratchet would say it: durable, a row, and on a keep the head. */
  void judge(ReportedOutcome outcome, Status status, Assignment... next) {
    coordinator.acknowledge(
        outcome.getHeld(),
        desired -> {
          Assignment judged = find(desired, outcome.getHeld());
          int row = desired.getLedgerCount() + 1;
          desired
              .clearAssignments()
              .addAllAssignments(List.of(next))
              .addLedger(
                  LedgerEntry.newBuilder()
                      .setExperiment(judged.getExperiment())
                      .setRow(row)
                      .setCommit(outcome.getCommit())
                      .setProposal(judged.getProposal())
                      .setOutcome(outcome.getOutcome())
                      .setStatus(status));
          if (status == Status.STATUS_KEEP) {
            desired.setHead(
                BranchHead.newBuilder()
                    .setExperiment(judged.getExperiment())
                    .setExperimentCommit(outcome.getCommit())
                    .setLedgerRows(row)
                    .setAdvancedAtMs(ASSIGNED_AT + 1000L * row)
                    .setMetric(outcome.getOutcome().getMeasured().getMetric()));
          }
          return desired;
        });
  }

  /** Runs the baseline and keeps it: the branch's first incumbent. */
  ReportedOutcome keepBaseline(Assignment... next) throws Exception {
    assign(
        Stream.concat(Stream.of(baseline("m4max-1")), Stream.of(next)).toArray(Assignment[]::new));
    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");
    judge(outcome, Status.STATUS_KEEP, next);
    return outcome;
  }

  ObjectId branch() {
    return hub.resolve(BRANCH_REF).orElse(ObjectId.zeroId());
  }

  /** The files of outcomes that nobody has acknowledged yet. */
  List<Path> outbox() throws IOException {
    Path outbox = folder().resolve("outbox");
    if (!Files.isDirectory(outbox)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(outbox)) {
      return files.filter(file -> !file.toString().endsWith(".new")).toList();
    }
  }

  /** How many processes of runs are alive, on a host with /proc. */
  long processes() throws IOException {
    String mark = "\0" + TestCampaign.GATE + "=" + gate + "\0";
    long count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        try {
          count +=
              ("\0" + Files.readString(process.resolve("environ"), ISO_8859_1)).contains(mark)
                  ? 1
                  : 0;
        } catch (IOException goneOrNotOurs) {
          // Not one of them.
        }
      }
    }
    return count;
  }

  @Override
  public void close() throws Exception {
    try {
      for (AutoCloseable life : lives) {
        life.close();
      }
      coordinator.close();
      hub.close();
      assertThat(tooEarly).as("reported before their commit was in the hub").isEmpty();
    } finally {
      System.setProperty("user.home", realHome);
    }
  }

  private static Assignment find(DesiredState.Builder desired, HeldExperiment held) {
    return desired.getAssignmentsList().stream()
        .filter(each -> Device.held(each).equals(held))
        .findFirst()
        .orElseThrow();
  }

  private void checkThatCommitsAreInTheHub(WorkerState state) {
    for (ReportedOutcome outcome : state.getOutcomesList()) {
      if (!hub.resolve(outcome.getRef())
          .map(ObjectId::name)
          .equals(Optional.of(outcome.getCommit()))) {
        tooEarly.add(outcome.getRef());
      }
    }
  }
}
