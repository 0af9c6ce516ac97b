package dev.swarm.agent.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own that starts one run, to be killed without warning. */
final class WorkerProcess {
  private static final String STARTED = "started";

  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  /** Returns when the run has been started. */
  static WorkerProcess start(Bench bench, RunSpec spec, boolean withPerl) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            WorkerProcess.class.getName(),
            bench.root.toString(),
            spec.experiment(),
            spec.nonce(),
            spec.command(),
            Long.toString(spec.hardLimit().toMillis()),
            Boolean.toString(withPerl));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()));
    for (String line = output.readLine(); !STARTED.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IOException("the worker ended before it started the run");
      }
    }
    return new WorkerProcess(process);
  }

  /** Kill -9. */
  void killHard() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(Path.of(args[0]));
    HostTools all = Bench.TOOLS;
    HostTools tools =
        Boolean.parseBoolean(args[5])
            ? new HostTools(
                all.shell(), Optional.empty(), Optional.empty(), all.perl(), Optional.empty())
            : all;
    Runner runner = Runner.open(bench.settings, tools, System.getenv(), Clock.systemUTC());
    Run run =
        runner.start(
            new RunSpec(
                args[1],
                1,
                "abc123",
                args[2],
                args[3],
                bench.workspace,
                Duration.ofMillis(Long.parseLong(args[4])),
                Map.of(),
                Optional.empty()),
            progress -> {});
    System.out.println(STARTED);
    run.onExit().get(60, TimeUnit.SECONDS);
  }
}
