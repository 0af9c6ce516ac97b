package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.link.Await;
import dev.swarm.agent.link.FakeCoordinator;
import dev.swarm.agent.probe.UsableCores;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a worker from working is said, and is over when it is over. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class TroubleTest {
  @TempDir Path root;
  private TestSwarm swarm;
  private FakeCoordinator coordinator;

  @BeforeEach
  void open() throws Exception {
    swarm = new TestSwarm(root);
    coordinator = swarm.coordinator;
  }

  @AfterEach
  void close() throws Exception {
    swarm.close();
  }

  @Test
  void waitsForAHubThatIsNotThereYet() throws Exception {
    swarm.hub.stop();
    swarm.start();
    assertThat(coordinator.await("its trouble", state -> state.hasTrouble()).getTrouble())
        .contains("cannot be reached for the first clone");
    // Whatever is asked meanwhile, it looks again at its own pace.
    for (int i = 1; i <= 5; i++) {
      coordinator.forget();
      swarm.assign(swarm.baseline("m4max-" + i));
      coordinator.await("an answer", state -> state.hasTrouble());
    }
    swarm.hub.start();
    coordinator.forget();

    assertThat(coordinator.awaitOutcome("m4max-5").getOutcome().hasMeasured()).isTrue();
    assertThat(coordinator.states().stream().filter(state -> state.hasTrouble()))
        .hasSizeLessThan(4);
    assertThat(swarm.said().lines().filter(line -> line.contains("first clone"))).hasSize(1);
  }

  @Test
  void waitsForDataThatIsNotOnTheMachineYet() throws Exception {
    Path data = root.resolve("gate");
    Files.delete(data);
    swarm.start();
    swarm.assign(swarm.baseline("m4max-1"));
    assertThat(coordinator.await("its trouble", state -> state.hasTrouble()).getTrouble())
        .isEqualTo("The campaign's data is not on this machine: there is no %s.".formatted(data));
    assertThat(coordinator.states()).allMatch(state -> state.getOutcomesCount() == 0);

    Files.createDirectory(data);

    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().hasMeasured()).isTrue();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void waitsForADeviceThatIsBusyAndTakesThatForNoRun() throws Exception {
    Path lock =
        TestSwarm.home(root).resolve(".swarm/devices/core-" + UsableCores.find().get(0) + ".lock");
    Files.createDirectories(lock.getParent());
    Process other = new ProcessBuilder("flock", lock.toString(), "cat").start();
    Await.until("the device is taken", () -> isTaken(lock));
    swarm.start();
    swarm.assign(swarm.baseline("m4max-1"));

    assertThat(coordinator.await("its trouble", state -> state.hasTrouble()).getTrouble())
        .contains("The device is busy");
    assertThat(coordinator.states()).allMatch(state -> state.getOutcomesCount() == 0);

    other.getOutputStream().close();
    ReportedOutcome report = coordinator.awaitOutcome("m4max-1");
    assertThat(report.getOutcome().hasMeasured()).isTrue();
  }

  @Test
  void saysWhatIsWrongWithACampaignFile() throws Exception {
    String good = coordinator.desired().getCampaign().getFile();
    coordinator.desire(desired -> file(desired, "name: quick\nmetrik: val_bpb\n"));
    swarm.start();
    assertThat(coordinator.await("its trouble", state -> state.hasTrouble()).getTrouble())
        .contains("metrik");

    coordinator.desire(desired -> file(desired, good));
    swarm.assign(swarm.baseline("m4max-1"));

    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().hasMeasured()).isTrue();
  }

  @Test
  void reportsARunThatTheHostCannotStart() throws Exception {
    WorkerOptions plain = swarm.options();
    swarm.start(
        new WorkerOptions(
            plain.coordinators(),
            plain.token(),
            plain.machine(),
            plain.hardwareClass(),
            plain.hardware(),
            plain.folder(),
            plain.cores(),
            plain.programs(),
            Map.of("BROKEN", "a\0b"),
            Optional.empty()));
    swarm.assign(swarm.baseline("m4max-1"));

    coordinator.await("its trouble", state -> state.hasTrouble());
    assertThat(coordinator.awaitOutcome("m4max-1").getOutcome().getInterrupted().getReason())
        .startsWith("The run did not start: ");
  }

  @Test
  void followsTheHubToAnotherPort() throws Exception {
    swarm.start();
    swarm.assign(swarm.assignment("m4max-1", Optional.empty(), Map.of("HOLD", "a")));
    coordinator.awaitRunning("m4max-1");
    Await.until(
        "its commit is in the hub",
        () -> swarm.hub.resolve("refs/autoresearch/experiments/m4max-1").isPresent());
    swarm.open("a");
    ReportedOutcome baseline = coordinator.awaitOutcome("m4max-1");
    swarm.hub.stop();
    swarm.judge(baseline, Status.STATUS_KEEP);
    coordinator.await("its trouble", state -> state.getTrouble().contains("not in the hub"));

    swarm.hub.startElsewhere();
    coordinator.desire(
        desired -> {
          desired.getCampaignBuilder().setHubPort(swarm.hub.port());
          return desired;
        });

    Await.until("the branch is in the hub", () -> !swarm.branch().equals(ObjectId.zeroId()));
    swarm.assign(swarm.assignment("m4max-2", Optional.of("m4max-1"), Map.of("LR", "0.05")));
    swarm.judge(coordinator.awaitOutcome("m4max-2"), Status.STATUS_DISCARD);
    coordinator.forget();
    coordinator.await("a heartbeat", state -> state.getLedgerRows() == 2);
    assertThat(coordinator.states()).noneMatch(state -> state.hasTrouble());
  }

  private static DesiredState.Builder file(DesiredState.Builder desired, String text) {
    desired.getCampaignBuilder().setFile(text);
    return desired;
  }

  private static boolean isTaken(Path lock) {
    try {
      return new ProcessBuilder("flock", "-n", lock.toString(), "true").start().waitFor() != 0;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
