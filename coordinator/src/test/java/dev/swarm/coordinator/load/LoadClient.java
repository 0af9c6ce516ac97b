package dev.swarm.coordinator.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One client in a process of its own: one connection, on which it asks and tells as fast as it is
 * answered until its input ends. {@link ClientProcess} starts it.
 */
final class LoadClient {
  private static final long READY_SECONDS = 300;

  /** A new virtual machine compiles what was called some two hundred times. */
  private static final int WARM_UP_RUNS = 300;

  private LoadClient() {}

  /**
   * Reads the swarm's token, joins and says that it is ready once its code is compiled; then reads
   * a {@link MeasuredWindow} and says how many runs were told within it and how many nanoseconds it
   * counted. What fails is said in a sentence on the standard error, with exit code 1.
   *
   * @param arguments the coordinator's address, the machine's name
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String machine = arguments[1];
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    Load load = new Load(LoadPlan.closed(machine), timer);
    boolean counted;
    try (EncryptedLinks links = new EncryptedLinks(arguments[0], input.readLine())) {
      SimulatedWorker worker =
          new SimulatedWorker(machine, load, new SplittableRandom(machine.hashCode()));
      worker.join(links.open());
      counted = count(load, input);
      worker.leave();
    }
    System.exit(counted ? 0 : 1);
  }

  private static boolean count(Load load, BufferedReader input)
      throws IOException, InterruptedException {
    if (!load.awaitHandoffs(WARM_UP_RUNS, READY_SECONDS)) {
      if (load.broken() == 0) {
        System.err.printf(
            "It told %d of %d runs within %d seconds.%n",
            load.handoffs().length, WARM_UP_RUNS, READY_SECONDS);
      }
      return false;
    }
    System.out.println("ready");
    String told = input.readLine();
    if (told == null) {
      return true;
    }
    MeasuredWindow window = MeasuredWindow.parse(told);
    window.awaitBegin();
    load.begin();
    long began = System.nanoTime();
    window.awaitEnd();
    int results = load.handoffs().length;
    long nanos = System.nanoTime() - began;
    if (load.broken() > 0) {
      return false;
    }
    System.out.println(results + " " + nanos);
    // Nobody leaves as long as somebody counts.
    input.readLine();
    return true;
  }
}
