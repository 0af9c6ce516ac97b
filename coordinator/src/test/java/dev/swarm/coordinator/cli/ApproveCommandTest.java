package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.Assignment;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code swarm approve} against a real coordinator that waits for it. */
class ApproveCommandTest {
  private final Shell shell = new Shell();

  @TempDir Path folder;
  private RunningCoordinator coordinator;
  private FakeWorker worker;

  @BeforeEach
  void start() throws Exception {
    coordinator =
        new RunningCoordinator(
            folder,
            RunningCoordinator.LONG_LEASE,
            new Settings.Limits(7, OptionalInt.empty(), 1, true));
    worker = new FakeWorker(coordinator, "m4max", "folder-a");
  }

  @AfterEach
  void stop() {
    worker.close();
    coordinator.close();
  }

  @Test
  void letsTheLoopBeginOnceTheBaselineWasLookedAt() throws Exception {
    Assignment baseline = worker.join().getAssignments(0);
    worker.report(FakeWorker.measured(baseline, 1.5));
    coordinator.awaitState("m4max", "approval");
    Shell status = new Shell();
    status.ask(coordinator, new StatusCommand());
    assertThat(status.out()).contains("let it go on with: swarm approve m4max");

    assertThat(shell.ask(coordinator, new ApproveCommand(), "m4max")).isZero();

    assertThat(shell.out()).contains("m4max may go on.");
    assertThat(worker.await("work", state -> state.getAssignmentsCount() == 2).getHead())
        .isNotNull();
  }

  @Test
  void namesTheNearestOfAMachineThatIsNone() throws Exception {
    worker.join();

    assertThat(shell.ask(coordinator, new ApproveCommand(), "m4mx")).isEqualTo(1);

    assertThat(shell.err()).contains("No machine 'm4mx' ever joined; did you mean 'm4max'?");
  }
}
