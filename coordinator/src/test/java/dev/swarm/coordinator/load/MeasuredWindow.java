package dev.swarm.coordinator.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * While what is told counts: the same moments for all processes of a measurement, by the clock that
 * they share.
 *
 * @param begin milliseconds since 1970
 * @param end milliseconds since 1970
 */
record MeasuredWindow(long begin, long end) {

  /** One that begins after a while. */
  static MeasuredWindow after(Duration warmUp, Duration measured) {
    long begin = System.currentTimeMillis() + warmUp.toMillis();
    return new MeasuredWindow(begin, begin + measured.toMillis());
  }

  /** Reads what {@link #line} wrote. */
  static MeasuredWindow parse(String line) {
    String[] words = line.split(" ");
    return new MeasuredWindow(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /** As it is told to another process. */
  String line() {
    return begin + " " + end;
  }

  void awaitBegin() throws InterruptedException {
    await(begin);
  }

  void awaitEnd() throws InterruptedException {
    await(end);
  }

  private static void await(long moment) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(moment - System.currentTimeMillis());
  }
}
