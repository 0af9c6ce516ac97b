package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VocabularyTest {
  private static final Vocabulary VOCABULARY = trained(TestData.text(3, 50_000), 600);

  @TempDir Path folder;

  @Property(tries = 300)
  void decodesWhatItEncoded(@ForAll @StringLength(max = 300) String drawn) {
    String text = new String(TestData.utf8(drawn), StandardCharsets.UTF_8); // no lone surrogates
    int[] tokens = new Tokenizer(VOCABULARY).encode(text);
    assertThat(new Tokenizer(VOCABULARY).decode(tokens)).isEqualTo(text);
    assertThat(Arrays.stream(tokens).map(VOCABULARY::byteLength).sum())
        .isEqualTo(TestData.utf8(text).length);
    assertThat(Arrays.stream(tokens)).allMatch(token -> token >= 0 && token < VOCABULARY.bos());
  }

  @Test
  void neverMakesSpecialTokensOutOfText() {
    String text = "<|reserved_0|> and <|reserved_3|>";
    Tokenizer tokenizer = new Tokenizer(VOCABULARY);
    assertThat(Arrays.stream(tokenizer.encode(text))).allMatch(token -> token < VOCABULARY.bos());
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @Property(tries = 40)
  void trainsWhatASlowCountFromScratchTrains(@ForAll @IntRange(max = 10_000) int seed) {
    Map<String, Long> words = new HashMap<>(counts(TestData.text(seed, 400)));
    words.put("aaaaaaa", 3L);
    words.put("abababa", 2L);
    Vocabulary fast = VocabularyTraining.train(words, Vocabulary.SMALLEST + 12);
    assertThat(merged(fast)).isEqualTo(slow(words, 12));
  }

  @Test
  void mergesTheMostFrequentPairFirst() {
    Map<String, Long> words = Map.of("low", 5L, "lower", 2L, "newest", 6L, "widest", 3L);
    Vocabulary vocabulary = VocabularyTraining.train(words, Vocabulary.SMALLEST + 5);
    assertThat(merged(vocabulary))
        .containsExactly("es", "est", "lo", "low", "ew"); // ew, ne, w+est: 6 each
  }

  @Test
  void compressesWhatItWasTrainedOn() {
    String text = TestData.text(4, 20_000);
    assertThat(new Tokenizer(VOCABULARY).encode(text).length)
        .isLessThan(TestData.utf8(text).length / 3);
  }

  @Test
  void hasFourSpecialTokensWithoutBytesAtTheEnd() {
    assertThat(VOCABULARY.size()).isEqualTo(600);
    assertThat(VOCABULARY.bos()).isEqualTo(596);
    assertThat(Arrays.stream(VOCABULARY.byteLengths()).filter(length -> length == 0).count())
        .isEqualTo(4);
    assertThat(VOCABULARY.byteLength(596)).isZero();
    assertThatThrownBy(() -> VOCABULARY.byteLength(600)).hasMessage("token 600 is not in 0..599");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = folder.resolve("tokenizer.tiktoken");
    VOCABULARY.write(file);
    assertThat(Files.readAllLines(file).get(97)).isEqualTo("YQ== 97");
    assertThat(Vocabulary.read(file).fingerprint()).isEqualTo(VOCABULARY.fingerprint());
    Files.writeString(file, "YQ== 97\n");
    assertThatThrownBy(() -> Vocabulary.read(file))
        .isInstanceOf(UnusableData.class)
        .hasMessageContaining("is not a tokenizer; delete its folder");
  }

  @Test
  void writesByteLengthsThatNumpyReads() {
    byte[] file = NumpyArray.of(new int[] {1, 258});
    assertThat(file).hasSize(128 + 8);
    assertThat(new String(file, 1, 5, StandardCharsets.US_ASCII)).isEqualTo("NUMPY");
    assertThat(new String(file, 10, 118, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }")
        .endsWith(" \n");
    assertThat(Arrays.copyOfRange(file, 128, 136)).containsExactly(1, 0, 0, 0, 2, 1, 0, 0);
  }

  @Test
  void refusesATextThatIsTooShortForTheVocabulary() {
    assertThatThrownBy(() -> VocabularyTraining.train(Map.of("aaaa", 1L), 300))
        .hasMessage(
            "The text is enough for a tokenizer of 261 entries and not of 300; give more text or"
                + " --vocab-size 261.");
  }

  @Test
  void cutsTextIntoWordsByTheReferenceRules() {
    assertThat(WordPattern.WORDS.matcher("Mr. Dick's 1234 days,\n\n  and\tno more!!\n").results())
        .extracting(match -> match.group())
        .containsExactly(
            "Mr", ".", " Dick", "'s", " ", "12", "34", " days", ",\n\n", " ", " and", "\tno",
            " more", "!!\n");
  }

  private static Vocabulary trained(String text, int size) {
    return VocabularyTraining.train(counts(text), size);
  }

  private static Map<String, Long> counts(String text) {
    WordCounts words = new WordCounts(Long.MAX_VALUE);
    words.add(text.lines().map(line -> line + "\n").toList());
    return words.counts();
  }

  private static List<String> merged(Vocabulary vocabulary) {
    return IntStream.range(256, vocabulary.bos())
        .mapToObj(token -> new String(vocabulary.bytes(token), StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Counts every pair again for each merge, with strings as symbols. */
  private static List<String> slow(Map<String, Long> wordCounts, int merges) {
    Map<String, List<String>> words = new HashMap<>();
    wordCounts
        .keySet()
        .forEach(
            word -> {
              String bytes = new String(TestData.utf8(word), StandardCharsets.ISO_8859_1);
              words.put(word, new ArrayList<>(List.of(bytes.split(""))));
            });
    List<String> made = new ArrayList<>();
    while (made.size() < merges) {
      Map<List<String>, Long> pairs = new HashMap<>();
      words.forEach(
          (word, symbols) -> {
            for (int i = 0; i + 1 < symbols.size(); i++) {
              pairs.merge(
                  symbols.subList(i, i + 2).stream().toList(), wordCounts.get(word), Long::sum);
            }
          });
      TreeMap<List<Integer>, List<String>> best =
          new TreeMap<>(
              Comparator.comparing((List<Integer> key) -> key.get(0))
                  .thenComparing(key -> key.get(1)));
      long most = pairs.values().stream().mapToLong(count -> count).max().orElseThrow();
      pairs.forEach(
          (pair, count) -> {
            if (count == most) {
              best.put(List.of(number(pair.get(0), made), number(pair.get(1), made)), pair);
            }
          });
      List<String> pair = best.firstEntry().getValue();
      words
          .values()
          .forEach(
              symbols -> {
                for (int i = 0; i + 1 < symbols.size(); i++) {
                  if (symbols.get(i).equals(pair.get(0))
                      && symbols.get(i + 1).equals(pair.get(1))) {
                    symbols.set(i, pair.get(0) + pair.get(1));
                    symbols.remove(i + 1);
                  }
                }
              });
      String joined = pair.get(0) + pair.get(1);
      if (!made.contains(joined)) {
        made.add(joined);
      }
    }
    return made;
  }

  private static int number(String symbol, List<String> made) {
    return symbol.length() == 1 ? symbol.charAt(0) : 256 + made.indexOf(symbol);
  }
}
