package dev.swarm.coordinator.journal;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port that can be left and taken again, for a server that is started later, or once more. One
 * that the system gave away for nothing it would give to the next one who asks meanwhile, so this
 * one lies below all that a system gives away by itself: from 32768 on Linux, elsewhere from 49152.
 */
public final class LastingPort {
  private static final int FIRST = 20_000;
  private static final int BEHIND_LAST = 32_000;

  private static final Random RANDOM = new Random();
  private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

  private LastingPort() {}

  /** One that nobody has at an address of this machine's, and that nobody else here is given. */
  public static int at(String host) throws IOException {
    for (int tried = 0; tried < BEHIND_LAST - FIRST; tried++) {
      int port = FIRST + RANDOM.nextInt(BEHIND_LAST - FIRST);
      if (TAKEN.add(port) && isFree(host, port)) {
        return port;
      }
    }
    throw new IOException("All ports from %d on are taken.".formatted(FIRST));
  }

  private static boolean isFree(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    }
  }
}
