package dev.swarm.trainer.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The constants of prepared data, which no experiment may change. Written once everything else is
 * there.
 *
 * @param source what it was made from, in words that differ where the source differs
 * @param tokenizer fingerprint of the vocabulary
 * @param vocabularySize tokens, special ones included
 * @param sequenceLength tokens predicted in a row
 * @param evaluationTokens predictions that are scored
 * @param training names of the parts that are trained on
 * @param validation name of the part that is scored and never trained on
 */
record Manifest(
    String source,
    String tokenizer,
    int vocabularySize,
    int sequenceLength,
    long evaluationTokens,
    List<String> training,
    String validation) {

  void write(Path file) throws IOException {
    String text =
        String.join(
            "\n",
            "# Made by swarm prepare; a change makes scores incomparable.",
            "source=" + source.replace("\\", "\\\\").replace("\n", "\\n"),
            "tokenizer=" + tokenizer,
            "vocabulary-size=" + vocabularySize,
            "sequence-length=" + sequenceLength,
            "evaluation-tokens=" + evaluationTokens,
            "training=" + String.join(" ", training),
            "validation=" + validation,
            "");
    WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a manifest; empty where there is none.
   *
   * @throws UnusableData where it is none, or lists the validation part for training
   */
  static Optional<Manifest> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
      Manifest manifest =
          new Manifest(
              value(values, "source"),
              value(values, "tokenizer"),
              Integer.parseInt(value(values, "vocabulary-size")),
              Integer.parseInt(value(values, "sequence-length")),
              Long.parseLong(value(values, "evaluation-tokens")),
              List.of(value(values, "training").split(" ")),
              value(values, "validation"));
      if (manifest.training.contains(manifest.validation)) {
        throw new IllegalArgumentException("trains on the validation part");
      }
      return Optional.of(manifest);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableData(
          String.format(
              "%s is damaged (%s); delete it and run swarm prepare again.", file, e.getMessage()),
          e);
    }
  }

  private static String value(Properties values, String key) {
    String value = values.getProperty(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("no " + key);
    }
    return value;
  }
}
