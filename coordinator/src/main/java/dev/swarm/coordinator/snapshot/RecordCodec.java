package dev.swarm.coordinator.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Trees of records as bytes, by their components in order and without any names: small and fast,
 * and to be read only by the very code that wrote them. A text stands there once, however often it
 * is named, and is one object again when it is read. What was damaged on its way does not pass for
 * anything else, for a checksum is part of it. Thread-safe.
 */
public final class RecordCodec {
  private final Shapes shapes = new Shapes();

  /** Writes records one after another. */
  public synchronized byte[] write(Record... records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try (Output output = new Output(new Compressed(bytes))) {
      for (Record each : records) {
        shapes.of(each.getClass()).write(output, each);
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads back what was written.
   *
   * @param types of the records, in the order in which they were written
   * @throws IOException when the bytes are broken, or are not these records
   */
  public synchronized List<Record> read(byte[] bytes, List<Class<? extends Record>> types)
      throws IOException {
    try (Input input = new Input(new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16))) {
      List<Record> records = new ArrayList<>();
      for (Class<? extends Record> type : types) {
        records.add((Record) shapes.of(type).read(input));
      }
      if (input.read() >= 0) {
        throw new IOException("it is longer than it should be");
      }
      return records;
    } catch (EOFException cut) {
      throw new IOException("it is not whole", cut);
    } catch (ZipException damaged) {
      throw new IOException("it is damaged: " + damaged.getMessage(), damaged);
    } catch (RuntimeException senseless) {
      throw new IOException("it makes no sense: " + senseless.getMessage(), senseless);
    }
  }

  private static final class Compressed extends GZIPOutputStream {
    Compressed(ByteArrayOutputStream bytes) throws IOException {
      super(bytes, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Numbers take as many bytes as they need. */
  static final class Output extends DataOutputStream {
    private final Map<String, Integer> texts = new HashMap<>();

    Output(GZIPOutputStream compressed) {
      super(new BufferedOutputStream(compressed, 1 << 16));
    }

    void writeNumber(long value) throws IOException {
      long rest = value << 1 ^ value >> 63;
      while ((rest & ~0x7FL) != 0) {
        write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      write((int) rest);
    }

    void writeText(String text) throws IOException {
      Integer known = texts.putIfAbsent(text, texts.size() + 1);
      writeNumber(known == null ? 0 : known);
      if (known == null) {
        byte[] bytes = text.getBytes(UTF_8);
        writeNumber(bytes.length);
        write(bytes);
      }
    }
  }

  /** Reads what {@link Output} wrote. */
  static final class Input extends DataInputStream {
    private final List<String> texts = new ArrayList<>();

    Input(GZIPInputStream compressed) {
      super(new BufferedInputStream(compressed, 1 << 16));
    }

    long readNumber() throws IOException {
      long rest = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte next = readByte();
        rest |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return rest >>> 1 ^ -(rest & 1);
        }
      }
      throw new IOException("it has a number without an end");
    }

    /** How many of something follow. */
    int readCount() throws IOException {
      return Math.toIntExact(readNumber());
    }

    String readText() throws IOException {
      int known = readCount();
      if (known > 0) {
        return texts.get(known - 1);
      }
      String text = new String(readNBytes(readCount()), UTF_8);
      texts.add(text);
      return text;
    }
  }
}
