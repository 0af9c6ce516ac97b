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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program of its own that persists commands of one event each and prints the number of each one
 * once it is acknowledged: {@code FILE COUNT WINDOW}, where at most WINDOW are under way. It ends
 * with {@code stuck} when one is not acknowledged in time.
 */
public final class JournalWriter {
  static final String STUCK = "stuck";
  private static final long PATIENCE_SECONDS = 2;

  private JournalWriter() {}

  /** What {@link #command} with a number is written as in the journal. */
  static int number(Event.MachineJoined event) {
    return Integer.parseInt(event.process());
  }

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    int window = Integer.parseInt(args[2]);
    LiveCampaign campaign = LiveCampaign.start(SqliteJournal.open(Path.of(args[0])), event -> {});
    campaign.submit(start()).toCompletableFuture().get();
    Semaphore room = new Semaphore(window);
    for (int i = 0; i < count; i++) {
      if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stop();
      }
      int number = i;
      campaign
          .submit(command(number))
          .thenAccept(
              reply -> {
                if (reply.equals(Reply.ACCEPTED)) {
                  System.out.println(number);
                  room.release();
                }
              });
    }
    if (!room.tryAcquire(window, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      stop();
    }
    campaign.close();
  }

  private static void stop() throws TimeoutException {
    System.out.println(STUCK);
    System.out.flush();
    Runtime.getRuntime().halt(3);
  }

  private static Command start() {
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
