package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes prepared data out of parts: trains the vocabulary on those that are trained on, turns all
 * into tokens, and writes the constants last. What is there already is kept, so a preparation that
 * was killed goes on where it stopped, and one that is complete does nothing.
 *
 * <p>One thread at a time in a folder; see {@link FolderLock}.
 */
final class Preparation {
  /** Characters of the training parts that the vocabulary is trained on. */
  static final long VOCABULARY_CHARACTERS = 1_000_000_000;

  /** Rows of a validation batch; an evaluation takes whole batches. */
  static final int VALIDATION_ROWS = 16;

  private final DataFolder folder;
  private final Recipe recipe;
  private final Consumer<String> say;

  /**
   * @param say is told what was done, a sentence at a time
   */
  Preparation(DataFolder folder, Recipe recipe, Consumer<String> say) {
    this.folder = folder;
    this.recipe = recipe;
    this.say = say;
  }

  /**
   * Prepares.
   *
   * @param training parts to train on, at least one
   * @param validation the part to score on
   * @throws UnusableData where the folder holds other data, or these are not enough
   */
  void prepare(List<Part> training, Part validation) throws IOException {
    Optional<Manifest> before = Manifest.read(folder.manifest());
    before.ifPresent(this::requireSame);
    Vocabulary vocabulary = vocabulary(training);
    long trainingTokens = 0;
    for (Part part : training) {
      trainingTokens += tokens(part, vocabulary);
    }
    if (trainingTokens <= recipe.sequenceLength()) {
      throw new UnusableData(
          String.format(
              "The training part has %,d tokens and one row takes %,d; give more text.",
              trainingTokens, recipe.sequenceLength() + 1));
    }
    long validationTokens = tokens(validation, vocabulary);
    long evaluation = evaluationTokens(validation, vocabulary);
    if (before.isPresent() && before.get().evaluationTokens() != evaluation) {
      throw other("for an evaluation of " + before.get().evaluationTokens() + " tokens");
    }
    Set<String> names = new LinkedHashSet<>(before.map(Manifest::training).orElse(List.of()));
    names.removeIf(name -> !Files.exists(folder.tokens(name)));
    training.forEach(part -> names.add(part.name()));
    Manifest manifest =
        new Manifest(
            recipe.source(),
            vocabulary.fingerprint(),
            vocabulary.size(),
            recipe.sequenceLength(),
            evaluation,
            List.copyOf(names),
            validation.name());
    manifest.write(folder.manifest());
    say.accept(
        String.format(
            "Prepared: %,d tokens to train on, %,d for validation, of which an evaluation scores %,d"
                + " in rows of %,d.",
            trainingTokens, validationTokens, evaluation, recipe.sequenceLength()));
  }

  private void requireSame(Manifest manifest) {
    if (!manifest.source().equals(recipe.source())) {
      throw other("from other data (" + manifest.source() + ")");
    }
    if (manifest.sequenceLength() != recipe.sequenceLength()) {
      throw other("for a sequence length of " + manifest.sequenceLength());
    }
  }

  private UnusableData other(String difference) {
    return new UnusableData(
        String.format(
            "%s was prepared %s, and scores would not be comparable; name another folder with"
                + " --data-dir.",
            folder.root(), difference));
  }

  private Vocabulary vocabulary(List<Part> training) throws IOException {
    if (Files.exists(folder.vocabulary())) {
      Vocabulary vocabulary = Vocabulary.read(folder.vocabulary());
      if (vocabulary.size() != recipe.vocabularySize()) {
        throw new UnusableData(
            String.format(
                "%s has a tokenizer of %,d entries and not of %,d; name another folder with"
                    + " --data-dir, or keep --vocab-size %d.",
                folder.root(), vocabulary.size(), recipe.vocabularySize(), vocabulary.size()));
      }
      say.accept(String.format("Tokenizer: %,d entries, trained before.", vocabulary.size()));
      return vocabulary;
    }
    say.accept(
        String.format("Tokenizer: training one of %,d entries ...", recipe.vocabularySize()));
    long began = System.nanoTime();
    WordCounts words = new WordCounts(VOCABULARY_CHARACTERS);
    for (Part part : training) {
      if (!words.full()) {
        Batching.read(
            part,
            documents -> {
              words.add(documents);
              return !words.full();
            });
      }
    }
    Vocabulary vocabulary = VocabularyTraining.train(words.counts(), recipe.vocabularySize());
    WholeFile.write(folder.byteLengths(), NumpyArray.of(vocabulary.byteLengths()));
    vocabulary.write(folder.vocabulary());
    say.accept(
        String.format(
            "Tokenizer: %,d entries, trained on %,d characters of the training part in %.1f s.",
            vocabulary.size(), words.characters(), (System.nanoTime() - began) / 1e9));
    return vocabulary;
  }

  /** Turns a part into tokens, unless that is done; returns how many they are. */
  private long tokens(Part part, Vocabulary vocabulary) throws IOException {
    if (Files.exists(folder.tokens(part.name()))) {
      try (TokenFile file = TokenFile.open(folder.tokens(part.name()))) {
        if (file.fingerprint().equals(vocabulary.fingerprint())) {
          return file.tokens();
        }
      }
    }
    Tokenizer tokenizer = new Tokenizer(vocabulary);
    try (TokenFileWriter writer = new TokenFileWriter(folder.tokens(part.name()), vocabulary)) {
      Batching.read(
          part,
          documents -> {
            List<int[]> encoded = documents.parallelStream().map(tokenizer::encode).toList();
            for (int[] document : encoded) {
              writer.add(document);
            }
            return true;
          });
      writer.finish();
      say.accept(String.format("Tokens: %,d in %s.", writer.tokens(), part.name()));
      return writer.tokens();
    }
  }

  /** The budget, or all that whole batches of the validation part come to. */
  private long evaluationTokens(Part validation, Vocabulary vocabulary) {
    long wanted = recipe.evaluationTokens() / recipe.sequenceLength();
    long rows = 0;
    try (TokenFile file = TokenFile.open(folder.tokens(validation.name()))) {
      if (file.documents() > 0) {
        Pieces pieces =
            new Pieces(
                List.of(file), vocabulary.bos(), recipe.sequenceLength(), OptionalLong.empty());
        RowPacking packing = new RowPacking(pieces, recipe.sequenceLength());
        while (rows < wanted && packing.nextRow().isPresent()) {
          rows++;
        }
      }
    }
    long whole = rows / VALIDATION_ROWS * VALIDATION_ROWS;
    if (whole == 0) {
      throw new UnusableData(
          String.format(
              "The validation part fills %,d rows of %,d tokens, and a validation batch has %d; give"
                  + " more text, or a --sequence-length of at most %,d.",
              rows,
              recipe.sequenceLength(),
              VALIDATION_ROWS,
              Math.max(1, rows * recipe.sequenceLength() / VALIDATION_ROWS)));
    }
    return whole * recipe.sequenceLength();
  }
}
