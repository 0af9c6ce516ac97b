package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.run.RunResult.Code;
import dev.swarm.agent.run.RunResult.Problem;
import dev.swarm.agent.run.RunResult.Summary;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SummaryParserTest {
  private static final String OURS = "n-1";

  private static final String SPECIFIED =
      """
      step 953 | loss 2.9
      ---
      val_bpb:          0.997900
      training_seconds: 300.1
      peak_vram_mb:     45060.2
      num_steps:        953
      depth:            8
      """;

  @Test
  void readsTheBlockOfTheSpecification() {
    assertThat(parse(SPECIFIED, Optional.empty()))
        .isEqualTo(
            new Summary(
                0.9979,
                Map.of(
                    "val_bpb", 0.9979,
                    "training_seconds", 300.1,
                    "peak_vram_mb", 45060.2,
                    "num_steps", 953.0,
                    "depth", 8.0)));
  }

  @Test
  void readsABlockThatNamesTheRun() {
    RunResult result =
        parse(
            "---\nval_bpb: 0.99\nWARNING: something slipped in\nnot a pair\nnonce: n-1\ndepth: 4\n",
            Optional.of(OURS));

    assertThat(result).isEqualTo(new Summary(0.99, Map.of("val_bpb", 0.99, "depth", 4.0)));
  }

  static Stream<Arguments> logsWithAValue() {
    return Stream.of(
        // Without a nonce: wherever grep would find it.
        Arguments.of("", "val_bpb: 0.99\n", 0.99),
        Arguments.of("", "---\nval_bpb: 0.99", 0.99),
        Arguments.of("", "\rstep 1\rstep 2\r\n---\r\nval_bpb: 0.99\r\n", 0.99),
        Arguments.of("", "val_bpb: 0.990\n---\nval_bpb: 0.99\n", 0.99),
        Arguments.of("", "my val_bpb: 0.5\n  val_bpb: 0.6\n---\nval_bpb: 9.9e-1\n", 0.99),
        // With one: only the block, whatever is said around it.
        Arguments.of(OURS, "val_bpb: 0.1\n---\nval_bpb: 0.99\nnonce: n-1\n", 0.99),
        Arguments.of(OURS, "---\nnonce: n-1\nval_bpb: 0.99\n", 0.99),
        Arguments.of(OURS, "---\nepoch: 3\n---\nval_bpb: 0.99\nnonce: n-1\n---\n", 0.99));
  }

  @ParameterizedTest
  @MethodSource("logsWithAValue")
  void findsTheMetric(String nonce, String log, double value) {
    assertThat(parse(log, nonce.isEmpty() ? Optional.empty() : Optional.of(nonce)))
        .isInstanceOfSatisfying(
            Summary.class, summary -> assertThat(summary.metric()).isEqualTo(value));
  }

  static Stream<Arguments> logsWithoutAResult() {
    return Stream.of(
        Arguments.of("", "", Code.NO_SUMMARY),
        Arguments.of("", "Traceback (most recent call last):\n", Code.NO_SUMMARY),
        Arguments.of("", "--- 8< ---\nval_bpb = 3\n", Code.NO_SUMMARY),
        Arguments.of("", "---\ntraining_seconds: 300\n", Code.METRIC_MISSING),
        Arguments.of("", "---\nval_bpb: 0.99\n---\nval_bpb: 0.98\n", Code.TWO_SUMMARIES),
        Arguments.of("", "---\nval_bpb: 0.99\n---\nval_bpb: 0.99\n", Code.TWO_SUMMARIES),
        Arguments.of("", "val_bpb: 1.2\n---\nval_bpb: 0.99\n", Code.TWO_VALUES),
        Arguments.of("", "---\nval_bpb: 0.99\nval_bpb: soon\n", Code.TWO_VALUES),
        Arguments.of("", "---\nval_bpb: soon\n", Code.NOT_A_NUMBER),
        Arguments.of("", "---\nval_bpb:\n", Code.NOT_A_NUMBER),
        Arguments.of("", "---\nval_bpb: 0.99d\n", Code.NOT_A_NUMBER),
        Arguments.of("", "---\nval_bpb: 0x1p-1\n", Code.NOT_A_NUMBER),
        Arguments.of("", "---\nval_bpb: nan\n", Code.NOT_FINITE),
        Arguments.of("", "---\nval_bpb: Infinity\n", Code.NOT_FINITE),
        Arguments.of("", "---\nval_bpb: 1e999\n", Code.NOT_FINITE),
        Arguments.of("", "---\nval_bpb: 0.000000\n", Code.NOT_POSITIVE),
        Arguments.of("", "---\nval_bpb: -0.9\n", Code.NOT_POSITIVE),
        Arguments.of(OURS, SPECIFIED, Code.NONCE_MISSING),
        Arguments.of(OURS, "val_bpb: 0.99\nnonce: n-1\n", Code.NO_SUMMARY),
        Arguments.of(OURS, "---\nval_bpb: 0.99\nnonce: n-2\n", Code.NONCE_WRONG),
        Arguments.of(OURS, "---\nval_bpb: 0.99\nnonce: n-1\nnonce: n-2\n", Code.NONCE_WRONG),
        Arguments.of(OURS, "---\nnonce: n-1\n", Code.METRIC_MISSING),
        Arguments.of(OURS, "---\nval_bpb: 0.99\nnonce: n-1\nval_bpb: 0.5\n", Code.TWO_VALUES),
        Arguments.of(
            OURS, "---\nval_bpb: 0.5\n---\nval_bpb: 0.99\nnonce: n-1\n", Code.TWO_SUMMARIES),
        Arguments.of(
            OURS,
            "---\nval_bpb: 0.99\nnonce: n-1\n---\nval_bpb: 0.99\nnonce: n-1\n",
            Code.TWO_SUMMARIES));
  }

  @ParameterizedTest
  @MethodSource("logsWithoutAResult")
  void saysWhatIsWrong(String nonce, String log, Code code) {
    assertThat(parse(log, nonce.isEmpty() ? Optional.empty() : Optional.of(nonce)))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.sentence()).isNotBlank().doesNotContain("\n");
            });
  }

  @Test
  void letsAnotherMetricBeZeroOrBelow() {
    SummaryParser parser = new SummaryParser("reward", Optional.empty());
    Stream.of("---", "reward: -1.5").forEach(parser::accept);

    assertThat(parser.result()).isEqualTo(new Summary(-1.5, Map.of("reward", -1.5)));
  }

  @Test
  void staysSmallWhateverTheLogHolds() {
    SummaryParser parser = new SummaryParser("val_bpb", Optional.empty());
    for (int i = 0; i < 200_000; i++) {
      parser.accept("---");
      parser.accept("key" + i + ": " + i);
      parser.accept("val_bpb: " + i);
    }

    assertThat(parser.result())
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(Code.TWO_SUMMARIES);
              assertThat(problem.sentence()).hasSizeLessThan(200);
            });
  }

  private static RunResult parse(String log, Optional<String> nonce) {
    SummaryParser parser = new SummaryParser("val_bpb", nonce);
    LineSplitter splitter = new LineSplitter(parser::accept);
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    splitter.accept(bytes, 0, bytes.length);
    splitter.end();
    return parser.result();
  }
}
