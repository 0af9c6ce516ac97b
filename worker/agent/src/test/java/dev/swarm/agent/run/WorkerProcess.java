package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.sandbox.Surroundings;
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
    return start(bench, spec, withPerl, false);
  }

  /** The same, with or without the best sandbox of this host. */
  static WorkerProcess start(Bench bench, RunSpec spec, boolean withPerl, boolean sandboxed)
      throws IOException {
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
            Long.toString(spec.limits().cycle().toMillis()),
            Boolean.toString(withPerl),
            Boolean.toString(sandboxed));
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

  private static Sandbox sandbox(Bench bench, String sandboxed) throws IOException {
    return Boolean.parseBoolean(sandboxed)
        ? SandboxProbe.look(System.getenv("PATH"), bench.root.resolve("probe")).sandbox()
        : SandboxProbe.none();
  }

  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(Path.of(args[0]));
    HostTools all = Bench.TOOLS;
    HostTools tools =
        Boolean.parseBoolean(args[5])
            ? new HostTools(
                all.shell(),
                Optional.empty(),
                Optional.empty(),
                all.perl(),
                Optional.empty(),
                Optional.empty())
            : all;
    Runner runner =
        Runner.open(
            bench.settings, tools, sandbox(bench, args[6]), System.getenv(), Clock.systemUTC());
    Run run =
        runner.start(
            new RunSpec(
                args[1],
                1,
                "abc123",
                args[2],
                args[3],
                bench.workspace,
                Bench.limits(Duration.ofMillis(Long.parseLong(args[4]))),
                Map.of(),
                Optional.empty(),
                Surroundings.bare(bench.workspace, bench.root.resolve("a-home"))),
            progress -> {});
    System.out.println(STARTED);
    run.onExit().get(300, TimeUnit.SECONDS);
  }
}
