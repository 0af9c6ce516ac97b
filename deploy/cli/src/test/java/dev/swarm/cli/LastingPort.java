package dev.swarm.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Ports that stay one's own while nobody serves on them: whoever asks for any port is given one
 * above these, and so is a connection.
 */
final class LastingPort {
  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;
  private static final String HERE = "127.0.0.1";

  private LastingPort() {}

  /**
   * A port that nobody serves on.
   *
   * @param more of this machine's addresses at which it must be free as well as at 127.0.0.1
   */
  static int find(String... more) throws IOException {
    Random random = new Random();
    while (true) {
      int port = FIRST + random.nextInt(COUNT);
      if (isFree(HERE, port) && areFree(port, more)) {
        return port;
      }
      if (Thread.interrupted()) {
        throw new IOException("interrupted while looking for a free port");
      }
    }
  }

  private static boolean areFree(int port, String... hosts) {
    for (String host : hosts) {
      if (!isFree(host, port)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket door = new ServerSocket()) {
      door.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
