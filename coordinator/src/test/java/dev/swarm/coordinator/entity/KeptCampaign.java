package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.ledger.PageRequest;
import dev.swarm.coordinator.snapshot.Projection;
import dev.swarm.shared.campaign.MachineName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A campaign that is stopped and started again on one database, and a way to look into that and to
 * do harm to it meanwhile.
 */
final class KeptCampaign {
  static final long PATIENCE_SECONDS = 60;

  /** Every line of a ledger. */
  static final PageRequest ALL =
      new PageRequest(
          Optional.empty(), true, true, Long.MAX_VALUE, Instant.EPOCH, Integer.MAX_VALUE);

  private final Opening opening;
  private final String url;

  private KeptCampaign(Opening opening, String url) {
    this.opening = opening;
    this.url = url;
  }

  private interface Opening {
    Config open() throws SQLException;
  }

  static KeptCampaign onSqlite(Path folder) {
    Path file = folder.resolve("journal.db");
    return new KeptCampaign(
        () -> SqliteJournal.open(file), "jdbc:sqlite:" + file + "?busy_timeout=10000");
  }

  static KeptCampaign onPostgres(PostgresServer server) {
    return new KeptCampaign(() -> PostgresJournal.open(server.url()), server.url());
  }

  /** Makes the database where there is none, and says how a journal is kept in it. */
  Config open() throws SQLException {
    return opening.open();
  }

  /**
   * Starts the campaign from what is kept.
   *
   * @param every after how many events a snapshot is taken
   */
  LiveCampaign open(int every, Projection<?> projection) throws Exception {
    Config snapshots = ConfigFactory.parseString("swarm.snapshot-every = " + every);
    return LiveCampaign.start(snapshots.withFallback(open()), projection);
  }

  /**
   * With more than two snapshots on the way, if they are written quickly, and at least these.
   *
   * @param snapshots how many it has to end with, at most two; none is written while another one is
   */
  void fill(int snapshots) throws Exception {
    RandomCommands commands = new RandomCommands(11);
    try (LiveCampaign campaign = open(20, new Ledgers())) {
      ask(campaign, RandomCommands.start(50));
      for (int i = 0; i < 150 || count("snapshot") < snapshots; i++) {
        ask(campaign, commands.next(campaign.campaign()));
      }
    }
  }

  static Reply ask(LiveCampaign campaign, Command command) throws Exception {
    CompletableFuture<Reply> reply = campaign.submit(command).toCompletableFuture();
    return reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static Command join(int process) {
    return new Command.Join(
        new MachineName("newcomer"),
        "cpu",
        "folder",
        Integer.toString(process),
        Set.of(),
        Instant.EPOCH);
  }

  /** That it is what comes of every event that is kept, and so are the ledgers. */
  void assertSameAsReplayed(LiveCampaign live, Ledgers ledgers, long seed) throws Exception {
    List<Event> events = new ArrayList<>();
    LiveCampaign.start(open(), events::add).close();
    Campaign replayed = Campaign.NEW;
    Ledgers fresh = new Ledgers();
    for (int i = 0; i < events.size(); i++) {
      replayed = replayed.apply(events.get(i));
      fresh.apply(i + 1, events.get(i));
    }
    assertThat(live.campaign()).as("seed %d", seed).isEqualTo(replayed);
    Record image = ledgers.image();
    assertThat(image).as("seed %d", seed).isEqualTo(fresh.image());
    assertThat(ledgers.page(ALL)).as("seed %d", seed).isEqualTo(fresh.page(ALL));
  }

  /** How many rows a table has. */
  long count(String table) throws SQLException {
    return one("SELECT count(*) FROM " + table);
  }

  /** The one number that a question is answered with. */
  long one(String question) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getLong(1);
    }
  }

  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }
}
