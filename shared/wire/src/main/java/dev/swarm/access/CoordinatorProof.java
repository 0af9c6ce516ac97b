package dev.swarm.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a coordinator shows that it has the swarm's token, before anybody sends it theirs: the name
 * in its certificate is its public key's HMAC-SHA256 (RFC 2104) under the token. Whoever else has
 * that certificate does not have the key.
 */
public final class CoordinatorProof {
  private static final String HMAC = "HmacSHA256";

  // Nothing else that is ever signed with the token may be taken for a proof.
  private static final byte[] PURPOSE =
      "swarm coordinator's key".getBytes(StandardCharsets.US_ASCII);

  private CoordinatorProof() {}

  /**
   * The distinguished name that a coordinator with this key and token has: {@code CN=} and 64 hex
   * digits.
   */
  public static String name(String token, PublicKey key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update(PURPOSE);
      return "CN=" + HexFormat.of().formatHex(mac.doFinal(key.getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has " + HMAC + ".", impossible);
    }
  }

  /** Whether a certificate's name is that; the time it takes tells nothing. */
  static boolean holds(String token, PublicKey key, String name) {
    return MessageDigest.isEqual(
        name(token, key).getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
  }
}
