package dev.swarm.coordinator.snapshot;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.CampaignImage;
import dev.swarm.coordinator.journal.JournalReader;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of a campaign and of what is read of it, both at the same place in the journal. They
 * are taken in passing and written on a thread of their own, so nobody waits for one. One that is
 * broken, of another version of this code, or of events that the journal does not hold is as good
 * as none: the journal is read instead.
 */
public final class Snapshots<I extends Record> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final long PATIENCE_SECONDS = 5;

  private final JournalReader journal;
  private final SnapshotTable table;
  private final Projection<I> projection;
  private final long every;
  private final String version;
  private final RecordCodec codec = new RecordCodec();

  /** Forgets what it is asked for after its end. */
  private final ExecutorService writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Snapshots::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  private final AtomicBoolean writing = new AtomicBoolean();

  /** Only on the thread that applies events, after {@link #restored}. */
  private long last;

  /**
   * Snapshots of what a journal makes.
   *
   * @param projection what is written down beside the campaign
   * @param every how many events lie between two snapshots, more than zero
   */
  public Snapshots(JournalReader journal, Projection<I> projection, long every) throws IOException {
    this.journal = journal;
    this.table = new SnapshotTable(journal);
    this.projection = projection;
    this.every = every;
    this.version = CodeVersion.present();
  }

  /**
   * Makes the projection what it was at the last snapshot.
   *
   * @return the campaign then; its beginning, with the projection untouched, if no snapshot is of
   *     use
   */
  public CampaignAt restored() throws SQLException {
    long end = journal.last();
    String trouble = null;
    for (SnapshotTable.Row row : table.read()) {
      try {
        if (row.position() > end) {
          throw new IOException("it is of events that the journal does not hold");
        }
        if (!row.version().equals(version)) {
          throw new IOException("another version of this program made it");
        }
        List<Record> records =
            codec.read(row.bytes(), List.of(CampaignImage.class, projection.imageType()));
        Campaign campaign = ((CampaignImage) records.get(0)).campaign();
        projection.restore(projection.imageType().cast(records.get(1)));
        warn(row.position(), trouble);
        last = row.position();
        return new CampaignAt(campaign, last);
      } catch (IOException | RuntimeException useless) {
        LOG.debug("The snapshot at {} is of no use", row.position(), useless);
        trouble = trouble == null ? useless.getMessage() : trouble;
      }
    }
    warn(0, trouble);
    return CampaignAt.BEGINNING;
  }

  private static void warn(long position, String trouble) {
    if (trouble != null) {
      LOG.warn(
          "The last snapshot of the campaign can't be used ({}), so the journal is read from event {} on, which takes longer this once.",
          trouble,
          position + 1);
    }
  }

  /** Takes a snapshot if it is time for one. For the thread that has just applied the events. */
  public void offer(CampaignAt now) {
    if (now.position() - last < every || !writing.compareAndSet(false, true)) {
      return;
    }
    last = now.position();
    I image = projection.image();
    writer.execute(
        () -> {
          try {
            write(now, image);
          } finally {
            writing.set(false);
          }
        });
  }

  private void write(CampaignAt now, I image) {
    try {
      long began = System.nanoTime();
      byte[] bytes = codec.write(CampaignImage.of(now.campaign()), image);
      long made = System.nanoTime();
      table.write(new SnapshotTable.Row(now.position(), version, bytes));
      LOG.debug(
          "Snapshot at {}: {} bytes, made in {} ms, written in {} ms",
          now.position(),
          bytes.length,
          (made - began) / 1_000_000,
          (System.nanoTime() - made) / 1_000_000);
    } catch (IOException | SQLException | RuntimeException failure) {
      LOG.warn(
          "No snapshot of the campaign could be written ({}); nothing is lost, but the next start reads more of the journal.",
          failure.getMessage());
      LOG.debug("No snapshot", failure);
    }
  }

  /** Waits a little for one that is being written. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "snapshots");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }
}
