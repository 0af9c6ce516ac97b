package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads files several times as large as the memory it is given, in a virtual machine of its own.
 */
final class FlatMemoryTest {
  private static final int DOCUMENTS = 2_500;
  private static final int CHARACTERS = 20_000;
  private static final int TOKENS = 16_000_000;

  @TempDir Path folder;

  @Test
  void readsShardsAndTokensThatAreLargerThanItsMemory() throws Exception {
    String text = TestData.text(1, 2 * CHARACTERS).replaceAll("[^\\x00-\\x7f]", "x");
    Path shard =
        ParquetFiles.write(
            folder.resolve("a.parquet"),
            IntStream.range(0, DOCUMENTS).mapToObj(i -> text.substring(i, i + CHARACTERS)).toList(),
            50);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FlatMemoryTest.class.getName(),
                shard.toString())
            .redirectErrorStream(true)
            .start();
    List<String> output = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(output::toString).isZero();
    assertThat(output)
        .contains(
            "characters " + (long) DOCUMENTS * CHARACTERS, "tokens " + TOKENS, "all rows full");
  }

  /** Reads 50 MB of documents and packs 32 MB of tokens, twice over. */
  public static void main(String[] arguments) throws IOException {
    Path shard = Path.of(arguments[0]);
    long[] characters = {0};
    Part.whole("all", new ParquetSource(shard, "text"))
        .read(
            (end, document) -> {
              characters[0] += document.length();
              return true;
            });
    System.out.println("characters " + characters[0]);

    Vocabulary vocabulary =
        new Vocabulary(IntStream.range(0, 256).mapToObj(i -> new byte[] {(byte) i}).toList());
    Path file = shard.resolveSibling("a.tokens");
    int[] document = IntStream.range(0, 1_000).map(i -> i % 256).toArray();
    try (TokenFileWriter writer = new TokenFileWriter(file, vocabulary)) {
      while (writer.tokens() < TOKENS) {
        writer.add(document);
      }
      writer.finish();
    }
    try (TokenFile tokens = TokenFile.open(file)) {
      System.out.println("tokens " + tokens.tokens());
      Pieces pieces = new Pieces(List.of(tokens), vocabulary.bos(), 512, OptionalLong.of(1));
      RowPacking packing = new RowPacking(pieces, 512);
      while (packing.next(16).epoch() < 3) {
        // Each batch is full, or next would have returned fewer rows for ever.
      }
      System.out.println(packing.next(16).rows() == 16 ? "all rows full" : "a row is missing");
    }
    Files.delete(file);
  }
}
