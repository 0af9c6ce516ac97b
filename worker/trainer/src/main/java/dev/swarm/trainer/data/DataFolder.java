package dev.swarm.trainer.data;

import java.nio.file.Path;

/**
 * Where prepared data lies, as in the reference set-up: shards in {@code data/}, the vocabulary and
 * its byte lengths in {@code tokenizer/}; and beside them the text as tokens and the constants.
 */
record DataFolder(Path root) {
  Path shards() {
    return root.resolve("data");
  }

  Path vocabulary() {
    return root.resolve("tokenizer").resolve("tokenizer.tiktoken");
  }

  /** Byte length of each token, an array of NumPy's. */
  Path byteLengths() {
    return root.resolve("tokenizer").resolve("token_bytes.npy");
  }

  Path tokens(String part) {
    return root.resolve("tokens").resolve(part + ".tokens");
  }

  /** Last to be written: what has it is whole. */
  Path manifest() {
    return root.resolve("prepared.properties");
  }

  Path lock() {
    return root.resolve("prepare.lock");
  }
}
