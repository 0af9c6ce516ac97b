package dev.swarm.coordinator.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.wire.BareCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacedAnswersTest {
  private final Caller caller = new Caller();

  @Test
  void takesFromTheSourceOnlyWhatTheCallerCanRead() {
    List<Integer> taken = new ArrayList<>();
    PacedAnswers.send(caller, IntStream.range(0, 100).boxed().peek(taken::add).iterator());

    assertThat(caller.heard).isEmpty();
    caller.read(3);
    assertThat(caller.heard).containsExactly(0, 1, 2);
    assertThat(taken).hasSizeLessThanOrEqualTo(4);
    caller.read(200);
    assertThat(caller.heard).hasSize(100);
    assertThat(caller.ends).isOne();
    caller.read(1);
    assertThat(caller.ends).isOne();
  }

  /** A caller that reads as much as a test says. */
  private static final class Caller extends BareCall<Integer> {
    private final List<Integer> heard = new ArrayList<>();
    private int room;
    private int ends;
    private Runnable ready;

    void read(int count) {
      room += count;
      ready.run();
    }

    @Override
    public boolean isReady() {
      return room > 0;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      ready = handler;
    }

    @Override
    public void onNext(Integer value) {
      room--;
      heard.add(value);
    }

    @Override
    public void onCompleted() {
      ends++;
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }
  }
}
