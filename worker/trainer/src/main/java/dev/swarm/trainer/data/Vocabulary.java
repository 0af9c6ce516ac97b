package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The tokens there are: first those that stand for bytes, in the order they were merged in, then
 * {@link #SPECIALS} special ones that mark structure and stand for no byte of the text.
 *
 * <p>Kept as a file in the format of tiktoken: a line for each token that stands for bytes, its
 * bytes in base 64, a space and its number. Immutable and safe for any thread.
 */
public final class Vocabulary {
  /** How many special tokens every vocabulary ends with; the first of them is BOS. */
  public static final int SPECIALS = 4;

  /** Fewest tokens: one for each byte, and the special ones. */
  static final int SMALLEST = 256 + SPECIALS;

  /** Most tokens: what two bytes in a token file can tell apart. */
  static final int LARGEST = 1 << 16;

  private final byte[][] tokens;
  private final String fingerprint;

  /**
   * @param tokens the bytes that each token stands for; all 256 single bytes are among them
   */
  Vocabulary(List<byte[]> tokens) {
    this.tokens = tokens.toArray(byte[][]::new);
    this.fingerprint = Sha256.of(text()).substring(0, 16);
  }

  /** Number of tokens, special ones included: the width of the logits. */
  public int size() {
    return tokens.length + SPECIALS;
  }

  /** Begin of sequence: stands before each document. */
  public int bos() {
    return tokens.length;
  }

  /** Bytes of text that a token stands for: at least 1, or 0 for a special token. */
  public int byteLength(int token) {
    return bytes(token).length;
  }

  /** The bytes of text that a token stands for; none for a special token. */
  public byte[] bytes(int token) {
    if (token < 0 || token >= size()) {
      throw new IllegalArgumentException("token " + token + " is not in 0.." + (size() - 1));
    }
    return token < tokens.length ? tokens[token].clone() : new byte[0];
  }

  /** Bytes of text for each token from 0 on. */
  public int[] byteLengths() {
    int[] lengths = new int[size()];
    for (int token = 0; token < tokens.length; token++) {
      lengths[token] = tokens[token].length;
    }
    return lengths;
  }

  /** Sixteen hexadecimal digits that another vocabulary does not have. */
  String fingerprint() {
    return fingerprint;
  }

  void write(Path file) throws IOException {
    WholeFile.write(file, text());
  }

  /**
   * Reads a vocabulary that {@link #write} wrote.
   *
   * @throws UnusableData where the file is missing or is no vocabulary
   */
  static Vocabulary read(Path file) {
    try {
      List<byte[]> tokens = new ArrayList<>();
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        String[] parts = line.split(" ");
        if (parts.length != 2 || Integer.parseInt(parts[1]) != tokens.size()) {
          throw broken(file, null);
        }
        tokens.add(Base64.getDecoder().decode(parts[0]));
      }
      if (tokens.size() + SPECIALS < SMALLEST) {
        throw broken(file, null);
      }
      return new Vocabulary(tokens);
    } catch (NoSuchFileException e) {
      throw new UnusableData("The tokenizer " + file + " is missing; run swarm prepare again.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw broken(file, e);
    }
  }

  private static UnusableData broken(Path file, Exception cause) {
    return new UnusableData(
        file + " is not a tokenizer; delete its folder and run swarm prepare again.", cause);
  }

  private byte[] text() {
    StringBuilder text = new StringBuilder();
    for (int token = 0; token < tokens.length; token++) {
      text.append(Base64.getEncoder().encodeToString(tokens[token]));
      text.append(' ').append(token).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
