package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.server.Warnings;
import dev.swarm.shared.campaign.MachineName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveCampaignTest {
  private static final MachineName M4MAX = new MachineName("m4max");

  @TempDir Path folder;

  @Test
  void answersOnlyWhenTheJournalHoldsWhatFollows() throws Exception {
    try (LiveCampaign campaign = open(new ArrayList<>())) {
      assertThat(ask(campaign, RandomCommands.start(0))).isEqualTo(Reply.ACCEPTED);
      List<CompletableFuture<Integer>> rowsAtAnswer = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        rowsAtAnswer.add(
            campaign.submit(restart(i)).thenApply(reply -> rows()).toCompletableFuture());
      }
      // The campaign's start, a join for each command, and the first one's baseline.
      for (int i = 0; i < 50; i++) {
        assertThat(get(rowsAtAnswer.get(i))).isGreaterThanOrEqualTo(i + 3);
      }
    }
  }

  @Test
  void isTheSameCampaignAfterARestart() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    RandomCommands commands = new RandomCommands(seed);
    List<Event> told = new CopyOnWriteArrayList<>();
    Campaign before = Campaign.NEW;
    for (int life = 0; life < 4; life++) {
      List<Event> history = new ArrayList<>();
      try (LiveCampaign campaign = open(history)) {
        assertThat(history).as("seed %d", seed).isEqualTo(told);
        campaign.subscribe(news -> told.addAll(news.events()));
        if (life == 0) {
          ask(campaign, RandomCommands.start(50));
        } else {
          ask(campaign, nothing());
          assertThat(campaign.campaign()).as("seed %d", seed).isEqualTo(before);
        }
        for (int i = 0; i < 150; i++) {
          ask(campaign, commands.next(campaign.campaign()));
        }
        before = campaign.campaign();
      }
    }
    assertThat(told).as("seed %d", seed).hasSizeGreaterThan(200);
  }

  @Test
  void goesOnAndTellsTheOthersWhenAListenerFails() throws Exception {
    List<Event> told = new CopyOnWriteArrayList<>();
    try (Warnings faults = new Warnings(LiveCampaign.class.getName());
        LiveCampaign campaign = open(new ArrayList<>())) {
      campaign.subscribe(
          news -> {
            throw new IllegalStateException("a fault of the listener's");
          });
      campaign.subscribe(news -> told.addAll(news.events()));

      assertThat(ask(campaign, RandomCommands.start(0))).isEqualTo(Reply.ACCEPTED);
      assertThat(told).isNotEmpty();
      assertThat(faults.sentences()).containsOnly("A listener failed over what was committed");
    }
  }

  @Test
  void writesManyCommandsAtOnce() throws Exception {
    int commands = 1000;
    List<Committed> writes = new CopyOnWriteArrayList<>();
    try (LiveCampaign campaign = open(new ArrayList<>())) {
      ask(campaign, RandomCommands.start(0));
      CountDownLatch submitted = new CountDownLatch(1);
      campaign.subscribe(
          write -> {
            writes.add(write);
            // The first write is over when all the others wait for it.
            await(submitted);
          });
      List<CompletableFuture<Reply>> replies =
          IntStream.range(0, commands)
              .parallel()
              .mapToObj(i -> campaign.submit(restart(i)).toCompletableFuture())
              .toList();
      submitted.countDown();
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(get(reply)).isEqualTo(Reply.ACCEPTED);
      }
    }
    int events = writes.stream().mapToInt(write -> write.events().size()).sum();
    assertThat(events).isEqualTo(commands + 1);
    assertThat(writes).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void acknowledgesNothingThatItCannotWriteAndGoesOnWhenItCan() throws Exception {
    try (LiveCampaign campaign = open(new ArrayList<>())) {
      ask(campaign, RandomCommands.start(0));
      ask(campaign, restart(1));
      Campaign acknowledged = campaign.campaign();
      CountDownLatch recovered = new CountDownLatch(1);
      campaign.subscribe(
          news -> {
            if (news.events().isEmpty()) {
              recovered.countDown();
            }
          });

      sql("CREATE TRIGGER f BEFORE INSERT ON event_journal BEGIN SELECT RAISE(ABORT, 'full'); END");
      CompletableFuture<Reply> lost = campaign.submit(restart(2)).toCompletableFuture();
      assertThat(recovered.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(campaign.campaign()).isEqualTo(acknowledged);
      sql("DROP TRIGGER f");

      assertThat(ask(campaign, restart(3))).isEqualTo(Reply.ACCEPTED);
      assertThat(process(campaign)).isEqualTo("3");
      assertThat(lost.isDone() && !lost.isCompletedExceptionally()).isFalse();
    }
    try (LiveCampaign campaign = open(new ArrayList<>())) {
      ask(campaign, nothing());
      assertThat(process(campaign)).isEqualTo("3");
    }
  }

  @Test
  void refusesAJournalThatCannotBeOpened() throws Exception {
    Files.createDirectory(journal());

    assertThatThrownBy(() -> open(new ArrayList<>())).isInstanceOf(SQLException.class);
  }

  private LiveCampaign open(List<Event> history) throws Exception {
    return LiveCampaign.start(SqliteJournal.open(journal()), history::add);
  }

  private Path journal() {
    return folder.resolve("journal.db");
  }

  /** Changes nothing; its answer says that recovery is over. */
  private static Command nothing() {
    return new Command.ExpireLease(M4MAX, "no such folder", Instant.EPOCH);
  }

  /** A worker that was started once more: always one event, and once more for its baseline. */
  private static Command restart(int process) {
    return new Command.Join(
        M4MAX, "cpu", "folder", Integer.toString(process), Set.of(), Instant.EPOCH);
  }

  private static String process(LiveCampaign campaign) {
    return campaign.campaign().machines().get(M4MAX).membership().process();
  }

  private static Reply ask(LiveCampaign campaign, Command command) throws Exception {
    return get(campaign.submit(command).toCompletableFuture());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private int rows() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT count(*) FROM event_journal")) {
      return answer.getInt(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void sql(String text) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + journal() + "?busy_timeout=10000");
  }
}
