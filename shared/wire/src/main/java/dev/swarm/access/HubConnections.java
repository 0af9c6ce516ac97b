package dev.swarm.access;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.GeneralSecurityException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * Git's connections to the hubs of a swarm, which prove themselves by its token. All have one
 * socket factory, without which the JDK would keep no connection open for the next request.
 */
public final class HubConnections implements HttpConnectionFactory {
  private final HttpConnectionFactory connections = new JDKHttpConnectionFactory();
  private final URLStreamHandler trusting;

  /**
   * @param token the swarm's
   */
  public HubConnections(String token) {
    trusting = new Trusting(sockets(token));
  }

  @Override
  public HttpConnection create(URL address) throws IOException {
    return create(address, Proxy.NO_PROXY);
  }

  @Override
  public HttpConnection create(URL address, Proxy proxy) throws IOException {
    return connections.create(new URL(null, address.toExternalForm(), trusting), proxy);
  }

  private static SSLSocketFactory sockets(String token) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TokenTrust(token)}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has TLS.", impossible);
    }
  }

  private static final class Trusting extends URLStreamHandler {
    private final SSLSocketFactory sockets;

    private Trusting(SSLSocketFactory sockets) {
      this.sockets = sockets;
    }

    @Override
    protected URLConnection openConnection(URL address) throws IOException {
      return openConnection(address, Proxy.NO_PROXY);
    }

    @Override
    protected URLConnection openConnection(URL address, Proxy proxy) throws IOException {
      URLConnection connection = new URL(address.toExternalForm()).openConnection(proxy);
      if (!(connection instanceof HttpsURLConnection https)) {
        throw new IOException("A hub is spoken to over https, not at " + address + ".");
      }
      https.setSSLSocketFactory(sockets);
      // Who it is, is shown by its key and not by its name.
      https.setHostnameVerifier((host, session) -> true);
      return https;
    }
  }
}
