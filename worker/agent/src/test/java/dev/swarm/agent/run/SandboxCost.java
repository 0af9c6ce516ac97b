package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures what a sandbox costs each run: from the start of an empty command to its end on disk, by
 * each sandbox in turn. Prints one line of JSON with the medians in milliseconds.
 */
final class SandboxCost {
  private SandboxCost() {}

  public static void main(String[] args) throws Exception {
    int runs = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("sandbox-cost");
    try (Bench bench = new Bench(folder)) {
      Map<String, Runner> runners = new TreeMap<>();
      Map<String, List<Double>> milliseconds = new TreeMap<>();
      for (Sandbox sandbox : sandboxes()) {
        runners.put(sandbox.level().word(), bench.runner(sandbox));
      }
      for (int i = -3; i < runs; i++) {
        for (Map.Entry<String, Runner> each : runners.entrySet()) {
          double took = run(bench, each.getValue());
          if (i >= 0) {
            milliseconds.computeIfAbsent(each.getKey(), word -> new ArrayList<>()).add(took);
          }
        }
      }
      System.out.println(
          milliseconds.entrySet().stream()
              .map(each -> "\"%s_ms\": %s".formatted(each.getKey(), median(each.getValue())))
              .collect(Collectors.joining(", ", "{\"runs\": " + runs + ", ", "}")));
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<Sandbox> sandboxes() throws IOException {
    List<Sandbox> all = new ArrayList<>(SandboxProbe.candidates(System.getenv("PATH")));
    all.add(SandboxProbe.none());
    return all;
  }

  private static double run(Bench bench, Runner runner) throws Exception {
    RunSpec spec = bench.spec("true");
    long before = System.nanoTime();
    Run run = runner.start(spec, progress -> {});
    Exit exit = Bench.exitOf(run);
    if (!(exit instanceof Exit.Exited exited) || exited.code() != 0) {
      throw new IOException("the empty command ended with " + exit);
    }
    return (System.nanoTime() - before) / 1e6;
  }

  private static String median(List<Double> values) {
    values.sort(Comparator.naturalOrder());
    return String.format(Locale.ROOT, "%.1f", values.get(values.size() / 2));
  }
}
