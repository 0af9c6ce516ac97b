package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are told several coordinators ask one that answers. */
@Timeout(120)
class SeveralCoordinatorsTest {
  private static final String NOBODY = "127.0.0.1:1";
  private static final String TOKEN = "one-token-for-all-of-them";

  private final Shell shell = new Shell();
  @TempDir Path folder;

  @Test
  void asksTheNextWhereNobodyListens() throws Exception {
    try (RunningCoordinator coordinator = coordinator("a")) {
      assertThat(status(NOBODY + ",127.0.0.1:" + coordinator.port())).as(shell.err()).isZero();
      assertThat(shell.out()).contains("tiny");
    }
  }

  @Test
  void asksTheNextWhereAFrozenOneAcceptsAndSaysNothing() throws Exception {
    try (RunningCoordinator coordinator = coordinator("a");
        ServerSocket frozen = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      String both =
          "127.0.0.1:%d, 127.0.0.1:%d".formatted(frozen.getLocalPort(), coordinator.port());

      assertThat(status(both)).as(shell.err()).isZero();
      assertThat(shell.out()).contains("tiny");
    }
  }

  @Test
  void namesThemAllWhenNoneAnswers() throws Exception {
    Files.writeString(folder.resolve("token"), TOKEN);

    assertThat(status(NOBODY + ",127.0.0.1:2")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "No coordinator answers at 127.0.0.1:1 or 127.0.0.1:2; is it running, and is the address right?");
  }

  @Test
  void refusesWhatIsNoAddressAsAWorkerDoes() throws Exception {
    Files.writeString(folder.resolve("token"), TOKEN);

    assertThat(status("gpu-box:7171,gpu-box")).isEqualTo(2);
    assertThat(shell.err())
        .contains("--coordinator is 'gpu-box:7171,gpu-box'; write it as HOST:PORT.");
  }

  @Test
  void goesOnWatchingAtTheNextWhenTheOneThatItWatchesEnds() throws Exception {
    LinkedBlockingQueue<SwarmStatus> seen = new LinkedBlockingQueue<>();
    try (RunningCoordinator first = coordinator("a");
        RunningCoordinator second = coordinator("b");
        FakeWorker worker = new FakeWorker(second, "m4max", "folder-a");
        OperatorClient client = new OperatorClient(List.of(at(first), at(second)), TOKEN)) {
      worker.join();
      CompletableFuture.runAsync(() -> client.watch(seen::add));
      assertThat(seen.poll(30, TimeUnit.SECONDS).getMachinesList()).isEmpty();

      first.close();

      // The first may tell of its own end; the machine is the second's alone.
      SwarmStatus last = seen.poll(30, TimeUnit.SECONDS);
      while (last.getMachinesCount() == 0) {
        last = seen.poll(30, TimeUnit.SECONDS);
      }
      assertThat(last.getMachines(0).getMachine()).isEqualTo("m4max");
    }
  }

  private int status(String coordinators) {
    return shell.run(
        new StatusCommand(),
        "--coordinator",
        coordinators,
        "--token-file",
        folder.resolve("token").toString());
  }

  private static CoordinatorAddress at(RunningCoordinator coordinator) {
    return new CoordinatorAddress("127.0.0.1", coordinator.port());
  }

  private RunningCoordinator coordinator(String name) throws Exception {
    Files.writeString(folder.resolve("token"), TOKEN);
    writeToken(folder.resolve(name).resolve("state"));
    return new RunningCoordinator(folder.resolve(name), RunningCoordinator.LONG_LEASE, 50);
  }

  private static void writeToken(Path state) throws IOException {
    Files.createDirectories(state);
    Files.writeString(state.resolve("token"), TOKEN);
  }
}
