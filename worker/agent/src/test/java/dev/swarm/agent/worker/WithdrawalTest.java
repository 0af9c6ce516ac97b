package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.ReportedOutcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator takes back what runs. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class WithdrawalTest {
  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;
  private Assignment held;

  @BeforeEach
  void runSomething() throws Exception {
    swarm = new TestSwarm(root);
    coordinator = swarm.coordinator;
    swarm.start();
    held = swarm.assignment("m4max-1", Optional.empty(), Map.of("HOLD", "never"));
    swarm.assign(held);
    coordinator.awaitRunning("m4max-1");
    Await.until("its processes are there", () -> swarm.processes() > 0);
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @Test
  void killsItAndSaysThatItIsNoResult() throws Exception {
    swarm.assign();

    ReportedOutcome outcome = coordinator.awaitOutcome("m4max-1");

    assertThat(outcome.getHeld()).isEqualTo(Device.held(held));
    assertThat(outcome.getOutcome().getInterrupted().getReason())
        .isEqualTo("The coordinator took it back.");
    assertThat(swarm.processes()).isZero();
  }

  @Test
  void runsItAgainUnderANewToken() throws Exception {
    Assignment again =
        swarm.assignment("m4max-1", Optional.empty(), Map.of("LR", "0.05")).toBuilder()
            .setAttempt(2)
            .build();
    swarm.assign(again);

    coordinator.await(
        "both attempts are reported",
        state ->
            state.getOutcomesCount() == 2
                && state.getOutcomes(0).getHeld().equals(Device.held(held))
                && state.getOutcomes(0).getOutcome().hasInterrupted()
                && state.getOutcomes(1).getHeld().equals(Device.held(again))
                && state.getOutcomes(1).getOutcome().getMeasured().getMetric() == 1.05);
  }
}
