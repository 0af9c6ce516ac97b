package dev.swarm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a machine and its coordinator, which can be pulled: then nothing comes
 * through any more and nobody is told, as when a switch loses its power. The coordinator's ports
 * are reached at another of this machine's own addresses.
 */
final class Cable implements AutoCloseable {
  /** Where what serves on 127.0.0.1 is reached by way of here. */
  static final String HOST = "127.0.0.2";

  private final Set<AutoCloseable> ends = ConcurrentHashMap.newKeySet();
  private final Object plug = new Object();
  private boolean pulled;

  private static ServerSocket listen(String host, int port) throws IOException {
    ServerSocket door = new ServerSocket();
    try {
      door.bind(new InetSocketAddress(host, port));
    } catch (IOException taken) {
      door.close();
      throw taken;
    }
    return door;
  }

  /**
   * Begins to bring what comes to this port to the same port of 127.0.0.1, and the answers back.
   */
  void lay(int port) throws IOException {
    ServerSocket door = listen(HOST, port);
    ends.add(door);
    start(() -> serve(door));
  }

  /** From now on nothing comes through. */
  void pull() {
    synchronized (plug) {
      pulled = true;
    }
  }

  /** Everything comes through again, what was held up first. */
  void plug() {
    synchronized (plug) {
      pulled = false;
      plug.notifyAll();
    }
  }

  private void awaitPlugged() {
    synchronized (plug) {
      while (pulled) {
        try {
          plug.wait();
        } catch (InterruptedException stop) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private void serve(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket machine = door.accept();
        ends.add(machine);
        start(() -> connect(machine, door.getLocalPort()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket machine, int port) {
    awaitPlugged();
    try {
      Socket coordinator = new Socket(InetAddress.getLoopbackAddress(), port);
      ends.add(coordinator);
      machine.setTcpNoDelay(true);
      coordinator.setTcpNoDelay(true);
      start(() -> bring(machine, coordinator));
      start(() -> bring(coordinator, machine));
    } catch (IOException nobodyThere) {
      end(machine);
    }
  }

  private void bring(Socket from, Socket to) {
    byte[] bytes = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitPlugged();
        out.write(bytes, 0, read);
      }
    } catch (IOException ended) {
      // Either end may leave at any time; the other hears of it below.
    }
    awaitPlugged();
    end(from);
    end(to);
  }

  private void end(AutoCloseable end) {
    ends.remove(end);
    try {
      end.close();
    } catch (Exception gone) {
      throw new IllegalStateException(gone);
    }
  }

  @Override
  public void close() {
    ends.forEach(this::end);
    plug();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cable");
    thread.setDaemon(true);
    thread.start();
  }
}
