package dev.swarm.coordinator.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The network between a coordinator and its PostgreSQL server, which fails at the worst moment: it
 * loses the answer to a commit, or brings the commit itself when nobody waits for it any more. The
 * server carries out and makes durable whatever reaches it.
 */
public final class DatabaseProxy implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;
  private static final String COMMIT = "COMMIT";

  private final String target;
  private final URI server;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean loseAnswer = new AtomicBoolean();
  private final AtomicBoolean holdCommit = new AtomicBoolean();
  private final Semaphore happened = new Semaphore(0);
  private final Semaphore released = new Semaphore(0);
  private volatile boolean cutThen;
  private volatile boolean cut;

  private DatabaseProxy(String target) throws IOException {
    this.target = target;
    this.server = URI.create(target.substring("jdbc:".length()));
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("door", this::serve);
  }

  /** Begins to bring everything to this server and back. */
  public static DatabaseProxy before(PostgresServer server) throws IOException {
    return new DatabaseProxy(server.url());
  }

  /** Address of the server's database for JDBC, by way of here. */
  public String url() {
    return target.replace(
            server.getAuthority(), "%s:%d".formatted("127.0.0.1", door.getLocalPort()))
        // So that messages can be read, and every commit is written out.
        + "&sslmode=disable&gssEncMode=disable&prepareThreshold=0";
  }

  /** The answer to the next commit, which is durable by then, is lost with its connection. */
  public void loseNextAnswer() {
    loseAnswer.set(true);
  }

  /** The same, and every other connection with it; there is none any more until {@link #mend}. */
  public void loseNextAnswerAndEveryConnection() {
    cutThen = true;
    loseNextAnswer();
  }

  /** Connections are possible again. */
  public void mend() {
    cutThen = false;
    cut = false;
  }

  /** The next commit stays on its way until {@link #release}; whoever sent it has lost the line. */
  public void holdNextCommit() {
    holdCommit.set(true);
  }

  /** Waits until what was asked for has happened. */
  public void await() throws InterruptedException {
    if (!happened.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no commit came by");
    }
  }

  /** Brings the commit that was held to the server. */
  public void release() {
    released.release();
  }

  @Override
  public void close() throws IOException {
    door.close();
    released.release();
    open.forEach(DatabaseProxy::end);
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        connect(door.accept());
      } catch (IOException ended) {
        // The door is closed, or the server is away.
        open.forEach(DatabaseProxy::end);
      }
    }
  }

  private void connect(Socket client) throws IOException {
    open.add(client);
    Socket up = new Socket(server.getHost(), server.getPort());
    client.setTcpNoDelay(true);
    up.setTcpNoDelay(true);
    open.add(up);
    if (cut) {
      end(client);
      end(up);
      return;
    }
    start("requests", () -> bringRequests(client, up));
    start("answers", () -> bringAnswers(client, up));
  }

  private void bringRequests(Socket client, Socket up) {
    byte[] bytes = new byte[1 << 16];
    try {
      InputStream from = client.getInputStream();
      OutputStream to = up.getOutputStream();
      for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
        if (isAboutACommit(bytes, read) && holdCommit.compareAndSet(true, false)) {
          end(client);
          happened.release();
          released.acquireUninterruptibly();
        }
        to.write(bytes, 0, read);
      }
    } catch (IOException ended) {
      // Either end may leave at any time.
      end(client);
    } finally {
      end(up);
    }
  }

  private void lose(Socket client) {
    if (cutThen) {
      cut = true;
      open.forEach(DatabaseProxy::end);
    }
    end(client);
    happened.release();
  }

  /** Answers have a type, a length that counts itself, and a body. */
  private void bringAnswers(Socket client, Socket up) {
    try {
      DataInputStream from = new DataInputStream(new BufferedInputStream(up.getInputStream()));
      OutputStream to = client.getOutputStream();
      for (int type = from.read(); type >= 0; type = from.read()) {
        byte[] body = new byte[from.readInt() - Integer.BYTES];
        from.readFully(body);
        boolean isCommitted = type == 'C' && isAboutACommit(body, body.length);
        if (isCommitted && loseAnswer.compareAndSet(true, false)) {
          lose(client);
          return;
        }
        to.write(message(type, body));
      }
    } catch (IOException ended) {
      // Either end may leave at any time.
      end(client);
    } finally {
      end(client);
    }
  }

  private static byte[] message(int type, byte[] body) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(message);
    out.write(type);
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
    return message.toByteArray();
  }

  private static boolean isAboutACommit(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(COMMIT);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "database-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
