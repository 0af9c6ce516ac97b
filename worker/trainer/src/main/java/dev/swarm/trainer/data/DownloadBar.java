package dev.swarm.trainer.data;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shows downloads: on a terminal one line that stays in its place, elsewhere a line for each file
 * that is there.
 *
 * <p>Safe for any thread.
 */
final class DownloadBar implements DownloadProgress {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 200_000_000;

  private record File(long have, long total) {
    double share() {
      return total > 0 ? Math.min(1, (double) have / total) : 0;
    }
  }

  private final PrintWriter out;
  private final boolean terminal;
  private final int wanted;
  private final LongSupplier nanoTime;
  private final long began;
  private final Map<String, File> underWay = new HashMap<>();
  private int done;
  private long received;
  private long drawn;

  /**
   * @param wanted number of files to come
   */
  DownloadBar(PrintWriter out, boolean terminal, int wanted, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.wanted = wanted;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  @Override
  public synchronized void begins(String file, long have, long total) {
    underWay.put(file, new File(have, total));
  }

  @Override
  public synchronized void received(String file, int bytes) {
    received += bytes;
    underWay.computeIfPresent(file, (name, at) -> new File(at.have + bytes, at.total));
    if (terminal && nanoTime.getAsLong() - drawn > REDRAW_NANOS) {
      draw();
    }
  }

  @Override
  public synchronized void done(String file) {
    underWay.remove(file);
    done++;
    if (terminal) {
      draw();
      if (done == wanted) {
        out.println();
      }
    } else {
      out.println("  " + line());
    }
    out.flush();
  }

  private void draw() {
    drawn = nanoTime.getAsLong();
    out.print("\r\u001b[2K" + line());
    out.flush();
  }

  private String line() {
    double share = (done + underWay.values().stream().mapToDouble(File::share).sum()) / wanted;
    int full = (int) Math.round(share * WIDTH);
    double seconds = Math.max(1e-3, (nanoTime.getAsLong() - began) / 1e9);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f%%  %d of %d shards  %.1f MB  %.1f MB/s",
        "#".repeat(full),
        "-".repeat(WIDTH - full),
        100 * share,
        done,
        wanted,
        received / 1e6,
        received / 1e6 / seconds);
  }
}
