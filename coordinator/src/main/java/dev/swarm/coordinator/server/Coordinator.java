package dev.swarm.coordinator.server;

import com.typesafe.config.Config;
import dev.swarm.access.Identity;
import dev.swarm.coordinator.access.Token;
import dev.swarm.coordinator.access.TokenInterceptor;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.cluster.ClusterConfig;
import dev.swarm.coordinator.cluster.ClusterOptions;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.entity.OwnershipListener;
import dev.swarm.coordinator.entity.Roster;
import dev.swarm.coordinator.hub.Hub;
import dev.swarm.coordinator.hub.HubMirror;
import dev.swarm.coordinator.hub.HubServer;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.link.Presence;
import dev.swarm.coordinator.link.WorkerLinkService;
import dev.swarm.coordinator.operator.OperatorService;
import dev.swarm.coordinator.operator.UnreadableJournal;
import dev.swarm.coordinator.promotion.Promoter;
import dev.swarm.coordinator.source.CampaignSource;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running coordinator: journal, campaign, git hub, worker link and operator API, started in that
 * order and stopped in the other. Killing it at any moment loses nothing that was acknowledged;
 * starting it again on the same folder goes on from there.
 */
public final class Coordinator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Server server;
  private String campaignName;
  private LiveCampaign campaign;
  private volatile Optional<String> ending = Optional.empty();

  private Coordinator() {}

  /**
   * Starts a coordinator.
   *
   * @throws Complaint when something about the campaign, the folder or a port has to be put right
   */
  public static Coordinator start(CoordinatorOptions options) {
    Coordinator coordinator = new Coordinator();
    boolean started = false;
    try {
      coordinator.open(options);
      started = true;
      return coordinator;
    } catch (JournalUnusable unusable) {
      throw new Complaint(
          "The journal at %s can't be used: %s".formatted(unusable.where(), unusable.getMessage()),
          unusable);
    } catch (IOException | SQLException failure) {
      throw new Complaint(
          "The coordinator's folder %s can't be used: %s"
              .formatted(options.folder(), failure.getMessage()),
          failure);
    } catch (ExecutionException failure) {
      throw new Complaint(
          "The journal in %s can't be used: %s"
              .formatted(options.folder(), failure.getCause().getMessage()),
          failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Complaint("The coordinator was stopped while it started.", stop);
    } finally {
      if (!started) {
        coordinator.close();
      }
    }
  }

  /** The port that gRPC is served on. */
  public int port() {
    return server.getPort();
  }

  /** The campaign's name. */
  public String campaignName() {
    return campaignName;
  }

  /** Tells {@code listener} whether the campaign is decided here, now and whenever that changes. */
  public void subscribe(OwnershipListener listener) {
    campaign.subscribe(listener);
  }

  /** Which coordinators there are, as this one sees them; none where it is alone. */
  public Roster roster() {
    return campaign.roster();
  }

  /**
   * Waits until the coordinator is closed.
   *
   * @return a sentence if it has closed of its own accord
   */
  public Optional<String> awaitClosed() throws InterruptedException {
    server.awaitTermination();
    return ending;
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        LOG.warn("A part of the coordinator did not stop cleanly: {}", failure.toString());
      }
    }
  }

  private void open(CoordinatorOptions options)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    CampaignSource read = CampaignSource.read(options.campaign(), options.base());
    campaignName = read.file().name();
    StateFolder folder = keep(StateFolder.take(options.folder()));
    Token token = Token.readOrCreate(folder.token());
    Identity identity = Identity.of(token.text());
    Clock clock = Clock.tickMillis(ZoneOffset.UTC);

    Ledgers ledgers = started(options, folder, read, clock);
    CampaignSource source = asBegun(read, options);
    if (!source.base().equals(read.base())) {
      LOG.warn(
          "'{}' goes on from {}, where it began; what was committed since is no part of it.",
          campaignName,
          source.base().abbreviate(7).name());
    }

    Hub hub = keep(Hub.open(folder.hub()));
    hub.seed(source.folder(), source.base());
    HubServer hubServer =
        keep(
            HubServer.start(
                hub,
                options.host(),
                options.gitPort(),
                token,
                identity,
                machine -> branchOf(campaign, machine),
                (machine, ref, commit) -> campaign.neighbours().pushed(ref)));
    if (options.cluster().isPresent()) {
      mirror(hub, options.cluster().get(), hubServer.port(), token);
    }

    // Streams end a little later than it does; what they still ask of it is forgotten.
    ScheduledExecutorService timer =
        new ScheduledThreadPoolExecutor(
            1, this::timerThread, new ThreadPoolExecutor.DiscardPolicy());
    keep(timer::shutdownNow);
    Presence presence = new Presence();
    serve(
        options,
        NettyServerBuilder.forAddress(
                new InetSocketAddress(options.host(), options.port()), identity.grpc())
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new TokenInterceptor(token))
            .intercept(new UnreadableJournal())
            .addService(
                new WorkerLinkService(
                    campaign, ledgers, presence, clock, hubServer.port(), options.lease(), timer))
            .addService(
                new OperatorService(
                    campaign,
                    ledgers,
                    hub,
                    new Promoter(campaign, ledgers, hub, source.folder()),
                    presence,
                    clock,
                    timer)));
    // What serves on every address is asked on this machine's own.
    String host =
        new InetSocketAddress(options.host(), port()).getAddress().isAnyLocalAddress()
            ? "127.0.0.1"
            : options.host();
    Rehearsal.at(host, port(), token.text());
    folder.publish(new CoordinatorAddress(host, port()));
    campaign.ended().thenAccept(this::endWith);
  }

  /** Starts the campaign, or goes on with it, and gives its read side. */
  private Ledgers started(
      CoordinatorOptions options, StateFolder folder, CampaignSource source, Clock clock)
      throws SQLException, IOException, ExecutionException, InterruptedException {
    while (true) {
      Ledgers ledgers = new Ledgers();
      campaign = keep(campaign(options, folder, ledgers));
      if (start(campaign, asBegun(source, options), options, clock)) {
        return ledgers;
      }
      // It looks for the others once more, for they may have a cluster already.
      parts.pop();
      campaign.close();
    }
  }

  /**
   * A campaign that has begun goes on from where it did, whatever was committed since, unless the
   * campaign file was.
   */
  private CampaignSource asBegun(CampaignSource read, CoordinatorOptions options)
      throws IOException {
    Optional<Settings> begun = campaign.campaign().settings();
    if (options.base().isPresent()
        || begun.isEmpty()
        || begun.get().baseCommit().equals(read.base().name())
        || !begun.get().fileText().equals(read.fileText())) {
      return read;
    }
    return CampaignSource.read(options.campaign(), Optional.of(begun.get().baseCommit()));
  }

  private void mirror(Hub hub, ClusterOptions cluster, int port, Token token) {
    HubMirror mirror = keep(new HubMirror(hub, token));
    campaign.neighbours().subscribe(told -> mirror.heard(told.hub(), told.refs()));
    campaign.neighbours().hub(HubServer.address(cluster.own().host(), port));
  }

  private static LiveCampaign campaign(
      CoordinatorOptions options, StateFolder folder, Ledgers ledgers)
      throws SQLException, IOException, ExecutionException {
    Config journal =
        options.journal().isPresent()
            ? postgres(options.journal().get())
            : SqliteJournal.open(folder.journal());
    if (options.cluster().isEmpty()) {
      return LiveCampaign.start(journal, ledgers);
    }
    Config node = ClusterConfig.of(options.cluster().get(), defaultFolder());
    return LiveCampaign.join(node.withFallback(journal), ledgers);
  }

  private static Config postgres(String url) throws JournalUnusable {
    try {
      return PostgresJournal.open(url);
    } catch (SQLException failure) {
      throw new JournalUnusable(url, failure);
    }
  }

  /** Told on a thread of what ends; closing waits for that. */
  private void endWith(String sentence) {
    ending = Optional.of(sentence);
    new Thread(this::close, "closer").start();
  }

  private void serve(CoordinatorOptions options, NettyServerBuilder builder) {
    try {
      server = builder.build().start();
      keep(this::stopServing);
    } catch (IOException failure) {
      // It fails for no other reason; the cause's type depends on the transport.
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new Complaint(
          "Port %d on %s can't be used (%s); stop what uses it, or choose another with --port."
              .formatted(options.port(), options.host(), cause.getMessage()),
          failure);
    }
  }

  private void stopServing() throws InterruptedException {
    server.shutdown();
    if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
      server.shutdownNow();
    }
  }

  /**
   * Nothing can be decided before the journal answers and a majority of the nodes is there, which
   * may take minutes.
   *
   * @return false if this node waits alone
   */
  private static boolean start(
      LiveCampaign campaign, CampaignSource source, CoordinatorOptions options, Clock clock)
      throws ExecutionException, InterruptedException {
    Command command =
        new Command.StartCampaign(
            source.fileText(),
            source.base().name(),
            source.directory(),
            source.knobs(),
            options.limits(),
            clock.instant());
    CompletableFuture<String> ended = campaign.ended().toCompletableFuture();
    while (true) {
      try {
        Reply reply = campaign.submit(command).toCompletableFuture().get();
        if (reply instanceof Reply.Rejected rejected) {
          throw new Complaint(rejected.sentence());
        }
        return true;
      } catch (ExecutionException failure) {
        if (ended.isDone()) {
          throw new Complaint(ended.join(), failure);
        }
        if (!(failure.getCause() instanceof TimeoutException)) {
          throw failure;
        }
        if (options.cluster().isEmpty()) {
          LOG.warn("Still waiting for the journal to answer.");
          continue;
        }
        LOG.warn("Still waiting for the other nodes: a majority of --seed-nodes has to be there.");
        if (campaign.isLonely()) {
          return false;
        }
      }
    }
  }

  private static Optional<String> branchOf(LiveCampaign campaign, String machine) {
    try {
      return Optional.ofNullable(campaign.campaign().machines().get(new MachineName(machine)))
          .map((Machine known) -> known.branch().name());
    } catch (IllegalArgumentException noName) {
      return Optional.empty();
    }
  }

  private Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "timer");
    thread.setDaemon(true);
    return thread;
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** The default place of a coordinator's folder. */
  public static Path defaultFolder() {
    return Path.of(System.getProperty("user.home"), ".swarm");
  }
}
