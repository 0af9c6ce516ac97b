package dev.swarm.agent.worker;

import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.Run;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How runs end: what has to follow a run is run, and then its outcome is kept. One thread, the
 * worker's loop, which is called whenever there is something to read. After a crash the next life
 * follows the run again and reads the same end.
 */
final class Endings {
  private final Device device;
  private final ScheduledExecutorService loop;
  private final Runnable news;
  private Optional<Exit> unread = Optional.empty();

  /**
   * @param news called in the loop when there is an end to read
   */
  Endings(Device device, ScheduledExecutorService loop, Runnable news) {
    this.device = device;
    this.loop = loop;
    this.news = news;
  }

  /** Waits for the end of a run. */
  void follow(Started started) {
    started.run().onExit().thenAccept(this::later);
  }

  /** A run has ended, whose end is read next. */
  void ended(Exit exit) {
    unread = Optional.of(exit);
  }

  /**
   * Reads the end of the run on the device, if there is one: its outcome is on disk before anybody
   * hears of it.
   *
   * @param file as it holds for that run
   * @param incumbent the metric that it has to beat; absent when there is none
   * @return its outcome; absent while none has ended, or something has to follow it
   */
  Optional<ReportedOutcome> read(
      Joined now, CampaignFile file, OptionalDouble incumbent, Device.Safe safe)
      throws IOException {
    if (unread.isEmpty() || device.running().isEmpty()) {
      return Optional.empty();
    }
    Started started = device.running().get();
    Exit exit = unread.get();
    if (exit instanceof Exit.DeviceBusy busy) {
      device.release(started);
      unread = Optional.empty();
      throw new IOException("The device is busy: %s.".formatted(busy.holders()));
    }
    Optional<Run> followUp =
        device.scoring().followUp(started, exit, now.workspace(), file, incumbent);
    if (followUp.isPresent()) {
      // The run's end is looked at again once what follows it is over.
      followUp.get().onExit().thenRun(() -> later(exit));
      unread = Optional.empty();
      return Optional.empty();
    }
    ReportedOutcome report = device.ended(started, exit, now.workspace(), file, safe);
    unread = Optional.empty();
    return Optional.of(report);
  }

  private void later(Exit exit) {
    loop.execute(
        () -> {
          unread = Optional.of(exit);
          news.run();
        });
  }
}
