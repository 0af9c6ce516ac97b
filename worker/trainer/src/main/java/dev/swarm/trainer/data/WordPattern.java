package dev.swarm.trainer.data;

import java.util.regex.Pattern;

/**
 * The rules that cut a text into words before any bytes are merged, so that no token reaches across
 * a word's border: those of the reference set-up, GPT-4's with numbers of at most two digits. Each
 * character belongs to exactly one word.
 */
final class WordPattern {
  static final Pattern WORDS =
      Pattern.compile(
          String.join(
              "|",
              "'(?i:[sdmt]|ll|ve|re)", // an English ending
              "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+", // letters, with one character before them
              "\\p{N}{1,2}", // one or two digits
              " ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*", // signs, with a space before and line ends after
              "\\s*[\\r\\n]", // white space up to a line end
              "\\s+(?!\\S)", // white space but for the last, which goes with the next word
              "\\s+"),
          Pattern.UNICODE_CHARACTER_CLASS);

  private WordPattern() {}
}
