package dev.swarm.shared.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a coordinator is; its git hub is on the same host.
 *
 * @param host a name or an address; one of IPv6 is put into brackets
 * @param port from 1 to 65535
 */
public record CoordinatorAddress(String host, int port) {
  private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,5})");
  private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  public CoordinatorAddress {
    if (SIX.matcher(host).matches()) {
      host = "[" + host + "]";
    }
  }

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
    CoordinatorAddress address = new CoordinatorAddress(form.group(1), port);
    if (!address.isHost()) {
      throw new IllegalArgumentException(
          "--coordinator names '%s', but the name of a host has letters, digits, dots and hyphens only; use its address instead."
              .formatted(address.host));
    }
    return address;
  }

  /** As URIs have them, which is how the link and git go by them. */
  private boolean isHost() {
    try {
      return new URI(null, null, host, port, null, null, null).getHost() != null;
    } catch (URISyntaxException noHost) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
