package dev.swarm.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An array as NumPy writes it to a {@code .npy} file, format version 1.0. */
final class NumpyArray {
  private static final byte[] MARK = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private NumpyArray() {}

  /** The file's bytes: a header that ends at a multiple of 64, then 32-bit integers. */
  static byte[] of(int[] values) {
    String description =
        "{'descr': '<i4', 'fortran_order': False, 'shape': (" + values.length + ",), }";
    int before = MARK.length + 2;
    int header = (before + description.length() + 1 + 63) / 64 * 64 - before;
    String padded = description + " ".repeat(header - description.length() - 1) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(before + header + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(MARK).putShort((short) header).put(padded.getBytes(StandardCharsets.US_ASCII));
    for (int value : values) {
      file.putInt(value);
    }
    return file.array();
  }
}
