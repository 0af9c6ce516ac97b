package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code swarm pause} and {@code swarm resume} against a real coordinator. */
class PauseCommandsTest {
  private final Shell shell = new Shell();

  @TempDir Path folder;

  @Test
  void saysThatAMachineWaitsForAllToGoOn() throws Exception {
    Settings.Limits limits = new Settings.Limits(7, OptionalInt.empty(), 1, false);
    try (RunningCoordinator coordinator =
            new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, limits);
        FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      worker.join();
      assertThat(shell.ask(coordinator, new PauseCommand())).isZero();

      assertThat(shell.ask(coordinator, new ResumeCommand(), "m4max")).isZero();
      assertThat(shell.out()).contains("m4max may go on as soon as all may: swarm resume");

      assertThat(shell.ask(coordinator, new ResumeCommand())).isZero();
      assertThat(shell.out()).contains("Every machine may go on.");
    }
  }
}
