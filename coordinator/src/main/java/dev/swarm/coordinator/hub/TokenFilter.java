package dev.swarm.coordinator.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.coordinator.access.Token;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Lets a request through only with the swarm's token. */
final class TokenFilter extends HttpFilter {
  private static final String NO_TOKEN =
      "This hub needs the swarm's token: use the machine's name as user and the token as password.";
  private static final String WRONG_TOKEN =
      "The token is not this swarm's; ask the operator for the current one.";

  private final Token token;

  TokenFilter(Token token) {
    this.token = token;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Credentials> credentials = Credentials.parse(request.getHeader("Authorization"));
    if (credentials.isEmpty()) {
      refuse(response, NO_TOKEN);
    } else if (!token.matches(credentials.get().token())) {
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
}
