package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CorpusTest {
  private final Corpus corpus = Corpus.load();

  @Test
  void holdsOutAboutATenthForValidation() {
    long training = bytes(corpus.training());
    long validation = bytes(corpus.validation());
    assertThat(training + validation).isEqualTo(1_214_979 - 3);
    assertThat((double) validation / (training + validation)).isBetween(0.08, 0.11);
    assertThat(corpus.validation().length).isGreaterThan(Evaluation.EVAL_TOKENS);
  }

  @Test
  void beginsWithTheTitleAndNotWithAByteOrderMark() {
    String begin = text(Arrays.copyOf(corpus.training(), 23));
    assertThat(begin).isEqualTo("The Old Curiosity Shop");
  }

  @Test
  void neverLetsTrainingSeeTheHeldOutText() {
    String training = text(corpus.training());
    String validation = text(corpus.validation());
    assertThat(training).doesNotContain("CHAPTER 73");
    for (int begin = 0; begin + 200 <= validation.length(); begin += 200) {
      assertThat(training).doesNotContain(validation.substring(begin, begin + 200));
    }
  }

  @Test
  void marksTheBeginOfEachChapter() {
    long marks =
        Arrays.stream(corpus.training()).filter(token -> token == ByteTokenizer.BOS).count()
            + Arrays.stream(corpus.validation())
                .filter(token -> token == ByteTokenizer.BOS)
                .count();
    assertThat(marks).isEqualTo(1 + 73);
    assertThat(corpus.validation()[0]).isEqualTo(ByteTokenizer.BOS);
    assertThat(text(Arrays.copyOf(corpus.validation(), 9))).isEqualTo("CHAPTER ");
  }

  @Test
  void losesNothingWhenItCutsTheTextIntoChapters() {
    byte[] text = "Title\nCHAPTER 1\nA\nCHAPTER 2\nB".getBytes(StandardCharsets.US_ASCII);
    assertThat(Corpus.chapters(text))
        .extracting(chapter -> new String(chapter, StandardCharsets.US_ASCII))
        .containsExactly("Title\n", "CHAPTER 1\nA\n", "CHAPTER 2\nB");
  }

  private static long bytes(int[] tokens) {
    return Arrays.stream(tokens).filter(token -> token != ByteTokenizer.BOS).count();
  }

  private static String text(int[] tokens) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(tokens)
        .filter(token -> token != ByteTokenizer.BOS)
        .forEach(token -> text.append((char) token));
    return text.toString();
  }
}
