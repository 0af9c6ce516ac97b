package dev.swarm.trainer.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The text that comes with the trainer, "The Old Curiosity Shop" by Charles Dickens, through the
 * same pipeline as any other. It is prepared on first use, about a second, into a folder of the
 * cache named by a hash of the text and the constants; from then on it is only opened. Its last
 * tenth is held out.
 */
public final class BundledText {
  /** Tokens: as many as one megabyte of text pays for. */
  static final int VOCABULARY_SIZE = 2048;

  static final int SEQUENCE_LENGTH = 256;

  /** Predictions that are scored: nearly all that the held-out tenth has. */
  static final long EVALUATION_TOKENS = 32_768;

  /** Changed whenever the pipeline makes other tokens or rows of the same text. */
  private static final String PIPELINE = "1";

  private BundledText() {}

  /**
   * Opens the text, prepared.
   *
   * @param cache folder for what is made once
   * @throws UnusableData where the text is missing or the cache cannot be written
   */
  public static PreparedData open(Path cache) {
    byte[] text = text();
    String source =
        String.join(" ", "the bundled text", PIPELINE, Sha256.of(text).substring(0, 16));
    Recipe recipe = new Recipe(source, VOCABULARY_SIZE, SEQUENCE_LENGTH, EVALUATION_TOKENS);
    String key = Sha256.of(recipe.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    DataFolder folder = new DataFolder(cache.resolve("bundled-text").resolve(key));
    if (!Files.exists(folder.manifest())) {
      prepare(folder, recipe, text);
    }
    return PreparedData.open(folder.root());
  }

  /** One thread of one process at a time: a lock on a file does not keep threads apart. */
  private static synchronized void prepare(DataFolder folder, Recipe recipe, byte[] text) {
    DocumentSource source =
        new TextSource("The bundled text", text.length, () -> new ByteArrayInputStream(text));
    try (FolderLock lock = FolderLock.await(folder)) {
      if (!Files.exists(folder.manifest())) {
        new Preparation(folder, recipe, sentence -> {})
            .prepare(List.of(Part.training(List.of(source))), Part.validation(List.of(source)));
      }
    } catch (IOException e) {
      throw new UnusableData(
          String.format(
              "The cache folder %s cannot be written (%s); name another in SWARM_CACHE.",
              folder.root(), e.getMessage()),
          e);
    }
  }

  private static byte[] text() {
    try (InputStream in = BundledText.class.getResourceAsStream("/dickens.txt")) {
      if (in == null) {
        throw new UnusableData(
            "The text dickens.txt is not on the class path; crunch-test-0.15.0.jar belongs beside"
                + " the trainer's jar.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UnusableData("The bundled text cannot be read (" + e.getMessage() + ").", e);
    }
  }
}
