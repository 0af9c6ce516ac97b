package dev.swarm.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.entity.LiveCampaign;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL as a container of its official image, killed with all its processes at once and
 * started again. Only where Docker is present; {@link PostgresJournalTest} needs none.
 */
@EnabledIf("isDockerPresent")
@Testcontainers
class PostgresContainerTest {
  /** Set to an image of one's own where the official one can't be had. */
  private static final String IMAGE = "SWARM_POSTGRES_IMAGE";

  private static final int PORT = 5432;

  // A container that is started again keeps only a port that was fixed.
  private static final int PUBLISHED = freePort();

  @Container
  private static final GenericContainer<?> POSTGRES =
      new GenericContainer<>(
              DockerImageName.parse(
                  Optional.ofNullable(System.getenv(IMAGE)).orElse("postgres:17-alpine")))
          .withEnv("POSTGRES_USER", "swarm")
          .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
          .withExposedPorts(PORT)
          .withCreateContainerCmdModifier(
              command ->
                  command
                      .getHostConfig()
                      .withPortBindings(
                          new PortBinding(
                              Ports.Binding.bindPort(PUBLISHED), ExposedPort.tcp(PORT))))
          .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 2));

  static boolean isDockerPresent() {
    boolean present = DockerClientFactory.instance().isDockerAvailable();
    if (!present) {
      System.err.println("NOT TESTED: PostgreSQL in a container, for Docker is not running here.");
    }
    return present;
  }

  @Test
  void keepsEveryAcknowledgedCommandWhenTheContainerIsKilledAndStartedAgain() throws Exception {
    String url =
        "jdbc:postgresql://%s:%d/swarm?user=swarm".formatted(POSTGRES.getHost(), PUBLISHED);
    WriterProcess writer = WriterProcess.start(url, 16, "");
    try {
      writer.awaitAcknowledged(200);
      POSTGRES.getDockerClient().killContainerCmd(POSTGRES.getContainerId()).exec();
      POSTGRES.getDockerClient().startContainerCmd(POSTGRES.getContainerId()).exec();
      writer.awaitAcknowledged(writer.acknowledged.size() + 200);
    } finally {
      writer.killHard();
    }
    List<Integer> written = new ArrayList<>();
    LiveCampaign.start(
            PostgresJournal.open(url),
            event -> {
              if (event instanceof Event.MachineJoined joined) {
                written.add(JournalWriter.number(joined));
              }
            })
        .close();
    assertThat(written).containsAll(writer.acknowledged);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
