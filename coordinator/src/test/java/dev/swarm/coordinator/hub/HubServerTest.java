package dev.swarm.coordinator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.access.Identity;
import dev.swarm.access.TokenTrust;
import dev.swarm.coordinator.access.Token;
import dev.swarm.coordinator.journal.LastingPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubServerTest {
  @TempDir Path folder;
  private RunningHub running;

  @BeforeEach
  void start() throws Exception {
    running = new RunningHub(folder, Map.of("m4max", "autoresearch/mar5-m4max"));
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void refusesToReadWithoutTheToken() throws Exception {
    for (String authorization :
        new String[] {
          null, "Bearer wrong", basic("m4max", "wrong"), "Basic !!!", "Digest x", basic("", "")
        }) {
      HttpResponse<String> answer = get("git-upload-pack", authorization);

      assertThat(answer.statusCode()).as("with %s", authorization).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
      assertThat(answer.body()).contains("token").doesNotContain("<html");
    }
  }

  @Test
  void refusesToPushWithoutTheToken() throws Exception {
    assertThat(get("git-receive-pack", null).statusCode()).isEqualTo(401);
    assertThat(get("git-receive-pack", basic("m4max", "wrong")).statusCode()).isEqualTo(401);
    HttpRequest push =
        HttpRequest.newBuilder(URI.create(running.address() + "/git-receive-pack"))
            .header("Content-Type", "application/x-git-receive-pack-request")
            .POST(HttpRequest.BodyPublishers.ofString("0000"))
            .build();
    assertThat(send(push).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesAGitClientWithAWrongToken() {
    assertThatThrownBy(
            () -> new HubClient(running.address(), "m4max", "wrong", folder.resolve("refused")))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("not authorized");
  }

  @Test
  void readsWithABearerTokenOrAnyNameAndTheToken() throws Exception {
    assertThat(get("git-upload-pack", "Bearer " + RunningHub.TOKEN).statusCode()).isEqualTo(200);
    assertThat(get("git-upload-pack", basic("reader", RunningHub.TOKEN)).statusCode())
        .isEqualTo(200);
    assertThat(get("git-upload-pack", basic("", RunningHub.TOKEN)).statusCode()).isEqualTo(200);
  }

  @Test
  void servesUnderEveryNameAndAddressOfItsMachine() throws Exception {
    for (String host : new String[] {"127.0.0.1", "localhost", "192.0.2.7", "h100.lab.example"}) {
      assertThat(statusLine(host)).as(host).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void servesNothingButTheCampaign() throws Exception {
    HttpRequest other =
        HttpRequest.newBuilder(
                URI.create(
                    "https://127.0.0.1:%d/other.git/info/refs?service=git-upload-pack"
                        .formatted(running.server.port())))
            .header("Authorization", "Bearer " + RunningHub.TOKEN)
            .build();
    HttpRequest rawFile =
        HttpRequest.newBuilder(URI.create(running.address() + "/HEAD"))
            .header("Authorization", "Bearer " + RunningHub.TOKEN)
            .build();

    assertThat(send(other).statusCode()).isEqualTo(404);
    assertThat(send(rawFile).statusCode()).isEqualTo(404);
  }

  @Test
  void checksOutTheBaseInAFreshClone() throws Exception {
    try (HubClient client = running.client("m4max")) {
      assertThat(client.head()).isEqualTo(running.base);
      assertThat(client.git.getRepository().getBranch()).isEqualTo("main");
    }
  }

  @Test
  void listsToAPusherOnlyTheBaseAndItsOwnBranch() throws Exception {
    try (HubClient client = running.client("m4max")) {
      ObjectId commit = client.commit(running.base, "x");
      client.push(commit, Hub.EXPERIMENTS + "m4max-1");
      client.push(commit, "refs/heads/autoresearch/mar5-m4max");
    }
    String own = basic("m4max", RunningHub.TOKEN);

    assertThat(get("git-receive-pack", own).body())
        .contains(Hub.MAIN, "refs/heads/autoresearch/mar5-m4max")
        .doesNotContain("experiments");
    assertThat(get("git-receive-pack", basic("h100", RunningHub.TOKEN)).body())
        .contains(Hub.MAIN)
        .doesNotContain("m4max");
    assertThat(get("git-upload-pack", own).body()).contains(Hub.EXPERIMENTS + "m4max-1");
  }

  @Test
  void saysInOneSentenceThatThePortIsInUse() throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      assertThatThrownBy(() -> startOn("0.0.0.0", other.getLocalPort(), "token"))
          .isInstanceOf(PortInUseException.class)
          .hasMessage(
              "Port %d on 0.0.0.0 is in use by another program; "
                  + "stop it, or choose another with --git-port.",
              other.getLocalPort());
    }
  }

  @Test
  void doesNotCallAForeignAddressAPortInUse() {
    assertThatThrownBy(() -> startOn("192.0.2.1", 0, "token"))
        .isExactlyInstanceOf(HubException.class)
        .hasMessageContaining("192.0.2.1");
  }

  @Test
  void refusesABlankToken() {
    assertThatThrownBy(() -> Token.of(" ")).hasMessageContaining("blank");
  }

  @Test
  void freesItsPortWhenClosed() throws Exception {
    int port = LastingPort.at("127.0.0.1");
    startOn("127.0.0.1", port, "token").close();
    startOn("127.0.0.1", port, "token").close();
  }

  private HubServer startOn(String host, int port, String token) {
    return HubServer.start(
        running.hub,
        host,
        port,
        Token.of(token),
        Identity.of(token),
        machine -> Optional.empty(),
        (machine, ref, commit) -> {});
  }

  /** Of an answer to somebody who knows the hub's machine by this name. */
  private String statusLine(String host) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket("127.0.0.1", running.server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      if (Character.isLetter(host.charAt(0))) {
        parameters.setServerNames(List.of(new SNIHostName(host)));
      }
      socket.setSSLParameters(parameters);
      socket
          .getOutputStream()
          .write(
              "GET /campaign.git/info/refs?service=git-upload-pack HTTP/1.1\r\nHost: %s:7172\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(host, RunningHub.TOKEN)
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.US_ASCII).lines().findFirst().orElseThrow();
    }
  }

  private HttpResponse<String> get(String service, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(running.address() + "/info/refs?service=" + service));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request.build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trusting())
        .build()
        .send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TokenTrust(RunningHub.TOKEN)}, null);
    return trusting;
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
  }
}
