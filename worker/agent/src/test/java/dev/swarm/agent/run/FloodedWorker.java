package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxLevel;
import dev.swarm.agent.sandbox.SandboxProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A worker in a JVM of its own with a small heap, one of whose runs writes 1 GB to its log and
 * leaves children. Says how that went and by how much its own memory has grown.
 */
final class FloodedWorker {
  private static final String FLOOD =
      "setsid sleep 300 & setsid sh -c '(sleep 301 &)';"
          + " head -c 1000000000 /dev/zero | tr '\\0' x; sleep 300";

  private FloodedWorker() {}

  record Answer(String exit, long logBytes, int processesLeft, long grownKilobytes) {}

  static Answer run(Path root, SandboxLevel level) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                FloodedWorker.class.getName(),
                root.toString(),
                level.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String[] answer = said.lines().reduce("", (first, last) -> last).split(" ");
    if (process.waitFor() != 0 || answer.length != 4) {
      throw new IOException("the worker ended with " + process.exitValue() + ": " + said);
    }
    return new Answer(
        answer[0],
        Long.parseLong(answer[1]),
        Integer.parseInt(answer[2]),
        Long.parseLong(answer[3]));
  }

  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(Path.of(args[0]));
    Sandbox sandbox = sandbox(SandboxLevel.valueOf(args[1]));
    // Once without a flood, so that what is loaded is loaded.
    report(bench.runner(sandbox).start(warmUp(bench), progress -> {}));
    RunSpec spec = bench.spec(FLOOD);
    long before = peakKilobytes();
    Run run = bench.runner(sandbox).start(named(spec), progress -> {});
    RunReport report = report(run);
    String exit =
        report.exit() instanceof Exit.Killed killed ? killed.by().name() : report.exit().toString();
    System.out.println(
        "%s %d %d %d"
            .formatted(
                exit.replace(' ', '-'),
                Files.size(run.folder().log()),
                Bench.processesOf(spec.nonce()).size(),
                peakKilobytes() - before));
    bench.close();
  }

  private static RunReport report(Run run) throws Exception {
    return RunReport.read(run.folder(), Bench.exitOf(run), "val_bpb", Optional.of("N"));
  }

  private static RunSpec warmUp(Bench bench) {
    return bench.spec("head -c 1000000 /dev/zero; sleep 0.2", Duration.ofSeconds(30));
  }

  private static RunSpec named(RunSpec spec) {
    return new RunSpec(
        "flood",
        spec.token(),
        spec.base(),
        spec.nonce(),
        spec.command(),
        spec.workspace(),
        spec.limits(),
        spec.environment(),
        spec.cores(),
        spec.surroundings());
  }

  private static Sandbox sandbox(SandboxLevel level) throws IOException {
    return SandboxProbe.candidates(System.getenv("PATH")).stream()
        .filter(each -> each.level() == level)
        .findFirst()
        .orElseGet(SandboxProbe::none);
  }

  /** The most memory this process has held, as the kernel counts it. */
  private static long peakKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
