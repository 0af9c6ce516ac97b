package dev.swarm.trainer.data;

/**
 * How data is to be prepared.
 *
 * @param source what it is made from, in words that differ where the source differs
 * @param vocabularySize tokens to train, special ones included
 * @param sequenceLength tokens predicted in a row, at least 1
 * @param evaluationTokens predictions to score, or as many as the validation part has
 */
record Recipe(String source, int vocabularySize, int sequenceLength, long evaluationTokens) {
  Recipe {
    if (vocabularySize < Vocabulary.SMALLEST || vocabularySize > Vocabulary.LARGEST) {
      throw new IllegalArgumentException(
          String.format(
              "--vocab-size is a whole number from %d to %d, not %d.",
              Vocabulary.SMALLEST, Vocabulary.LARGEST, vocabularySize));
    }
    if (sequenceLength < 1) {
      throw new IllegalArgumentException(
          "--sequence-length is a whole number from 1, not " + sequenceLength + ".");
    }
    if (evaluationTokens < (long) Preparation.VALIDATION_ROWS * sequenceLength) {
      throw new IllegalArgumentException(
          String.format(
              "--eval-tokens is at least one validation batch, %d rows of %d tokens: %d, not %d.",
              Preparation.VALIDATION_ROWS,
              sequenceLength,
              (long) Preparation.VALIDATION_ROWS * sequenceLength,
              evaluationTokens));
    }
  }
}
