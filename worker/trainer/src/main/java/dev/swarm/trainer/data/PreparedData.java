package dev.swarm.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Data that a run can use: the constants, the text to train on and the text to score on. Opening it
 * reads some kilobytes; the text stays on disk until it is asked for.
 *
 * <p>Read only. Not safe for two threads.
 */
public final class PreparedData {
  private final Manifest manifest;
  private final Vocabulary vocabulary;
  private final List<TokenFile> training;
  private final TokenFile validation;

  private PreparedData(
      Manifest manifest, Vocabulary vocabulary, List<TokenFile> training, TokenFile validation) {
    this.manifest = manifest;
    this.vocabulary = vocabulary;
    this.training = training;
    this.validation = validation;
  }

  /**
   * Opens a folder that {@code swarm prepare} has made.
   *
   * @throws UnusableData where it is not there, not whole, or of another vocabulary
   */
  public static PreparedData open(Path root) {
    DataFolder folder = new DataFolder(root);
    Manifest manifest =
        Manifest.read(folder.manifest())
            .orElseThrow(
                () ->
                    new UnusableData(
                        String.format(
                            "%s has no prepared data; run swarm prepare --data-dir %s first.",
                            root, root)));
    Vocabulary vocabulary = Vocabulary.read(folder.vocabulary());
    if (!vocabulary.fingerprint().equals(manifest.tokenizer())) {
      throw new UnusableData(
          String.format(
              "The tokenizer in %s, of %,d entries, is not the one of %,d entries that the data was"
                  + " prepared with; bring that one back, or prepare another folder.",
              root, vocabulary.size(), manifest.vocabularySize()));
    }
    List<TokenFile> training = new ArrayList<>();
    for (String part : manifest.training()) {
      training.add(open(folder, part, vocabulary));
    }
    return new PreparedData(
        manifest, vocabulary, training, open(folder, manifest.validation(), vocabulary));
  }

  private static TokenFile open(DataFolder folder, String part, Vocabulary vocabulary) {
    TokenFile file = TokenFile.open(folder.tokens(part));
    if (!file.fingerprint().equals(vocabulary.fingerprint())) {
      throw new UnusableData(
          String.format(
              "The tokens %s were made with another tokenizer than the one in %s; delete them and run"
                  + " swarm prepare again.",
              file.path(), folder.root()));
    }
    return file;
  }

  /** The tokens there are. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Tokens that are predicted in each row. */
  public int sequenceLength() {
    return manifest.sequenceLength();
  }

  /** Predictions that are scored: a whole number of rows. */
  public long evaluationTokens() {
    return manifest.evaluationTokens();
  }

  /**
   * The text to train on, without end; the same rows in the same order for the same seed.
   *
   * @param seed fixes the order
   */
  public RowPacking training(long seed) {
    return packed(training, OptionalLong.of(seed));
  }

  /**
   * The rows to score, always the same: take {@link #evaluationTokens} predictions of them. For the
   * harness's evaluation only; training never gets them.
   */
  public RowPacking validation() {
    return packed(List.of(validation), OptionalLong.empty());
  }

  private RowPacking packed(List<TokenFile> files, OptionalLong seed) {
    Pieces pieces = new Pieces(files, vocabulary.bos(), sequenceLength(), seed);
    return new RowPacking(pieces, sequenceLength());
  }
}
