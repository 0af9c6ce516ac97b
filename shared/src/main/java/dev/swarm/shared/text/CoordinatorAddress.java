package dev.swarm.shared.text;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a coordinator is; its git hub is on the same host.
 *
 * @param port from 1 to 65535
 */
public record CoordinatorAddress(String host, int port) {
  private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,5})");

  /**
   * Reads {@code HOST:PORT}, or several with commas between them.
   *
   * @throws IllegalArgumentException when one is something else
   */
  public static List<CoordinatorAddress> parseAll(String text) {
    return Arrays.stream(text.split(",", -1)).map(each -> parse(each, text)).toList();
  }

  private static CoordinatorAddress parse(String text, String whole) {
    Matcher form = FORM.matcher(text.strip());
    int port = form.matches() ? Integer.parseInt(form.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "--coordinator is '%s'; write it as HOST:PORT.".formatted(whole));
    }
    return new CoordinatorAddress(form.group(1), port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
