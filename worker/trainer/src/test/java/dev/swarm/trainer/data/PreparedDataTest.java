package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreparedDataTest {
  @TempDir Path folder;

  @Test
  void scoresTheSameRowsEveryTimeAndEveryTokenOfThemHasItsBytes() throws IOException {
    PreparedData data = TestData.prepare(folder, 400, 32);
    int rows = (int) (data.evaluationTokens() / 32);
    TokenBatch once = data.validation().next(rows);
    TokenBatch again = PreparedData.open(folder).validation().next(rows);
    assertThat(once.rows()).isEqualTo(rows).isEqualTo(16);
    assertThat(again.inputs()).isEqualTo(once.inputs());
    assertThat(again.targets()).isEqualTo(once.targets());
    assertThat(once.epoch()).isEqualTo(1);
    byte[] text =
        TestData.utf8(new Tokenizer(data.vocabulary()).decode(text(data, once.targets())));
    assertThat(Arrays.stream(once.targets()).map(data.vocabulary()::byteLength).sum())
        .isEqualTo(text.length);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> PreparedData.open(folder))
        .isInstanceOf(UnusableData.class)
        .hasMessage(
            folder + " has no prepared data; run swarm prepare --data-dir " + folder + " first.");
  }

  @Test
  void refusesTokensThatAreMissingOrCutShort() throws IOException {
    TestData.prepare(folder, 300, 16);
    Path tokens = folder.resolve("tokens").resolve("training.tokens");
    byte[] whole = Files.readAllBytes(tokens);
    for (int length : new int[] {0, 20, 40, whole.length / 2, whole.length - 1}) {
      Files.write(tokens, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PreparedData.open(folder))
          .hasMessage(
              tokens
                  + " was cut short or is no file of tokens; delete it and run swarm prepare"
                  + " again.");
    }
    Files.delete(tokens);
    assertThatThrownBy(() -> PreparedData.open(folder))
        .hasMessage("The tokens " + tokens + " are missing; run swarm prepare again.");
  }

  @Test
  void refusesATokenizerOfAnotherVocabulary() throws IOException {
    TestData.prepare(folder.resolve("one"), 300, 16);
    TestData.prepare(folder.resolve("other"), 320, 16);
    Path tokenizer = Path.of("tokenizer", "tokenizer.tiktoken");
    Path tokens = Path.of("tokens", "training.tokens");
    byte[] own = Files.readAllBytes(folder.resolve("one").resolve(tokenizer));
    Files.write(
        folder.resolve("one").resolve(tokenizer),
        Files.readAllBytes(folder.resolve("other").resolve(tokenizer)));
    assertThatThrownBy(() -> PreparedData.open(folder.resolve("one")))
        .hasMessageContaining("of 320 entries, is not the one of 300 entries");
    Files.write(folder.resolve("one").resolve(tokenizer), own);
    Files.write(
        folder.resolve("one").resolve(tokens),
        Files.readAllBytes(folder.resolve("other").resolve(tokens)));
    assertThatThrownBy(() -> PreparedData.open(folder.resolve("one")))
        .hasMessageContaining("were made with another tokenizer");
  }

  @Test
  void refusesAManifestThatTrainsOnTheValidationPart() throws IOException {
    TestData.prepare(folder, 300, 16);
    Path manifest = folder.resolve("prepared.properties");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("training=training", "training=training validation"));
    assertThatThrownBy(() -> PreparedData.open(folder))
        .hasMessageContaining("is damaged (trains on the validation part)");
    Files.writeString(manifest, text.replace("sequence-length=16", "sequence-length=wide"));
    assertThatThrownBy(() -> PreparedData.open(folder)).hasMessageContaining("is damaged (");
  }

  @Test
  void preparesTheBundledTextOnceForAllWhoAskAtTheSameMoment() throws IOException {
    List<CompletableFuture<PreparedData>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(CompletableFuture.supplyAsync(() -> BundledText.open(folder)));
    }
    List<PreparedData> opened = asked.stream().map(CompletableFuture::join).toList();
    PreparedData data = opened.get(0);
    assertThat(data.vocabulary().size()).isEqualTo(BundledText.VOCABULARY_SIZE);
    assertThat(data.sequenceLength()).isEqualTo(BundledText.SEQUENCE_LENGTH);
    assertThat(data.evaluationTokens()).isEqualTo(BundledText.EVALUATION_TOKENS);
    try (var prepared = Files.list(folder.resolve("bundled-text"))) {
      assertThat(prepared).hasSize(1);
    }
  }

  @Test
  void holdsTheLastTenthOfTheBundledTextOut() {
    PreparedData data = BundledText.open(Path.of("target", "cache").toAbsolutePath());
    Tokenizer tokenizer = new Tokenizer(data.vocabulary());
    String first = tokenizer.decode(text(data, data.validation().nextRow().orElseThrow()));
    StringBuilder trained = new StringBuilder();
    RowPacking training = data.training(1);
    TokenBatch batch = training.next(16);
    while (batch.epoch() < 3) {
      trained.append(tokenizer.decode(text(data, batch.inputs())));
      batch = training.next(16);
    }
    assertThat(trained.length()).isGreaterThan(1_000_000);
    assertThat(trained.indexOf("the old man")).isNotNegative();
    for (int begin = 0; begin + 100 < first.length(); begin += 100) {
      assertThat(trained.indexOf(first.substring(begin, begin + 100))).isNegative();
    }
  }

  private static int[] text(PreparedData data, int[] tokens) {
    return Arrays.stream(tokens).filter(token -> token < data.vocabulary().bos()).toArray();
  }
}
