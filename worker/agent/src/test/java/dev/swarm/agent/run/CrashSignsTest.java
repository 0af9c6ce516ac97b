package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs as programs really end them. */
final class CrashSignsTest {
  private static final RunResult NONE =
      new RunResult.Problem(RunResult.Code.NO_SUMMARY, "run.log holds no summary");

  private static final String CUDA =
      """
      step 00000 (0.0%) | loss: 9.011300 | lrm: 1.00 | dt: 24011ms | tok/sec: 21,835
      Traceback (most recent call last):
        File "/home/u/work/train.py", line 543, in <module>
          loss.backward()
      torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 3.00 GiB. GPU 0 has 79.19 GiB
      Exception ignored in: <function _MultiProcessingDataLoaderIter.__del__ at 0x7f1>
      ConnectionResetError: [Errno 104] Connection reset by peer
      """;

  private static final String FAST_FAIL =
      """
      step 00011 (1.9%) | loss: 8.4 | lrm: 1.00 | dt: 301ms | tok/sec: 1,741,000
      step 00012 (2.0%) | loss: 183.250000 | lrm: 1.00 | dt: 300ms | tok/sec: 1,747,000
      """;

  private static final String JAVAC =
      """
      Train.java:88: error: cannot find symbol
          NDArray q = rotate(query, cosine);
                      ^
        symbol:   method rotate(NDArray,NDArray)
      1 error
      error: compilation failed
      """;

  private static final String IMPORT =
      """
      Traceback (most recent call last):
        File "/home/u/work/train.py", line 9, in <module>
          from flash_attn import flash_attn_func
      ModuleNotFoundError: No module named 'flash_attn'
      """;

  private static final String HUB =
      """
      urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='huggingface.co', port=443)
      requests.exceptions.ConnectionError: (MaxRetryError("HTTPSConnectionPool(host='huggingface.co')
      """;

  private static final String DISK =
      """
        File "/home/u/work/train.py", line 601, in save
          torch.save(model.state_dict(), path)
      RuntimeError: [enforce fail at inline_container.cc:603] . unexpected pos 64 vs 0
      OSError: [Errno 28] No space left on device: 'checkpoint.pt'
      """;

  private static final String DRIVER =
      """
      Failed to initialize NVML: Driver/library version mismatch
      RuntimeError: CUDA unknown error - this may be due to an incorrectly set up environment
      """;

  private static final String LOST_DRIVER =
      """
      ImportError: libcuda.so.1: cannot open shared object file: No such file or directory
      """;

  private static final String SHARED_MEMORY =
      """
      RuntimeError: unable to write to file </torch_1234_99_0>: No space left on device (28)
      """;

  private static final String JVM_HEAP =
      """
      step 3 | loss 9.1 | lr 0.01 | 2.1k tokens/s | 1%
      Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
      \tat Train.forward(Train.java:120)
      """;

  private static final String MLX =
      """
      RuntimeError: [METAL] Command buffer execution failed: Insufficient Memory (00000008:kIOGPU)
      """;

  private static final String NAN =
      """
      RuntimeError: Function 'AddmmBackward0' returned nan values in its 1th output.
      """;

  private static final String FORK =
      """
      sh: 1: Cannot fork
      RuntimeError: can't start new thread
      """;

  private static final String BUBBLEWRAP =
      """
      bwrap: Creating new namespace failed: Resource temporarily unavailable
      """;

  static Stream<Arguments> logs() {
    return Stream.of(
        Arguments.of(CUDA, CrashKind.OUT_OF_MEMORY, "CUDA out of memory"),
        Arguments.of(FAST_FAIL, CrashKind.DIVERGED, "183.25"),
        Arguments.of(JAVAC, CrashKind.COMPILE_ERROR, "compilation failed"),
        Arguments.of(IMPORT, CrashKind.COMPILE_ERROR, "flash_attn"),
        Arguments.of(HUB, CrashKind.INFRASTRUCTURE, "huggingface.co"),
        Arguments.of(DISK, CrashKind.INFRASTRUCTURE, "No space left"),
        Arguments.of(DRIVER, CrashKind.INFRASTRUCTURE, "CUDA unknown error"),
        Arguments.of(LOST_DRIVER, CrashKind.INFRASTRUCTURE, "libcuda.so.1"),
        Arguments.of(SHARED_MEMORY, CrashKind.OUT_OF_MEMORY, "torch_1234"),
        Arguments.of(JVM_HEAP, CrashKind.OUT_OF_MEMORY, "Java heap space"),
        Arguments.of(MLX, CrashKind.OUT_OF_MEMORY, "Insufficient Memory"),
        Arguments.of(NAN, CrashKind.DIVERGED, "nan values"),
        Arguments.of(FORK, CrashKind.LIMIT, "can't start new thread"),
        Arguments.of(BUBBLEWRAP, CrashKind.INFRASTRUCTURE, "bwrap"));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void tellsWhatAProgramDiedOf(String log, CrashKind kind, String evidence) {
    Crash crash = crash(log, true);

    assertThat(crash.kind()).isEqualTo(kind);
    assertThat(crash.sentence()).contains(evidence).doesNotContain("\n");
  }

  @Test
  void blamesTheExperimentForANetworkThatTheCampaignDoesNotGive() {
    Crash crash = crash(HUB, false);

    assertThat(crash.kind()).isEqualTo(CrashKind.OTHER);
    assertThat(crash.sentence()).contains("huggingface.co", "no network");
  }

  private static Crash crash(String log, boolean network) {
    return Crash.of(new Exit.Exited(1, Duration.ofSeconds(9)), NONE, LogTail.of(log), network)
        .orElseThrow();
  }
}
