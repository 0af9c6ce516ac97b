package dev.swarm.coordinator.cluster;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a coordinator meets the others of its cluster.
 *
 * @param host a name or address that all nodes reach it by
 * @param port from 1 to 65535
 */
public record NodeAddress(String host, int port) {
  private static final int CONNECT_MILLIS = 500;
  private static final Pattern FORM = Pattern.compile("(\\[[^]]+]|[^:]+):(\\d{1,5})");

  /** Checks that the port is one. */
  public NodeAddress {
    if (port < 1 || port > 65_535) {
      throw new Complaint("'%s:%d' has no port from 1 to 65535.".formatted(host, port));
    }
  }

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws Complaint when it is something else
   */
  public static NodeAddress parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new Complaint("'%s' is no address of a node; write it as HOST:PORT.".formatted(text));
    }
    return new NodeAddress(form.group(1), Integer.parseInt(form.group(2)));
  }

  /** Whether only this machine can reach it. */
  boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /** Whether something listens there right now. */
  boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
