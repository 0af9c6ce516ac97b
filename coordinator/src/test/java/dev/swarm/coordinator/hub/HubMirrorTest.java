package dev.swarm.coordinator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.access.Identity;
import dev.swarm.coordinator.access.Token;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes' hubs, of which one copies what is pushed to the other. */
class HubMirrorTest {
  private static final String BRANCH = "refs/heads/autoresearch/mar5-m4max";
  private static final Map<String, String> BRANCHES = Map.of("m4max", "autoresearch/mar5-m4max");

  @TempDir Path folder;
  private RunningHub first;
  private Hub second;

  @BeforeEach
  void start() throws Exception {
    first = new RunningHub(folder, BRANCHES);
    second = Hub.open(folder.resolve("second"));
    second.seed(folder.resolve("campaign"), first.base);
  }

  @AfterEach
  void stop() {
    second.close();
    first.close();
  }

  @Test
  void copiesWhatIsThereAndThenWhatItHearsOf() throws Exception {
    try (HubClient client = first.client("m4max");
        HubMirror mirror = new HubMirror(second, Token.of(RunningHub.TOKEN))) {
      ObjectId one = client.commit(first.base, "one");
      client.push(one, experiment(1));
      client.push(one, BRANCH);
      mirror.heard(first.address().toString(), List.of());
      await(second, experiment(1), one);
      await(second, BRANCH, one);

      ObjectId two = client.commit(one, "two");
      client.push(two, experiment(2));
      mirror.heard(first.address().toString(), List.of(experiment(2)));
      await(second, experiment(2), two);
      assertThat(second.read(two, "train.py").orElseThrow()).asString().isEqualTo("two");
    }
  }

  @Test
  void isNeverSetBackByAHubThatIsBehind() throws Exception {
    try (HubClient client = first.client("m4max");
        HubMirror mirror = new HubMirror(second, Token.of(RunningHub.TOKEN))) {
      ObjectId one = client.commit(first.base, "one");
      client.push(one, BRANCH);
      mirror.heard(first.address().toString(), List.of());
      await(second, BRANCH, one);
      ObjectId two = client.commit(one, "two");
      client.push(two, BRANCH);
    }
    try (HubServer server =
            HubServer.start(
                second,
                "127.0.0.1",
                0,
                Token.of(RunningHub.TOKEN),
                Identity.of(RunningHub.TOKEN),
                machine -> Optional.ofNullable(BRANCHES.get(machine)),
                (machine, ref, commit) -> {});
        HubMirror mirror = new HubMirror(first.hub, Token.of(RunningHub.TOKEN))) {
      ObjectId ahead = first.hub.resolve(BRANCH).orElseThrow();
      String address = HubServer.address("127.0.0.1", server.port());
      try (HubClient late =
          new HubClient(URI.create(address), "m4max", RunningHub.TOKEN, folder.resolve("late"))) {
        ObjectId three = late.commit(first.base, "three");
        late.push(three, experiment(3));
        mirror.heard(address, List.of());
        await(first.hub, experiment(3), three);
      }
      assertThat(first.hub.resolve(BRANCH)).contains(ahead);
    }
  }

  @Test
  void leavesTheHubAloneOnceItIsClosed() throws Exception {
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<Boolean> closedMeanwhile = new CompletableFuture<>();
    // On the copying thread, which has set a ref and has more to write.
    second
        .repository()
        .getListenerList()
        .addRefsChangedListener(
            event -> {
              copying.countDown();
              if (!closedMeanwhile.isDone()) {
                closedMeanwhile.complete(afterAnInterrupt(closed));
              }
            });
    HubMirror mirror = new HubMirror(second, Token.of(RunningHub.TOKEN));
    try (HubClient client = first.client("m4max")) {
      client.push(client.commit(first.base, "one"), BRANCH);
      mirror.heard(first.address().toString(), List.of());
      assertThat(copying.await(120, TimeUnit.SECONDS)).as("copied").isTrue();
    } finally {
      mirror.close();
      closed.countDown();
    }
    assertThat(closedMeanwhile).isCompletedWithValue(false);
  }

  /** Waits until it is interrupted, and then says whether something happens within a moment. */
  private static boolean afterAnInterrupt(CountDownLatch something) {
    try {
      new CountDownLatch(1).await();
      throw new AssertionError("nothing ends this");
    } catch (InterruptedException asked) {
      try {
        return something.await(200, TimeUnit.MILLISECONDS);
      } catch (InterruptedException again) {
        throw new AssertionError(again);
      }
    }
  }

  private static String experiment(int number) {
    return Hub.EXPERIMENTS + "m4max-" + number;
  }

  private static void await(Hub hub, String ref, ObjectId commit) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!hub.resolve(ref).equals(Optional.of(commit))) {
      assertThat(System.nanoTime()).as(ref + " was not copied").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
