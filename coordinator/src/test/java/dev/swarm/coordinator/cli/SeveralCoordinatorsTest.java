package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are told several coordinators ask one that answers. */
@Timeout(300)
class SeveralCoordinatorsTest {
  private static final String NOBODY = "127.0.0.1:1";
  private static final long PATIENCE_SECONDS = 60;
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
  void waitsLongerForTheLastOneThanForThoseBeforeIt() throws Exception {
    try (RunningCoordinator coordinator = coordinator("a");
        ServerSocket frozen = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        ServerSocket slow = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      String both =
          "127.0.0.1:%d,127.0.0.1:%d".formatted(frozen.getLocalPort(), slow.getLocalPort());
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> status(both));
      try (Socket asking = slow.accept();
          Socket asked = new Socket("127.0.0.1", coordinator.port())) {
        assertThatThrownBy(() -> exit.get(4, TimeUnit.SECONDS))
            .isInstanceOf(TimeoutException.class);
        passOn(asking, asked);
        passOn(asked, asking);

        assertThat(exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(shell.err()).isZero();
        assertThat(shell.out()).contains("tiny");
      }
    }
  }

  private static void passOn(Socket from, Socket to) {
    CompletableFuture.supplyAsync(
        () -> {
          try {
            return from.getInputStream().transferTo(to.getOutputStream());
          } catch (IOException closed) {
            return 0L;
          }
        });
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
        FakeWorker firsts = new FakeWorker(first, "m4max", "folder-a");
        FakeWorker seconds = new FakeWorker(second, "box", "folder-b");
        OperatorClient client = new OperatorClient(List.of(at(first), at(second)), TOKEN)) {
      firsts.join();
      seconds.join();
      CompletableFuture.runAsync(() -> client.watch(seen::add));
      // The first one, if it is there in time.
      String watched = machine(seen);

      (watched.equals("m4max") ? first : second).close();

      // It may tell of its own end before.
      String next = machine(seen);
      while (next.equals(watched)) {
        next = machine(seen);
      }
      assertThat(next).isEqualTo(watched.equals("m4max") ? "box" : "m4max");
    }
  }

  private static String machine(BlockingQueue<SwarmStatus> seen) throws InterruptedException {
    SwarmStatus next = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("seen").isNotNull();
    return next.getMachines(0).getMachine();
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
