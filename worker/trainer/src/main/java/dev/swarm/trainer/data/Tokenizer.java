package dev.swarm.trainer.data;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text to tokens and back by a vocabulary. Text never becomes a special token, whatever it spells.
 *
 * <p>Encoding is safe for any thread.
 */
final class Tokenizer {
  private static final String NAME = "swarm";

  private final Encoding encoding;

  Tokenizer(Vocabulary vocabulary) {
    Map<byte[], Integer> ranks = new LinkedHashMap<>();
    for (int token = 0; token < vocabulary.bos(); token++) {
      ranks.put(vocabulary.bytes(token), token);
    }
    Map<String, Integer> specials = new LinkedHashMap<>();
    for (int special = 0; special < Vocabulary.SPECIALS; special++) {
      specials.put("<|reserved_" + special + "|>", vocabulary.bos() + special);
    }
    EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
    registry.registerGptBytePairEncoding(
        new GptBytePairEncodingParams(NAME, WordPattern.WORDS, ranks, specials));
    encoding = registry.getEncoding(NAME).orElseThrow();
  }

  /** The text's tokens, without BOS. */
  int[] encode(String text) {
    return encoding.encodeOrdinary(text).toArray();
  }

  /** The text that tokens stand for. */
  String decode(int[] tokens) {
    IntArrayList list = new IntArrayList(tokens.length);
    for (int token : tokens) {
      list.add(token);
    }
    return new String(encoding.decodeBytes(list), StandardCharsets.UTF_8);
  }
}
