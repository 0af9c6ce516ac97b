package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourcesTest {
  @TempDir Path folder;

  @Property(tries = 30)
  void losesNoCharacterOfAText(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60_000) int characters)
      throws IOException {
    String text = TestData.text(seed, characters);
    TextSource source = text(text);
    List<String> documents = documents(source);
    assertThat(String.join("", documents)).isEqualTo(text);
    assertThat(documents.subList(0, documents.size() - 1))
        .allMatch(document -> document.length() >= TextSource.PARAGRAPHS);
  }

  @Test
  void cutsATextWithoutLinesAtTheEndOfACharacter() throws IOException {
    String text = "🙂é".repeat(100_000);
    List<String> documents = documents(text(text));
    assertThat(documents.size()).isGreaterThan(4);
    assertThat(String.join("", documents).equals(text)).isTrue();
  }

  @Test
  void leavesAByteOrderMarkOut() throws IOException {
    assertThat(documents(text("\uFEFFA book.\n"))).containsExactly("A book.\n");
  }

  @Test
  void refusesWhatIsNoUtf8() throws IOException {
    byte[] latin = "a\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("latin.txt"), latin);
    assertThatThrownBy(() -> documents(TextSource.of(file)))
        .isInstanceOf(UnusableData.class)
        .hasMessage(
            file
                + " is not a text in UTF-8 (line 2, between bytes 2 and 7); convert it first, for"
                + " example with iconv -t utf-8.");
    Path zeros = Files.write(folder.resolve("zeros"), new byte[100]);
    assertThatThrownBy(() -> documents(TextSource.of(zeros)))
        .hasMessageContaining("is not a text in UTF-8");
  }

  @Test
  void readsAFieldOfJsonLines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            """
            {"id": 1, "meta": {"text": "not this"}, "text": "one\\nline"}

            {"text": "two \\u00e9", "more": [1, 2]}
            """);
    assertThat(documents(new JsonLinesSource(file, "text"))).containsExactly("one\nline", "two é");
    assertThatThrownBy(() -> documents(new JsonLinesSource(file, "body")))
        .hasMessage(
            "Line 1 of " + file + " has no text in a field \"body\"; name the field with --field.");
    Files.writeString(file, "{\"text\": \"whole\"}\n{\"text\": \"cut sh");
    assertThatThrownBy(() -> documents(new JsonLinesSource(file, "text")))
        .hasMessage("Line 2 of " + file + " is not JSON; is the file cut short?");
  }

  @Test
  void readsAColumnOfParquetRowGroupByRowGroup() throws IOException {
    List<String> written =
        new ArrayList<>(IntStream.range(0, 100).mapToObj(i -> "doc " + i).toList());
    written.add(50, null);
    Path file = ParquetFiles.write(folder.resolve("a.parquet"), written, 7);
    List<String> read = documents(new ParquetSource(file, "text"));
    written.remove(50);
    assertThat(read).isEqualTo(written);
    assertThatThrownBy(() -> documents(new ParquetSource(file, "body")))
        .hasMessage(
            file
                + " has no column of texts called \"body\"; its columns are id, text. Name one with"
                + " --field.");
    assertThatThrownBy(() -> documents(new ParquetSource(file, "id")))
        .hasMessageContaining("has no column of texts called \"id\"");
  }

  @Test
  void refusesAParquetFileThatIsMissingCutShortOrDamaged() throws IOException {
    Path file =
        ParquetFiles.write(folder.resolve("a.parquet"), List.of(TestData.text(1, 5_000)), 10);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 3, 4, 12, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> documents(new ParquetSource(file, "text")))
          .isInstanceOf(UnusableData.class)
          .hasMessage(
              file
                  + " is not a parquet file, or was cut short or damaged; delete it and get it"
                  + " again.");
    }
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, whole.length / 4, whole.length / 2, (byte) 7);
    Files.write(file, damaged);
    assertThatThrownBy(() -> documents(new ParquetSource(file, "text")))
        .isInstanceOf(UnusableData.class);
    Files.delete(file);
    assertThatThrownBy(() -> documents(new ParquetSource(file, "text")))
        .hasMessage("There is no file " + file + ".");
  }

  @Property(tries = 30)
  void splitsFilesIntoTrainingAndValidationWithoutOverlapOrGap(
      @ForAll @IntRange(min = 1, max = 5) int files, @ForAll long seed) throws IOException {
    List<DocumentSource> sources = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      TextSource source = text(TestData.text(seed + i, 1_000 + 40_000 * i));
      sources.add(source);
      all.addAll(documents(source));
    }
    List<String> training = documents(Part.training(sources));
    List<String> validation = documents(Part.validation(sources));
    assertThat(validation).isNotEmpty();
    List<String> both = new ArrayList<>(training);
    both.addAll(validation);
    assertThat(both).isEqualTo(all);
    long held = validation.stream().mapToLong(String::length).sum();
    long total = all.stream().mapToLong(String::length).sum();
    assertThat(held).isGreaterThanOrEqualTo(total / 20);
  }

  private static TextSource text(String text) {
    byte[] bytes = TestData.utf8(text);
    return new TextSource("a text", bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  private static List<String> documents(DocumentSource source) throws IOException {
    return documents(Part.whole("all", source));
  }

  private static List<String> documents(Part part) throws IOException {
    List<String> documents = new ArrayList<>();
    part.read((end, document) -> documents.add(document));
    return documents;
  }
}
