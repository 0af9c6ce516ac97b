package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.wire.AgentWire;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.ReportedOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {
  // The first was handed out again, so its token is the highest.
  private static final ReportedOutcome FIRST = report("m4max-9", 14);
  private static final ReportedOutcome SECOND = report("m4max-10", 12);
  private static final ReportedOutcome THIRD = report("m4max-11", 13);

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void name() {
    folder = root.resolve("outbox");
  }

  @Test
  void keepsOutcomesOverARestartInTheirOrder() throws Exception {
    Outbox outbox = Outbox.open(folder);
    outbox.add(FIRST);
    outbox.add(SECOND);
    outbox.add(THIRD);

    assertThat(outbox.all()).containsExactly(FIRST, SECOND, THIRD);
    assertThat(Outbox.open(folder).all()).containsExactly(FIRST, SECOND, THIRD);
  }

  @Test
  void forgetsWhatIsAcknowledgedAndNothingElse() throws Exception {
    Outbox outbox = Outbox.open(folder);
    outbox.add(FIRST);
    outbox.add(SECOND);

    outbox.acknowledge(List.of(FIRST.getHeld(), THIRD.getHeld(), held("m4max-10", 9)));

    assertThat(outbox.all()).containsExactly(SECOND);
    assertThat(outbox.holds(FIRST.getHeld())).isFalse();
    assertThat(outbox.holds(SECOND.getHeld())).isTrue();
    assertThat(Outbox.open(folder).all()).containsExactly(SECOND);
  }

  @Test
  void keepsTwoAttemptsOfOneExperimentApart() throws Exception {
    Outbox outbox = Outbox.open(folder);
    outbox.add(report("m4max-9", 9));
    outbox.add(report("m4max-9", 12));

    assertThat(Outbox.open(folder).all()).hasSize(2);
  }

  @Test
  void takesTheSameOutcomeOnce() throws Exception {
    Outbox outbox = Outbox.open(folder);
    outbox.add(FIRST);
    outbox.add(FIRST);

    assertThat(outbox.all()).containsExactly(FIRST);
    assertThat(Outbox.open(folder).all()).containsExactly(FIRST);
  }

  @Test
  void ignoresWhatACrashLeftHalfWritten() throws Exception {
    Outbox.open(folder).add(FIRST);
    byte[] whole = SECOND.toByteArray();
    Files.write(folder.resolve("m4max-10.12.new"), Arrays.copyOf(whole, 5));

    Outbox next = Outbox.open(folder);

    assertThat(next.all()).containsExactly(FIRST);
    next.add(SECOND);
    assertThat(Outbox.open(folder).all()).containsExactly(FIRST, SECOND);
  }

  private static ReportedOutcome report(String experiment, long token) {
    return ReportedOutcome.newBuilder()
        .setHeld(held(experiment, token))
        .setCommit("0123456789012345678901234567890123456789")
        .setOutcome(AgentWire.interrupted("The machine was switched off."))
        .build();
  }

  private static HeldExperiment held(String experiment, long token) {
    return HeldExperiment.newBuilder().setExperiment(experiment).setToken(token).build();
  }
}
