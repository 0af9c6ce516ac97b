package dev.swarm.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The immutable text: "The Old Curiosity Shop" by Charles Dickens, one document per chapter. The
 * last chapters, about a tenth of the text, are held out for validation; no method hands them to
 * training.
 *
 * <p>Read once, when a run starts. The arrays are shared and never written.
 *
 * @param training tokens of the chapters that may be trained on, in the order of the book
 * @param validation tokens of the held-out chapters, in the order of the book
 */
record Corpus(int[] training, int[] validation) {
  /** Part of the bytes that training may see; validation starts with the next whole chapter. */
  private static final double TRAINING_SHARE = 0.9;

  private static final byte[] CHAPTER = "\nCHAPTER ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  static Corpus load() {
    try (InputStream in = Corpus.class.getResourceAsStream("/dickens.txt")) {
      if (in == null) {
        throw new Refusal(
            Refusal.USAGE,
            "The text dickens.txt is not on the class path;"
                + " crunch-test-0.15.0.jar belongs beside the trainer's jar.");
      }
      return split(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Splits a text at the first chapter that begins after {@link #TRAINING_SHARE} of its bytes. */
  static Corpus split(byte[] text) {
    byte[] clean = withoutByteOrderMark(text);
    List<byte[]> chapters = chapters(clean);
    List<int[]> training = new ArrayList<>();
    List<int[]> validation = new ArrayList<>();
    long begin = 0;
    for (byte[] chapter : chapters) {
      boolean late = begin >= TRAINING_SHARE * clean.length;
      (late ? validation : training).add(ByteTokenizer.encode(chapter));
      begin += chapter.length;
    }
    return new Corpus(join(training), join(validation));
  }

  /** The text cut before each chapter's heading; nothing is lost. */
  static List<byte[]> chapters(byte[] text) {
    List<byte[]> chapters = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i + CHAPTER.length <= text.length; i++) {
      if (Arrays.equals(text, i, i + CHAPTER.length, CHAPTER, 0, CHAPTER.length)) {
        chapters.add(Arrays.copyOfRange(text, begin, i + 1));
        begin = i + 1;
      }
    }
    chapters.add(Arrays.copyOfRange(text, begin, text.length));
    return chapters;
  }

  private static byte[] withoutByteOrderMark(byte[] text) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked = text.length >= mark && Arrays.equals(text, 0, mark, BYTE_ORDER_MARK, 0, mark);
    return marked ? Arrays.copyOfRange(text, mark, text.length) : text;
  }

  private static int[] join(List<int[]> documents) {
    return documents.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
