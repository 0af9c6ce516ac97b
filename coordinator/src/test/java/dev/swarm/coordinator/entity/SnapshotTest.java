package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.JournalReader;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.JournalUnreadable;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.ledger.PageRequest;
import dev.swarm.coordinator.ledger.PlacedLine;
import dev.swarm.coordinator.snapshot.Projection;
import dev.swarm.coordinator.snapshot.Snapshots;
import dev.swarm.shared.campaign.MachineName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A coordinator that starts from a snapshot is the one that would have read its whole journal. */
class SnapshotTest {
  private static final long PATIENCE_SECONDS = 15;
  private static final PageRequest ALL =
      new PageRequest(
          Optional.empty(), true, true, Long.MAX_VALUE, Instant.EPOCH, Integer.MAX_VALUE);

  @TempDir Path folder;

  /** A journal of some kind, and a way to look at it. */
  private interface Database {
    Config open() throws SQLException;

    Connection connect() throws SQLException;
  }

  @Test
  void isTheSameFromASnapshotAsFromTheWholeJournalOnSqlite() throws Exception {
    isTheSameFromASnapshotAsFromTheWholeJournal(sqlite());
  }

  @Test
  void isTheSameFromASnapshotAsFromTheWholeJournalOnPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      isTheSameFromASnapshotAsFromTheWholeJournal(postgres(server));
    }
  }

  private static void isTheSameFromASnapshotAsFromTheWholeJournal(Database database)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RandomCommands commands = new RandomCommands(seed);
    long events = 0;
    for (int life = 0; life < 6; life++) {
      Ledgers ledgers = new Ledgers();
      Watched<?> watched = new Watched<>(ledgers);
      int every = 5 + random.nextInt(20);
      int enough = 30 + random.nextInt(150);
      try (LiveCampaign campaign = open(database, every, watched)) {
        assertThat(watched.told).as("seed %d: events read again", seed).isEqualTo(events);
        assertSameAsReplayed(database, campaign, ledgers, seed);
        ask(campaign, RandomCommands.start(50));
        // Many commands come to nothing, and a snapshot is only taken of what came of some.
        for (int i = 0; i < enough || watched.told < every; i++) {
          ask(campaign, commands.next(campaign.campaign()));
        }
        assertSameAsReplayed(database, campaign, ledgers, seed);
      }
      assertThat(count(database, "snapshot")).as("seed %d: snapshots", seed).isBetween(1L, 2L);
      // What is read again begins after the newest snapshot, which is never one of an old life.
      events =
          one(database, "SELECT max(sequence_number) FROM event_journal")
              - one(database, "SELECT max(sequence_number) FROM snapshot");
    }
    assertThat(one(database, "SELECT min(sequence_number) FROM event_journal")).isEqualTo(1);
    assertThat(one(database, "SELECT max(sequence_number) FROM event_journal"))
        .isEqualTo(count(database, "event_journal"));
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreOfAnotherVersion() throws Exception {
    readsTheWholeJournalAfter("UPDATE snapshot SET snapshot_ser_manifest = 'older'");
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreCut() throws Exception {
    readsTheWholeJournalAfter(
        "UPDATE snapshot SET snapshot_payload = substr(snapshot_payload, 1, length(snapshot_payload) / 2)");
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreEmpty() throws Exception {
    readsTheWholeJournalAfter("UPDATE snapshot SET snapshot_payload = x''");
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreAheadOfIt() throws Exception {
    readsTheWholeJournalAfter("UPDATE snapshot SET sequence_number = sequence_number + 1000000");
  }

  @Test
  void readsTheWholeJournalWhenABitOfASnapshotHasChanged() throws Exception {
    Database database = sqlite();
    fill(database);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE snapshot SET snapshot_payload = ? WHERE sequence_number = ?")) {
      List<Long> positions = new ArrayList<>();
      List<byte[]> payloads = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT sequence_number, snapshot_payload FROM snapshot")) {
        while (rows.next()) {
          positions.add(rows.getLong(1));
          payloads.add(rows.getBytes(2));
        }
      }
      for (int i = 0; i < positions.size(); i++) {
        payloads.get(i)[payloads.get(i).length * 2 / 3] ^= 4;
        update.setBytes(1, payloads.get(i));
        update.setLong(2, positions.get(i));
        update.executeUpdate();
      }
    }
    assertReadsAll(database);
  }

  @Test
  void usesTheSnapshotBeforeWhenOnlyTheLastOneIsBroken() throws Exception {
    Database database = sqlite();
    fill(database);
    assertThat(count(database, "snapshot")).isEqualTo(2);
    run(
        database,
        "UPDATE snapshot SET snapshot_payload = x'00' WHERE sequence_number = (SELECT max(sequence_number) FROM snapshot)");
    long before = one(database, "SELECT min(sequence_number) FROM snapshot");
    long all = count(database, "event_journal");
    Ledgers ledgers = new Ledgers();
    Watched<?> watched = new Watched<>(ledgers);

    try (LiveCampaign campaign = open(database, 1_000_000, watched)) {
      assertThat(watched.told).isEqualTo(all - before);
      assertSameAsReplayed(database, campaign, ledgers, 0);
    }
  }

  @Test
  void answersWhileASnapshotIsBeingWritten() throws Exception {
    try (LiveCampaign campaign =
        LiveCampaign.start(every(2).withFallback(sqlite().open()), new Stuck())) {
      ask(campaign, RandomCommands.start(0));
      for (int i = 0; i < 5; i++) {
        ask(campaign, join(i));
      }
      assertThat(Stuck.REACHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (int i = 5; i < 50; i++) {
        assertThat(ask(campaign, join(i))).isEqualTo(Reply.ACCEPTED);
      }
      Stuck.RELEASED.countDown();
    }
  }

  @Test
  void readsOldLinesInTheJournalAndSaysSoWhileItCannot() throws Exception {
    Database database = sqlite();
    fill(database);
    Ledgers ledgers = new Ledgers();
    try (LiveCampaign campaign = open(database, 1_000_000, ledgers)) {
      ask(campaign, join(1));
      List<PlacedLine> lines = ledgers.page(ALL);
      assertThat(lines).hasSizeGreaterThan(20);

      run(database, "ALTER TABLE event_journal RENAME TO away");
      assertThatThrownBy(() -> ledgers.page(ALL))
          .isInstanceOf(JournalUnreadable.class)
          .hasMessageStartingWith("The coordinator's journal can't be read just now (")
          .hasMessageEndingWith("); try again.");
      assertThat(ledgers.machines().stream().map(ledgers::last))
          .as("what the status shows")
          .anyMatch(Optional::isPresent);
      run(database, "ALTER TABLE away RENAME TO event_journal");

      assertThat(ledgers.page(ALL)).isEqualTo(lines);
    }
  }

  @Test
  void goesOnWhenNoSnapshotCanBeWritten() throws Exception {
    Database database = sqlite();
    database.open();
    run(
        database,
        "CREATE TRIGGER f BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'full'); END");

    fill(database);

    assertThat(count(database, "snapshot")).isZero();
    assertReadsAll(database);
  }

  /** A projection whose image takes as long to write as the test wants. */
  private static final class Stuck implements Projection<Stuck.Image> {
    private static final CountDownLatch REACHED = new CountDownLatch(1);
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    record Image(int value) {
      @Override
      public int value() {
        REACHED.countDown();
        try {
          RELEASED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
          Thread.currentThread().interrupt();
        }
        return value;
      }
    }

    @Override
    public void over(JournalReader journal) {}

    @Override
    public void apply(long number, Event event) {}

    @Override
    public Class<Image> imageType() {
      return Image.class;
    }

    @Override
    public Image image() {
      return new Image(7);
    }

    @Override
    public void restore(Image image) {}
  }

  /** Ledgers, and how much they were told. */
  private static final class Watched<I extends Record> implements Projection<I> {
    private final Projection<I> real;
    private long told;

    Watched(Projection<I> real) {
      this.real = real;
    }

    @Override
    public void over(JournalReader journal) {
      real.over(journal);
    }

    @Override
    public void apply(long number, Event event) {
      told++;
      real.apply(number, event);
    }

    @Override
    public Class<I> imageType() {
      return real.imageType();
    }

    @Override
    public I image() {
      return real.image();
    }

    @Override
    public void restore(I image) {
      real.restore(image);
    }
  }

  private void readsTheWholeJournalAfter(String harm) throws Exception {
    Database database = sqlite();
    fill(database);
    assertThat(count(database, "snapshot")).isEqualTo(2);
    run(database, harm);
    assertThat(warnings(() -> assertReadsAll(database)))
        .singleElement()
        .asString()
        .startsWith("The last snapshot of the campaign can't be used (")
        .endsWith("so the journal is read from event 1 on, which takes longer this once.");
  }

  private interface Work {
    void run() throws Exception;
  }

  /** What people are warned of about snapshots meanwhile. */
  private static List<String> warnings(Work work) throws Exception {
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Snapshots.class);
    heard.start();
    // The suite's own output says nothing.
    logger.setLevel(Level.WARN);
    logger.addAppender(heard);
    try {
      work.run();
    } finally {
      logger.detachAppender(heard);
      logger.setLevel(null);
    }
    return heard.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static void assertReadsAll(Database database) throws Exception {
    long all = count(database, "event_journal");
    Ledgers ledgers = new Ledgers();
    Watched<?> watched = new Watched<>(ledgers);
    try (LiveCampaign campaign = open(database, 1_000_000, watched)) {
      assertThat(watched.told).isEqualTo(all);
      assertSameAsReplayed(database, campaign, ledgers, 0);
      assertThat(ask(campaign, join(77))).isEqualTo(Reply.ACCEPTED);
    }
  }

  /** With more than two snapshots on the way. */
  private static void fill(Database database) throws Exception {
    RandomCommands commands = new RandomCommands(11);
    try (LiveCampaign campaign = open(database, 20, new Ledgers())) {
      ask(campaign, RandomCommands.start(50));
      for (int i = 0; i < 150; i++) {
        ask(campaign, commands.next(campaign.campaign()));
      }
    }
  }

  private static void assertSameAsReplayed(
      Database database, LiveCampaign live, Ledgers ledgers, long seed) throws Exception {
    List<Event> events = new ArrayList<>();
    LiveCampaign.start(database.open(), events::add).close();
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

  private static LiveCampaign open(Database database, int every, Projection<?> ledgers)
      throws Exception {
    return LiveCampaign.start(every(every).withFallback(database.open()), ledgers);
  }

  private static Config every(int events) {
    return ConfigFactory.parseString("swarm.snapshot-every = " + events);
  }

  private static Command join(int process) {
    return new Command.Join(
        new MachineName("newcomer"),
        "cpu",
        "folder",
        Integer.toString(process),
        Set.of(),
        Instant.EPOCH);
  }

  private static Reply ask(LiveCampaign campaign, Command command) throws Exception {
    CompletableFuture<Reply> reply = campaign.submit(command).toCompletableFuture();
    return reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static long count(Database database, String table) throws SQLException {
    return one(database, "SELECT count(*) FROM " + table);
  }

  private static long one(Database database, String question) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getLong(1);
    }
  }

  private static void run(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Database sqlite() {
    Path file = folder.resolve("journal.db");
    return new Database() {
      @Override
      public Config open() throws SQLException {
        return SqliteJournal.open(file);
      }

      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
      }
    };
  }

  private static Database postgres(PostgresServer server) {
    return new Database() {
      @Override
      public Config open() throws SQLException {
        return PostgresJournal.open(server.url());
      }

      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.url());
      }
    };
  }
}
