package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A swarm in one home: a coordinator, machines, and what people ask it, each a process of its own.
 * Whatever a test has started and not ended ends with {@link #stop}.
 */
final class SwarmProcesses {
  private static final long PATIENCE_SECONDS = 600;

  private final Path home;
  private final List<SwarmProcess> started = new ArrayList<>();
  private String host = "127.0.0.1";
  private int port;
  private int gitPort;

  SwarmProcesses(Path home) {
    this.home = home;
  }

  /** The coordinator's folder. */
  Path state() {
    return home.resolve("state");
  }

  /** A machine's folder. */
  Path folder(String machine) {
    return home.resolve(machine);
  }

  /**
   * Starts a coordinator and waits until it is ready; a later one is reached where the first was.
   */
  SwarmProcess coordinator(Path campaign, Object... more) throws Exception {
    SwarmProcess coordinator =
        start(
            Stream.of(
                "coordinator", campaign, "--dir", state(), "--port", port, "--git-port", gitPort),
            more);
    coordinator.await("is ready", PATIENCE_SECONDS);
    String address = Files.readString(state().resolve("address")).strip();
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return coordinator;
  }

  /** Starts one that a test ends, to start another where it was: nobody gets its port meanwhile. */
  SwarmProcess coordinatorThatComesBack(Path campaign) throws Exception {
    port = LastingPort.find();
    return coordinator(campaign);
  }

  /** Starts a coordinator that machines reach by a cable, and waits until it is ready. */
  SwarmProcess coordinatorBehind(Cable cable, Path campaign, Object... more) throws Exception {
    gitPort = LastingPort.find(Cable.HOST);
    SwarmProcess coordinator = coordinator(campaign, more);
    host = Cable.HOST;
    cable.lay(port);
    cable.lay(gitPort);
    return coordinator;
  }

  /** Starts a machine's worker, whether there is a coordinator or was one. */
  SwarmProcess machine(String name, Object... more) throws IOException {
    return start(
        Stream.of(
            "worker",
            "--coordinator",
            host + ":" + port,
            "--token-file",
            state().resolve("token"),
            "--machine",
            name,
            "--dir",
            folder(name)),
        more);
  }

  private SwarmProcess start(Stream<Object> arguments, Object... more) throws IOException {
    SwarmProcess process =
        SwarmProcess.start(home, Stream.concat(arguments, Arrays.stream(more)).toArray());
    started.add(process);
    return process;
  }

  /** A command that has ended. */
  record Ended(int code, String output) {}

  /** Runs a command to its end, whatever that is. */
  Ended run(Object... arguments) throws Exception {
    try (SwarmProcess process = SwarmProcess.start(home, arguments)) {
      int code = process.await(PATIENCE_SECONDS);
      return new Ended(code, process.output());
    }
  }

  /** Runs a command that has to go well, and gives what it says. */
  String output(Object... arguments) throws Exception {
    Ended ended = run(arguments);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }

  /** The rows of results.tsv, without its header. */
  List<String> rows() throws Exception {
    return output("log", "--tsv", "--dir", state()).lines().skip(1).toList();
  }

  /** Everything that was measured. */
  List<JsonNode> ledger() throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    for (String line : output("log", "--json", "--dir", state()).lines().toList()) {
      entries.add(new JsonMapper().readTree(line));
    }
    return entries;
  }

  /** What the coordinator says of the only machine. */
  JsonNode status() throws Exception {
    return machine(output("status", "--json", "--dir", state()));
  }

  /** Waits until the only machine's status is so, by what the coordinator pushes. */
  void awaitStatus(Predicate<JsonNode> wanted, long seconds) throws Exception {
    try (SwarmProcess watch =
        SwarmProcess.start(home, "status", "--watch", "--json", "--dir", state())) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      JsonNode machine;
      do {
        assertThat(System.nanoTime()).as("not so in time: %s", watch.output()).isLessThan(deadline);
        machine = machine(watch.await("{", seconds));
      } while (!wanted.test(machine));
    }
  }

  /** Waits until the only machine has run all that it may. */
  void awaitDone(long seconds) throws Exception {
    awaitStatus(machine -> machine.path("state").asText().equals("done"), seconds);
  }

  private static JsonNode machine(String status) throws IOException {
    return new JsonMapper().readTree(status).path("machines").path(0);
  }

  /** The coordinator's hub, from outside. */
  HubInspection hub() throws IOException {
    return new HubInspection(state().resolve("hub.git"));
  }

  /** Ends what still runs, the youngest first. */
  void stop() {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
    started.clear();
  }
}
