package dev.swarm.agent.link;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The port of a server that is stopped for a while: whoever calls it is refused, and nobody else
 * gets it meanwhile.
 */
public final class KeptPort {
  private Socket keeper;

  /**
   * From now on it is kept; a listener that was closed is gone by then, for it would not be free.
   */
  public void keep(int port) throws IOException, InterruptedException {
    Await.until("port " + port + " is free", () -> take(port));
  }

  /** Its server comes back. */
  public void release() throws IOException {
    if (keeper != null) {
      keeper.close();
    }
  }

  private boolean take(int port) throws IOException {
    Socket socket = new Socket();
    try {
      // As a server would, beside connections of the one before that are not quite over.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      keeper = socket;
      return true;
    } catch (BindException stillTaken) {
      socket.close();
      return false;
    }
  }
}
