package dev.swarm.coordinator.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Lets a request through only with the swarm's token. The comparison takes the same time wherever
 * two tokens differ, and digests hide how long the right one is.
 */
final class TokenFilter extends HttpFilter {
  private static final String NO_TOKEN =
      "This hub needs the swarm's token: use the machine's name as user and the token as password.";
  private static final String WRONG_TOKEN =
      "The token is not this swarm's; ask the operator for the current one.";

  private final byte[] expected;

  TokenFilter(String token) {
    this.expected = digest(token);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Credentials> credentials = Credentials.parse(request.getHeader("Authorization"));
    if (credentials.isEmpty()) {
      refuse(response, NO_TOKEN);
    } else if (!MessageDigest.isEqual(expected, digest(credentials.get().token()))) {
      refuse(response, WRONG_TOKEN);
    } else {
      new Caller(credentials.get().machine()).attachTo(request);
      chain.doFilter(request, response);
    }
  }

  private static void refuse(HttpServletResponse response, String sentence) throws IOException {
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    response.setHeader("WWW-Authenticate", "Basic realm=\"swarm\", charset=\"UTF-8\"");
    response.setContentType("text/plain; charset=utf-8");
    response.getOutputStream().write((sentence + "\n").getBytes(UTF_8));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
