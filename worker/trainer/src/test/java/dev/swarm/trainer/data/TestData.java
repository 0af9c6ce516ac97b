package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Small texts, made and prepared here: no network, no fixtures. */
public final class TestData {
  private static final String[] SYLLABLES = {
    "ka", "lo", "mi", "ren", "tus", "ve", "shol", "an", "dri", "pe", "é", "ß", "日本", "🙂"
  };

  private TestData() {}

  /** A text of made-up words with a pattern to it, in paragraphs; the same for the same seed. */
  public static String text(long seed, int characters) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < characters) {
      int words = 5 + random.nextInt(20);
      for (int word = 0; word < words; word++) {
        int syllables = 1 + random.nextInt(3);
        for (int i = 0; i < syllables; i++) {
          text.append(SYLLABLES[(int) Math.abs(random.nextGaussian() * 4) % SYLLABLES.length]);
        }
        text.append(word + 1 < words ? " " : random.nextBoolean() ? ".\n" : ".\n\n");
      }
    }
    return text.toString();
  }

  public static Path textFile(Path folder, long seed, int characters) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve("text-" + seed + ".txt"), text(seed, characters));
  }

  /** A text of 200,000 characters, prepared in a folder. */
  public static PreparedData prepare(Path folder, int vocabularySize, int sequenceLength)
      throws IOException {
    List<DocumentSource> sources = List.of(TextSource.of(textFile(folder, 1, 200_000)));
    Recipe recipe = new Recipe("a test", vocabularySize, sequenceLength, 16L * sequenceLength);
    new Preparation(new DataFolder(folder), recipe, sentence -> {})
        .prepare(List.of(Part.training(sources)), Part.validation(sources));
    return PreparedData.open(folder);
  }

  /** Words that the vocabulary's tests count. */
  static String repeated(String word, int times) {
    return (word + " ").repeat(times);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
