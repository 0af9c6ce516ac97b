package dev.swarm.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.entity.LiveCampaign;
import java.io.IOException;
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
 * started again. Only where Docker is present ({@link PostgresJournalTest} needs none); with {@code
 * SWARM_REQUIRE_DOCKER} set, as CI has it, it must be.
 */
@EnabledIf("isDockerPresent")
@Testcontainers
class PostgresContainerTest {
  /** Set to an image of one's own where the official one can't be had (.ci/postgres-image). */
  private static final String IMAGE = "SWARM_POSTGRES_IMAGE";

  /** Set where a missing Docker must be a failure and not a skipped test. */
  private static final String REQUIRED = "SWARM_REQUIRE_DOCKER";

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
          // While it makes its data, the official image's server does not listen to the network.
          .waitingFor(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1 -U swarm"));

  static boolean isDockerPresent() {
    boolean present = DockerClientFactory.instance().isDockerAvailable();
    if (!present && System.getenv(REQUIRED) != null) {
      throw new IllegalStateException("Docker is not running here, and " + REQUIRED + " is set.");
    }
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
    try {
      return LastingPort.at("0.0.0.0");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
