package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationOutputTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metric: 0.75 | 0.75",
        "0.75 | 0.75",
        "-1.5e-3 | -0.0015",
        "f1: 0.8 | 0.8",
        "loss of run2 is 3 | 3",
        "accuracy 93.5% | 93.5",
        "the score is +7. | 7",
        "score: 2\\nstep: 900 | 2",
        "score = 2\\n17 | 2",
        "\\n  0.5  \\n\\n | 0.5",
      })
  void findsTheOneNumber(String text, double value) {
    assertThat(result(text, 0))
        .isInstanceOfSatisfying(
            RunResult.Summary.class, summary -> assertThat(summary.metric()).isEqualTo(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | 1 | EVALUATION_SILENT | the eval command printed nothing; it has to print score as one number",
        "0.5 0.6 | 0 | TWO_VALUES | the eval command printed more than one number (0.5 and 0.6); it has to print score alone",
        "score: 1\\nscore: 2 | 0 | TWO_VALUES | the eval command printed more than one number (1 and 2); it has to print score alone",
        "all good | 0 | NOT_A_NUMBER | the eval command printed 'all good', which holds no number",
        "1.2.3 | 0 | NOT_A_NUMBER | the eval command printed '1.2.3', which holds no number",
        "score: nan | 0 | NOT_FINITE | score is nan, not a finite number",
        "score: -inf | 0 | NOT_FINITE | score is -inf, not a finite number",
        "ImportError: numpy | 3 | EVALUATION_FAILED | the eval command ended with 3: ImportError: numpy",
        "0.5 | 3 | EVALUATION_FAILED | the eval command ended with 3: 0.5",
      })
  void saysInOneSentenceWhyThereIsNone(
      String text, int code, RunResult.Code problem, String sentence) {
    assertThat(result(text == null ? "" : text, code))
        .isEqualTo(new RunResult.Problem(problem, sentence));
  }

  @Test
  void keepsWhatElseTheRunSaidInNumbers() {
    EvaluationOutput output = new EvaluationOutput("score");
    output.accept("0.5");

    assertThat(output.result(0, Map.of("num_steps", 7.0)))
        .isEqualTo(new RunResult.Summary(0.5, Map.of("num_steps", 7.0, "score", 0.5)));
  }

  private static RunResult result(String text, int code) {
    EvaluationOutput output = new EvaluationOutput("score");
    text.replace("\\n", "\n").lines().forEach(output::accept);
    return output.result(code, Map.of());
  }
}
