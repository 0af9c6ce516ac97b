package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.shared.campaign.MachineName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program of its own that persists commands of one event each and prints the number of each one
 * once it is acknowledged: {@code JOURNAL COUNT WINDOW}, where JOURNAL is a file or the address of
 * a database and at most WINDOW are under way. What is not acknowledged in time it asks again, of a
 * file that could not be written for a moment only: then it ends with {@code stuck}.
 */
public final class JournalWriter {
  static final String STUCK = "stuck";

  private static final long MOMENT_SECONDS = 2;
  private static final long PATIENCE_SECONDS = 120;

  private JournalWriter() {}

  /** What {@link #command} with a number is written as in the journal. */
  static int number(Event.MachineJoined event) {
    return Integer.parseInt(event.process());
  }

  /** Whether a command with that number is acknowledged within these seconds. */
  static boolean accepts(LiveCampaign campaign, int number, long seconds)
      throws InterruptedException, ExecutionException {
    try {
      return campaign
          .submit(command(number))
          .toCompletableFuture()
          .get(seconds, TimeUnit.SECONDS)
          .equals(Reply.ACCEPTED);
    } catch (TimeoutException late) {
      return false;
    }
  }

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    int window = Integer.parseInt(args[2]);
    boolean server = args[0].startsWith(PostgresJournal.SCHEME);
    LiveCampaign campaign =
        LiveCampaign.start(
            server ? PostgresJournal.open(args[0]) : SqliteJournal.open(Path.of(args[0])),
            event -> {});
    campaign.submit(start()).toCompletableFuture().get();
    AtomicBoolean full = new AtomicBoolean();
    campaign.subscribe(
        news -> {
          // It reads the journal anew only after a write has failed.
          if (!server && news.events().isEmpty()) {
            full.set(true);
          }
        });
    Semaphore room = new Semaphore(window);
    for (int i = 0; i < count; i++) {
      take(room, 1, full);
      submit(campaign, i, room);
    }
    take(room, window, full);
    campaign.close();
  }

  /** Only what is slow is waited for. */
  private static void take(Semaphore room, int permits, AtomicBoolean full)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!room.tryAcquire(permits, MOMENT_SECONDS, TimeUnit.SECONDS)) {
      if (full.get() || System.nanoTime() > deadline) {
        stop();
      }
    }
  }

  private static void submit(LiveCampaign campaign, int number, Semaphore room) {
    campaign
        .submit(command(number))
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                submit(campaign, number, room);
              } else if (reply.equals(Reply.ACCEPTED)) {
                System.out.println(number);
                room.release();
              }
            });
  }

  private static void stop() {
    System.out.println(STUCK);
    System.out.flush();
    Runtime.getRuntime().halt(3);
  }

  /** What has to come before all other commands. */
  static Command start() {
    return new Command.StartCampaign(
        TestCampaign.FILE,
        "b".repeat(40),
        "",
        TestCampaign.KNOBS,
        new Settings.Limits(1, OptionalInt.of(0), 2, false),
        Instant.EPOCH);
  }

  /** A worker that was started once more: one event. */
  private static Command command(int number) {
    return new Command.Join(
        new MachineName("m4max"),
        "apple-silicon",
        "folder",
        Integer.toString(number),
        Set.of(),
        Instant.EPOCH);
  }
}
