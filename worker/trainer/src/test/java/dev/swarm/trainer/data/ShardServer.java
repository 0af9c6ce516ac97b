package dev.swarm.trainer.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/**
 * Serves a folder over HTTP on the loopback and behaves as badly as it is told to: redirects as the
 * hub does, breaks connections, answers errors, forgets ranges.
 */
final class ShardServer implements Closeable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path folder;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Bytes that a connection brings before it breaks, by how many are left; all by default. */
  volatile IntUnaryOperator brings = left -> left;

  /** Status to answer instead of the file, by the number of the request from 1; 0 for the file. */
  volatile IntUnaryOperator status = request -> 0;

  /** Whether a range is honoured. */
  volatile boolean ranges = true;

  /** Whether the checksum is told, and which one. */
  volatile String checksum;

  ShardServer(Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/hub/", this::redirect);
    server.createContext("/storage/", this::serve);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hub";
  }

  URI uri(String file) {
    return URI.create(baseUrl() + "/" + file);
  }

  /** The ranges that were asked for, in order; "all" where there was none. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void redirect(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/hub/".length());
    if (checksum != null) {
      exchange.getResponseHeaders().add("X-Linked-ETag", "\"" + checksum + "\"");
    }
    exchange.getResponseHeaders().add("Location", "/storage/" + name);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(range == null ? "all" : range);
    int failure = status.applyAsInt(requests.size());
    Path file = folder.resolve(exchange.getRequestURI().getPath().substring("/storage/".length()));
    if (failure != 0 || !Files.exists(file)) {
      exchange.sendResponseHeaders(failure == 0 ? 404 : failure, -1);
      exchange.close();
      return;
    }
    byte[] content = Files.readAllBytes(file);
    int begin =
        ranges && range != null ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
    if (begin >= content.length) {
      exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    if (begin > 0) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes " + begin + "-" + (content.length - 1) + "/" + content.length);
    }
    int left = content.length - begin;
    exchange.sendResponseHeaders(begin > 0 ? 206 : 200, left);
    int bring = Math.min(left, brings.applyAsInt(left));
    if (bring < 0) {
      return; // hangs: the connection stays open and brings nothing
    }
    exchange.getResponseBody().write(content, begin, bring);
    exchange.getResponseBody().flush();
    exchange.close(); // with bytes left to bring, this breaks the connection
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
