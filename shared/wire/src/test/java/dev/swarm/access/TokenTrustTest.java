package dev.swarm.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

class TokenTrustTest {
  private static final String TOKEN = "correct-horse-battery-staple";

  @Test
  void trustsWhoeverHasTheToken() {
    assertThatCode(() -> shakeHands(Identity.of(TOKEN), TOKEN)).doesNotThrowAnyException();
  }

  @Test
  void refusesWhoeverHasAnotherToken() {
    assertThatThrownBy(() -> shakeHands(Identity.of("another"), TOKEN))
        .satisfies(failure -> assertThat(ForeignCoordinatorException.behind(failure)).isPresent());
  }

  @Test
  void refusesTheCoordinatorsNameWithAnotherKey() {
    SelfSigned coordinator =
        SelfSigned.make(SelfSigned.Kind.ELLIPTIC, key -> CoordinatorProof.name(TOKEN, key));
    String name = coordinator.certificate().getSubjectX500Principal().getName();
    SelfSigned thief = SelfSigned.make(SelfSigned.Kind.ELLIPTIC, key -> name);

    assertThatCode(() -> check(coordinator.certificate())).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(thief.certificate()))
        .isInstanceOf(ForeignCoordinatorException.class);
  }

  @Test
  void makesANewKeyForEachStart() {
    assertThat(
            SelfSigned.make(SelfSigned.Kind.ELLIPTIC, key -> "CN=swarm")
                .certificate()
                .getPublicKey())
        .isNotEqualTo(
            SelfSigned.make(SelfSigned.Kind.ELLIPTIC, key -> "CN=swarm")
                .certificate()
                .getPublicKey());
  }

  private static void check(X509Certificate certificate) throws Exception {
    new TokenTrust(TOKEN).checkServerTrusted(new X509Certificate[] {certificate}, "UNKNOWN");
  }

  /** Over a real connection; fails as the caller's side does. */
  private static void shakeHands(Identity identity, String token) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TokenTrust(token)}, null);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
        (SSLServerSocket)
            identity.https().getServerSocketFactory().createServerSocket(0, 1, here)) {
      CompletableFuture<Integer> heard = CompletableFuture.supplyAsync(() -> hear(server));
      try (SSLSocket caller =
          (SSLSocket) trusting.getSocketFactory().createSocket(here, server.getLocalPort())) {
        caller.startHandshake();
        caller.getOutputStream().write(7);
        assertThat(heard.get(120, TimeUnit.SECONDS)).isEqualTo(7);
      } catch (ExecutionException unheard) {
        throw new AssertionError(unheard);
      }
    }
  }

  /** The byte that the caller says, or -1 if it hangs up. */
  private static int hear(SSLServerSocket server) {
    try (var connection = server.accept()) {
      return connection.getInputStream().read();
    } catch (IOException hungUp) {
      return -1;
    }
  }
}
