package dev.swarm.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.text.CoordinatorAddress;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class CoordinatorLinkTest {
  private static final WorkerState STATE = WorkerState.newBuilder().setMachine("m4max").build();

  private final FakeCoordinator coordinator = new FakeCoordinator("secret");
  private final ImpatientTimer timer = new ImpatientTimer();
  private final Listener listener = new Listener();
  private CoordinatorLink link;

  @BeforeEach
  void open() throws Exception {
    coordinator.start();
    coordinator.desire(desired -> desired.setBranch("autoresearch/mar5-m4max"));
  }

  @AfterEach
  void close() throws Exception {
    link.close();
    timer.shutdownNow();
    coordinator.close();
  }

  @Test
  void bringsWhatShouldBe() throws Exception {
    connect("secret");

    Await.until("an answer", () -> listener.desired.size() == 1);
    assertThat(listener.desired).containsExactly(coordinator.desired());
    assertThat(coordinator.states()).containsExactly(STATE);
  }

  @Test
  void triesAgainWithGrowingPauses() throws Exception {
    coordinator.stop();
    connect("secret");

    Await.until("eight pauses", () -> timer.pauses.size() >= 8);
    assertThat(List.copyOf(timer.pauses).subList(0, 8))
        .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
    assertThat(listener.lost)
        .containsOnly(
            "The coordinator at 127.0.0.1:%d can't be reached (Connection refused); trying again, runs go on meanwhile."
                .formatted(coordinator.port()));
  }

  @Test
  void beginsWithAShortPauseAgainOnceItWasHeard() throws Exception {
    coordinator.refuse(3, Status.UNAVAILABLE);
    connect("secret");
    Await.until("an answer", () -> listener.desired.size() == 1);
    assertThat(timer.pauses).containsExactly(200L, 400L, 800L);

    coordinator.stop();

    Await.until("another pause", () -> timer.pauses.size() > 3);
    assertThat(timer.pauses.get(3)).isEqualTo(200);
  }

  @Test
  void givesUpWithoutTheToken() throws Exception {
    connect("guessed");

    Await.until("the refusal", () -> !listener.refused.isEmpty());
    assertThat(listener.refused)
        .containsExactly("The token is not this swarm's; use the coordinator's token file.");
    assertThat(listener.lost).isEmpty();
    assertThat(timer.pauses).isEmpty();
  }

  @Test
  void dropsWhatNobodyCanHear() throws Exception {
    link = new CoordinatorLink(List.of(address(coordinator)), "secret", timer, listener);
    link.send(STATE);
    connect("secret");
    Await.until("an answer", () -> listener.desired.size() == 1);

    link.close();
    link.send(STATE);
    link.open();

    assertThat(coordinator.states()).hasSize(1);
    assertThat(listener.lost).isEmpty();
  }

  @Test
  void goesToTheNextCoordinatorWhenItsOwnIsGoneAndPausesLongerOnlyAfterARound() throws Exception {
    FakeCoordinator other = new FakeCoordinator("secret");
    other.start();
    other.desire(desired -> desired.setBranch("autoresearch/mar5-m4max"));
    link =
        new CoordinatorLink(
            List.of(address(coordinator), address(other)), "secret", timer, listener);
    link.open();
    Await.until("an answer", () -> listener.desired.size() == 1);

    coordinator.stop();
    Await.until("the other's answer", () -> listener.desired.size() == 2);
    assertThat(listener.heardFrom).containsExactly(address(coordinator), address(other));
    assertThat(timer.pauses).containsExactly(200L);

    other.stop();
    Await.until("two rounds", () -> timer.pauses.size() >= 6);
    assertThat(List.copyOf(timer.pauses).subList(1, 6))
        .containsExactly(200L, 400L, 400L, 800L, 800L);
    other.close();
  }

  private static CoordinatorAddress address(FakeCoordinator coordinator) {
    return new CoordinatorAddress("127.0.0.1", coordinator.port());
  }

  private void connect(String token) {
    if (link != null) {
      link.close();
    }
    link = new CoordinatorLink(List.of(address(coordinator)), token, timer, listener);
    link.open();
  }

  /** Notes how long it is asked to wait, and does not. */
  private static final class ImpatientTimer extends ScheduledThreadPoolExecutor {
    private final List<Long> pauses = new CopyOnWriteArrayList<>();

    private ImpatientTimer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      if (delay > 0) {
        pauses.add(unit.toMillis(delay));
      }
      return super.schedule(task, 0, unit);
    }
  }

  private final class Listener implements LinkListener {
    private final List<DesiredState> desired = new CopyOnWriteArrayList<>();
    private final List<CoordinatorAddress> heardFrom = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    @Override
    public void desired(CoordinatorAddress from, DesiredState told) {
      heardFrom.add(from);
      // Last, for it is what the tests wait for.
      desired.add(told);
    }

    @Override
    public void opened() {
      timer.execute(() -> link.send(STATE));
    }

    @Override
    public void lost(String sentence) {
      lost.add(sentence);
    }

    @Override
    public void refused(String sentence) {
      refused.add(sentence);
    }
  }
}
