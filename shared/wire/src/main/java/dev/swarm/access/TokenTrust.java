package dev.swarm.access;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a coordinator that has the swarm's token, whatever its address and whoever signed its
 * certificate, and nobody else.
 *
 * @see CoordinatorProof
 */
public final class TokenTrust extends X509ExtendedTrustManager {
  private final String token;

  /**
   * @param token that of the swarm whose coordinators are trusted
   */
  public TokenTrust(String token) {
    this.token = token;
  }

  /** For a channel to a coordinator of that swarm. */
  public static ChannelCredentials credentials(String token) {
    return TlsChannelCredentials.newBuilder().trustManager(new TokenTrust(token)).build();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    X509Certificate own = chain[0];
    if (!CoordinatorProof.holds(
        token, own.getPublicKey(), own.getSubjectX500Principal().getName())) {
      throw new ForeignCoordinatorException();
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("A coordinator knows those who call it by the token.");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
