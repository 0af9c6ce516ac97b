package dev.swarm.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.scalatest.Args;
import org.scalatest.ConfigMap;
import org.scalatest.Filter$;
import org.scalatest.Reporter;
import org.scalatest.Stopper;
import org.scalatest.Suite;
import org.scalatest.Tracker;
import org.scalatest.events.Event;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestCanceled;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestIgnored;
import org.scalatest.events.TestPending;
import org.scalatest.events.TestSucceeded;

/** Runs a ScalaTest suite and gives a JUnit test for each of its tests. */
final class ScalaTestRun implements Reporter, Stopper {
  private final List<String> succeeded = new ArrayList<>();
  private final List<DynamicTest> tests = new ArrayList<>();

  private ScalaTestRun() {}

  /** One JUnit test for each of the suite's, and one that all of them really ran. */
  static Stream<DynamicTest> of(Suite suite, int expected) {
    ScalaTestRun run = new ScalaTestRun();
    suite.run(
        scala.Option.empty(),
        Args.apply(
            run,
            run,
            Filter$.MODULE$.apply(
                scala.Option.empty(),
                Filter$.MODULE$.apply$default$2(),
                false,
                Filter$.MODULE$.apply$default$4()),
            new ConfigMap(Args.apply$default$4()),
            scala.Option.empty(),
            new Tracker(Args.apply$default$6().nextOrdinal()),
            Args.apply$default$7(),
            false,
            scala.Option.empty(),
            scala.Option.empty()));
    DynamicTest count =
        DynamicTest.dynamicTest(
            "runs all %d tests".formatted(expected),
            () -> assertThat(run.succeeded).hasSize(expected));
    return Stream.concat(run.tests.stream(), Stream.of(count));
  }

  @Override
  public synchronized void apply(Event event) {
    if (event instanceof TestSucceeded passed) {
      succeeded.add(passed.testName());
      tests.add(DynamicTest.dynamicTest(passed.testName(), () -> {}));
    } else if (event instanceof TestFailed failed) {
      failure(
          failed.testName(),
          failed.message(),
          failed.throwable().getOrElse(() -> (Throwable) null));
    } else if (event instanceof SuiteAborted aborted) {
      failure("suite", aborted.message(), aborted.throwable().getOrElse(() -> (Throwable) null));
    } else if (event instanceof TestCanceled canceled) {
      failure(canceled.testName(), canceled.message(), null);
    } else if (event instanceof TestIgnored ignored) {
      failure(ignored.testName(), "it was ignored", null);
    } else if (event instanceof TestPending pending) {
      failure(pending.testName(), "it is pending", null);
    }
  }

  @Override
  public boolean stopRequested() {
    return false;
  }

  @Override
  public void requestStop() {
    throw new UnsupportedOperationException("nobody asks for it");
  }

  private void failure(String name, String message, Throwable cause) {
    tests.add(DynamicTest.dynamicTest(name, () -> fail(message, cause)));
  }
}
