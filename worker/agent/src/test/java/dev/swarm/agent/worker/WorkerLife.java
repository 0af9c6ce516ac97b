package dev.swarm.agent.worker;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** A life of a worker in a JVM of its own, to be killed without warning. */
final class WorkerLife implements AutoCloseable {
  private final Process process;

  private WorkerLife(Process process) {
    this.process = process;
  }

  static WorkerLife start(Path root, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + TestSwarm.home(root),
                "-cp",
                System.getProperty("java.class.path"),
                WorkerLife.class.getName(),
                root.toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("life.log").toFile());
    // Where JGit has noted how exact this disk's times are; it takes seconds to find out again.
    builder
        .environment()
        .putIfAbsent("XDG_CONFIG_HOME", Path.of(System.getenv("HOME"), ".config").toString());
    return new WorkerLife(builder.start());
  }

  /** Kill -9. */
  void killHard() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    killHard();
  }

  public static void main(String[] args) throws Exception {
    Worker worker =
        Worker.start(
            TestSwarm.options(Path.of(args[0]), Integer.parseInt(args[1])),
            new PrintWriter(System.out, true));
    System.out.println(worker.awaitRefusal());
  }
}
