package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.text.Complaint;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What makes a worker give up, each with one sentence. */
@Timeout(300)
final class RefusalTest {
  @TempDir Path root;
  private TestSwarm swarm;

  @BeforeEach
  void open() throws Exception {
    swarm = new TestSwarm(root);
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @Test
  void saysThatItsNameIsTaken() throws Exception {
    swarm.coordinator.refuse(
        1, Status.ALREADY_EXISTS.withDescription("Another live worker is m4max."));

    assertThat(swarm.start().awaitRefusal()).isEqualTo("Another live worker is m4max.");
  }

  @Test
  void saysThatItsTokenIsWrong() throws Exception {
    Worker stranger = swarm.start(swarm.options(swarm.folder(), "guessed"));

    assertThat(stranger.awaitRefusal())
        .isEqualTo("The token is not this swarm's; use the coordinator's token file.");
  }

  @Test
  void doesNotShareItsFolder() {
    swarm.start();

    assertThatThrownBy(() -> swarm.start())
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("Another worker is running in " + swarm.folder())
        .hasMessageContaining("--dir");
  }

  @Test
  void saysWhenItsFolderCannotBeMade() throws Exception {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> swarm.start(swarm.options(file.resolve("worker"), "secret")))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining(file.resolve("worker") + " can't be used");
  }

  @Test
  void canBeStoppedTwice() {
    Worker worker = swarm.start();
    swarm.close(worker);

    worker.close();
    swarm.start();
  }
}
