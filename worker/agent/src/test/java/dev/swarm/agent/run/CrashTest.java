package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CrashTest {
  private static final Duration AFTER = Duration.ofSeconds(600);
  private static final RunResult NONE =
      new RunResult.Problem(RunResult.Code.NO_SUMMARY, "run.log holds no summary");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1; torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB; OUT_OF_MEMORY",
        "1; Exception in thread main java.lang.OutOfMemoryError: Java heap space; OUT_OF_MEMORY",
        "1; RuntimeError: MPS backend out of memory (MPS allocated: 9 GB); OUT_OF_MEMORY",
        "134; terminate called after throwing an instance of 'std::bad_alloc'; OUT_OF_MEMORY",
        "1; MemoryError; OUT_OF_MEMORY",
        "1; FAIL; DIVERGED",
        "1; loss is nan at step 12; DIVERGED",
        "1; step 12 | loss 132.5 | 1k tokens/s; DIVERGED",
        "1; Train.java:12: error: cannot find symbol; COMPILE_ERROR",
        "1; SyntaxError: invalid syntax; COMPILE_ERROR",
        "1; RuntimeError: expected scalar type Float but found Half; OTHER",
        "1; OSError: [Errno 28] No space left on device; INFRASTRUCTURE",
        "127; sh: 1: uv: not found; INFRASTRUCTURE",
        "1; RuntimeError: No CUDA-capable device is detected; INFRASTRUCTURE",
        "153; File size limit exceeded; LIMIT",
        "139; Segmentation fault; OTHER",
        "1; ValueError: shapes do not match; OTHER",
        "0; all done; MISSING_SUMMARY",
      })
  void goesByTheLastLinesOfACommandThatEnded(int code, String line, CrashKind kind) {
    Crash crash =
        Crash.of(new Exit.Exited(code, AFTER), NONE, LogTail.of("some line\n" + line), false)
            .orElseThrow();

    assertThat(crash.kind()).isEqualTo(kind);
    assertThat(crash.sentence()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void saysWhatAnExceptionSaidAndNotWhereItWas() {
    String trace =
        """
        Exception in thread "main" java.lang.ExceptionInInitializerError
            at Train.main(Train.java:1)
        Caused by: java.lang.IllegalStateException: no engine
            at Engine.load(Engine.java:7)
            ... 22 more
        """;

    assertThat(Crash.of(new Exit.Exited(1, AFTER), NONE, LogTail.of(trace), false))
        .map(Crash::sentence)
        .contains("ended with 1: Caused by: java.lang.IllegalStateException: no engine");
  }

  static Stream<Arguments> endsThatNeedNoLog() {
    return Stream.of(
        Arguments.of(new Exit.TimedOut(AFTER), CrashKind.TIMED_OUT),
        Arguments.of(new Exit.Killed(Exit.Killer.HOST, "SIGKILL", AFTER), CrashKind.INFRASTRUCTURE),
        Arguments.of(
            new Exit.Killed(Exit.Killer.WORKER, "replaced", AFTER), CrashKind.INFRASTRUCTURE),
        Arguments.of(
            new Exit.Killed(Exit.Killer.OUT_OF_MEMORY, "too big", AFTER), CrashKind.OUT_OF_MEMORY),
        Arguments.of(new Exit.Killed(Exit.Killer.LOG_LIMIT, "flood", AFTER), CrashKind.LIMIT),
        Arguments.of(new Exit.Killed(Exit.Killer.PROCESS_LIMIT, "bomb", AFTER), CrashKind.LIMIT),
        Arguments.of(
            new Exit.Killed(Exit.Killer.MEMORY_LIMIT, "too big", AFTER), CrashKind.OUT_OF_MEMORY),
        Arguments.of(new Exit.Lost("the host was rebooted"), CrashKind.INFRASTRUCTURE),
        Arguments.of(new Exit.DeviceBusy("pid 7"), CrashKind.INFRASTRUCTURE),
        Arguments.of(new Exit.NotStarted("no lock"), CrashKind.INFRASTRUCTURE));
  }

  @ParameterizedTest
  @MethodSource("endsThatNeedNoLog")
  void goesByTheHostsWordFirst(Exit exit, CrashKind kind) {
    LogTail misleading = LogTail.of("CUDA out of memory");

    assertThat(Crash.of(exit, NONE, misleading, false)).map(Crash::kind).contains(kind);
    assertThat(Crash.of(exit, new RunResult.Summary(1, Map.of()), misleading, false))
        .map(Crash::kind)
        .contains(kind);
    assertThat(kind.isExperiment()).isEqualTo(kind != CrashKind.INFRASTRUCTURE);
  }

  @Test
  void callsAMetricThatIsNoNumberADivergence() {
    RunResult nan = new RunResult.Problem(RunResult.Code.NOT_FINITE, "val_bpb is nan");

    assertThat(Crash.of(new Exit.Exited(0, AFTER), nan, LogTail.of("---\nval_bpb: nan"), false))
        .contains(new Crash(CrashKind.DIVERGED, "val_bpb is nan"));
  }

  @Test
  void takesASummaryForAResultWhateverTheExitCode() {
    RunResult result = new RunResult.Summary(0.99, Map.of("val_bpb", 0.99));

    assertThat(
            Crash.of(new Exit.Exited(139, AFTER), result, LogTail.of("Segmentation fault"), false))
        .isEmpty();
  }
}
