package dev.swarm.access;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.Function;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A new key, and a certificate for it that it has signed itself. It names this machine alone
 * ({@code localhost}), holds from a day ago, for clocks differ, and for a century.
 */
public record SelfSigned(PrivateKey key, X509Certificate certificate) {
  private static final int SERIAL_BITS = 64;

  /** What a key is good for. */
  public enum Kind {
    /** Quick to make: on the curve P-256. */
    ELLIPTIC("EC", 256, "SHA256withECDSA"),

    /** Understood by everybody, Pekko's reader of PEM files among them. */
    RSA("RSA", 3072, "SHA256withRSA");

    private final String algorithm;
    private final int bits;
    private final String signature;

    Kind(String algorithm, int bits, String signature) {
      this.algorithm = algorithm;
      this.bits = bits;
      this.signature = signature;
    }

    private KeyPair generate() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    }
  }

  /**
   * Makes one.
   *
   * @param name the distinguished name of whom the key belongs to
   */
  public static SelfSigned make(Kind kind, Function<PublicKey, String> name) {
    try {
      KeyPair pair = kind.generate();
      X500Principal owner = new X500Principal(name.apply(pair.getPublic()));
      var now = Instant.now().atZone(ZoneOffset.UTC);
      var builder =
          new JcaX509v3CertificateBuilder(
              owner,
              new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
              Date.from(now.minusDays(1).toInstant()),
              Date.from(now.plusYears(100).toInstant()),
              owner,
              pair.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
      return new SelfSigned(
          pair.getPrivate(),
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder(kind.signature).build(pair.getPrivate()))));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException impossible) {
      throw new IllegalStateException("Every Java platform has RSA and P-256.", impossible);
    }
  }
}
