package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.DatabaseProxy;
import dev.swarm.coordinator.journal.EventSerializer;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.ledger.PageRequest;
import dev.swarm.shared.campaign.MachineName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A write that has failed, for all that its writer knows, and is in the journal of a real
 * PostgreSQL server all the same.
 */
@Timeout(900)
class LostAnswerTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final PageRequest ALL =
      new PageRequest(Optional.empty(), true, true, Long.MAX_VALUE, Instant.EPOCH, 1_000);

  private PostgresServer server;
  private DatabaseProxy network;

  @BeforeEach
  void start() throws Exception {
    server = PostgresServer.start();
    network = DatabaseProxy.before(server);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      network.close();
      server.close();
    }
  }

  @Test
  void goesOnFromWhatIsDurableThoughItWasNeverTold() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    RandomCommands commands = new RandomCommands(seed);
    Ledgers ledgers = new Ledgers();
    List<Event> told = new CopyOnWriteArrayList<>();
    Campaign last;
    try (LiveCampaign campaign = LiveCampaign.start(journal(network.url()), ledgers)) {
      campaign.subscribe(news -> told.addAll(news.events()));
      ask(campaign, RandomCommands.start(50));
      for (int round = 0; round < 8; round++) {
        for (int i = 0; i < 10; i++) {
          ask(campaign, commands.next(campaign.campaign()));
        }
        Command command = commands.next(campaign.campaign());
        while (campaign.campaign().decide(command).events().isEmpty()) {
          command = commands.next(campaign.campaign());
        }
        Campaign expected = campaign.campaign().decide(command).after();
        network.loseNextAnswer();
        CompletableFuture<Reply> unanswered = campaign.submit(command).toCompletableFuture();
        network.await();
        int durable = events().size();

        ask(campaign, command);

        assertThat(campaign.campaign()).as("not lost, seed %d", seed).isEqualTo(expected);
        assertThat(events()).as("not done twice, seed %d", seed).hasSize(durable);
        assertThat(unanswered).as("acknowledged, seed %d", seed).isNotCompleted();
      }
      last = campaign.campaign();
    }
    List<Event> journal = events();
    assertThat(told).as("seed %d", seed).isEqualTo(journal);
    assertThat(replayed(journal)).as("seed %d", seed).isEqualTo(last);
    Ledgers again = new Ledgers();
    try (LiveCampaign campaign = LiveCampaign.start(journal(server.url()), again)) {
      assertThat(again.page(ALL)).as("seed %d", seed).isNotEmpty().isEqualTo(ledgers.page(ALL));
    }
  }

  @Test
  void doesNotTakeItsOwnLateWriteForAnothers() throws Exception {
    // The server itself would give the transaction up in some seconds, and the next life its wait
    // for that, which a busy machine needs.
    Config patient =
        ConfigFactory.parseString(
                """
                pekko-persistence-jdbc.shared-databases.slick.db {
                  connectionInitSql = "SET synchronous_commit = on"
                  properties.socketTimeout = "120"
                }
                jdbc-journal.circuit-breaker.call-timeout = 120s
                """)
            .withFallback(journal(network.url()));
    List<Event> told = new CopyOnWriteArrayList<>();
    Semaphore recovered = new Semaphore(0);
    try (LiveCampaign campaign = LiveCampaign.start(patient, new Ledgers())) {
      campaign.subscribe(news -> told.addAll(news.events()));
      ask(campaign, RandomCommands.start(0));
      ask(campaign, join(1));
      campaign.subscribe(
          news -> {
            if (news.events().isEmpty()) {
              recovered.release();
            }
          });
      network.holdNextCommit();
      campaign.submit(join(2));
      network.await();
      assertThat(recovered.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(processes(told)).as("what the next life can't see yet").containsExactly("1");
      campaign.submit(join(3));
      awaitLocked();

      network.release();

      assertThat(ask(campaign, join(3))).isEqualTo(Reply.ACCEPTED);
      assertThat(campaign.ended().toCompletableFuture()).isNotDone();
    }
    assertThat(processes(events())).containsExactly("1", "2", "3");
    assertThat(told).isEqualTo(events());
  }

  @Test
  void stopsWhenSomebodyElseHasWrittenSinceItsAnswerWasLost() throws Exception {
    List<Event> told = new CopyOnWriteArrayList<>();
    try (LiveCampaign first = LiveCampaign.start(journal(network.url()), new Ledgers())) {
      first.subscribe(news -> told.addAll(news.events()));
      ask(first, RandomCommands.start(0));
      ask(first, join(1));
      network.loseNextAnswerAndEveryConnection();
      first.submit(join(2));
      network.await();
      try (LiveCampaign second = LiveCampaign.start(journal(server.url()), new Ledgers())) {
        assertThat(ask(second, join(3))).isEqualTo(Reply.ACCEPTED);

        network.mend();

        assertThat(first.ended().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .startsWith(
                "Another coordinator writes this campaign's journal; this one has stopped.");
        assertThat(ask(second, join(4))).isEqualTo(Reply.ACCEPTED);
        assertThat(second.ended().toCompletableFuture()).isNotDone();
      }
    }
    List<Event> journal = events();
    assertThat(processes(journal)).containsExactly("1", "2", "3", "4");
    assertThat(told).isEqualTo(journal.subList(0, told.size()));
  }

  private void awaitLocked() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (server.count("wait_event_type = 'Lock'") == 0) {
      assertThat(System.nanoTime()).as("nobody waits for the held commit").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Config journal(String url) throws Exception {
    return PostgresJournal.open(url);
  }

  /** All that the journal holds. */
  private List<Event> events() throws Exception {
    List<Event> events = new ArrayList<>();
    EventSerializer serializer = new EventSerializer();
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT event_ser_manifest, event_payload FROM event_journal ORDER BY sequence_number")) {
      while (rows.next()) {
        events.add((Event) serializer.fromBinary(rows.getBytes(2), rows.getString(1)));
      }
    }
    return events;
  }

  private static Campaign replayed(List<Event> events) {
    Campaign campaign = Campaign.NEW;
    for (Event event : events) {
      campaign = campaign.apply(event);
    }
    return campaign;
  }

  private static List<String> processes(List<Event> events) {
    return events.stream()
        .filter(Event.MachineJoined.class::isInstance)
        .map(event -> ((Event.MachineJoined) event).process())
        .toList();
  }

  private static Command join(int process) {
    return new Command.Join(
        new MachineName("m4max"),
        "cpu",
        "folder",
        Integer.toString(process),
        Set.of(),
        Instant.EPOCH);
  }

  private static Reply ask(LiveCampaign campaign, Command command) throws Exception {
    return campaign.submit(command).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
