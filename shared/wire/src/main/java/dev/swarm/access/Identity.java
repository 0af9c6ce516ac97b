package dev.swarm.access;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a coordinator is known by while it runs: a key of its own, made at its start and kept
 * nowhere, and a certificate that shows by its name that it has the swarm's token.
 *
 * @see CoordinatorProof
 */
public final class Identity {
  private final KeyManager[] keys;

  private Identity(KeyManager[] keys) {
    this.keys = keys;
  }

  /** A new one for a coordinator with this token. */
  public static Identity of(String token) {
    SelfSigned fresh =
        SelfSigned.make(SelfSigned.Kind.ELLIPTIC, key -> CoordinatorProof.name(token, key));
    char[] noPassword = new char[0];
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, noPassword);
      store.setKeyEntry("swarm", fresh.key(), noPassword, new Certificate[] {fresh.certificate()});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, noPassword);
      return new Identity(factory.getKeyManagers());
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("A key in memory can be used.", impossible);
    }
  }

  /** For the worker link and the operator API. */
  public ServerCredentials grpc() {
    return TlsServerCredentials.newBuilder().keyManager(keys).build();
  }

  /** For the hub. */
  public SSLContext https() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has TLS.", impossible);
    }
  }
}
