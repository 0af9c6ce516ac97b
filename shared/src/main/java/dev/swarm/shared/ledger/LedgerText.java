package dev.swarm.shared.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The text of a ledger's file, from whatever system it comes. */
public final class LedgerText {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private LedgerText() {}

  /** UTF-8, or UTF-16 with its mark as some shells write it, or what Windows used before. */
  public static String decode(byte[] bytes) {
    Charset charset = StandardCharsets.UTF_8;
    if (startsWith(bytes, 0xFF, 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
    } else if (startsWith(bytes, 0xFE, 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
    }
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException other) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  /** Its lines, without a byte order mark; the ends of Linux, Windows and the old Mac count. */
  static String[] lines(String text) {
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return LINE_END.split(plain, -1);
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length > 1 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }
}
