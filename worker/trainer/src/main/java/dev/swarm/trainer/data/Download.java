package dev.swarm.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Downloads parquet files that may be interrupted at any byte. What has arrived stays in a {@code
 * .tmp} beside the file, and the next attempt, or the next process, asks for the rest. A file gets
 * its name only when its size, its checksum where the server tells one, and its form are right.
 *
 * <p>Safe for many threads, one for a file.
 */
final class Download {
  /** Attempts in a row that bring no byte, after which a download is given up. */
  static final int ATTEMPTS = 5;

  private static final int CHUNK = 1 << 16;
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Waits between attempts. */
  @FunctionalInterface
  interface Pause {
    void after(Duration time) throws InterruptedException;
  }

  /** A failure that another attempt may mend. */
  private static final class Interrupted extends IOException {
    private static final long serialVersionUID = 1L;

    private Interrupted(String what) {
      super(what);
    }
  }

  private final HttpClient client;
  private final Pause pause;
  private final Duration stall;
  private final DownloadProgress progress;

  /**
   * @param stall time without a byte after which a connection is given up
   */
  Download(HttpClient client, Pause pause, Duration stall, DownloadProgress progress) {
    this.client = client;
    this.pause = pause;
    this.stall = stall;
    this.progress = progress;
  }

  /**
   * Gets a file, unless it is there.
   *
   * @throws UnusableData where the server refuses it, or it can't be had after {@link #ATTEMPTS}
   * @throws IOException where it cannot be written
   */
  void fetch(URI from, Path to) throws IOException, InterruptedException {
    if (Files.exists(to)) {
      return;
    }
    Files.createDirectories(to.toAbsolutePath().getParent());
    Path part = WholeFile.beside(to);
    int failures = 0;
    while (true) {
      long before = size(part);
      try {
        attempt(from, part);
        WholeFile.moveIntoPlace(to);
        progress.done(part.getFileName().toString());
        return;
      } catch (Interrupted failure) {
        failures = size(part) > before ? 1 : failures + 1;
        if (failures == ATTEMPTS) {
          throw new UnusableData(
              String.format(
                  "%s could not be downloaded in %d attempts: %s; what has arrived (%,d bytes) is"
                      + " kept, and the same command goes on from there.",
                  from, ATTEMPTS, failure.getMessage(), size(part)),
              failure);
        }
        pause.after(Duration.ofSeconds(1L << failures));
      }
    }
  }

  private void attempt(URI from, Path part) throws IOException, InterruptedException {
    long have = size(part);
    HttpResponse<InputStream> response = send(from, have);
    try (InputStream body = response.body()) {
      Answer answer = Answer.of(response, have);
      switch (answer.kind()) {
        case REFUSED ->
            throw new UnusableData(
                String.format(
                    "The server refused %s (status %d); check --base-url and --num-shards.",
                    from, response.statusCode()));
        case LATER -> throw new Interrupted("the server answered " + response.statusCode());
        case BEYOND -> {
          if (answer.total() != have) {
            Files.delete(part);
            throw new Interrupted("the file on the server is another one now");
          }
        }
        case CONTENT -> receive(answer, body, part);
      }
      verify(from, answer, part, have > 0);
    }
  }

  private HttpResponse<InputStream> send(URI from, long have)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(ANSWER);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new Interrupted("the server does not answer (" + reason + ")");
    }
  }

  private void receive(Answer answer, InputStream body, Path part) throws IOException {
    String name = part.getFileName().toString();
    progress.begins(name, answer.begin(), answer.total());
    byte[] chunk = new byte[CHUNK];
    try (StallWatch watch = new StallWatch(body, stall);
        FileChannel file =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.truncate(answer.begin());
      file.position(answer.begin());
      for (int length = read(body, chunk); length >= 0; length = read(body, chunk)) {
        watch.moved();
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, length);
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
        progress.received(name, length);
      }
      file.force(true);
    }
  }

  private static int read(InputStream body, byte[] chunk) throws Interrupted {
    try {
      return body.read(chunk);
    } catch (IOException e) {
      throw new Interrupted("the connection broke");
    }
  }

  private static void verify(URI from, Answer answer, Path part, boolean resumed)
      throws IOException {
    if (answer.total() >= 0 && size(part) < answer.total()) {
      throw new Interrupted("the connection ended early");
    }
    Optional<String> complaint = complaint(answer, part);
    if (complaint.isPresent()) {
      Files.delete(part);
      if (resumed) {
        throw new Interrupted(complaint.get());
      }
      throw new UnusableData(from + " " + complaint.get() + "; check --base-url.");
    }
  }

  private static Optional<String> complaint(Answer answer, Path part) throws IOException {
    if (answer.total() >= 0 && size(part) != answer.total()) {
      return Optional.of("has another size than the server told");
    }
    if (answer.sha256().isPresent() && !answer.sha256().get().equals(Sha256.of(part))) {
      return Optional.of("has another checksum than the server told");
    }
    try {
      new ParquetSource(part, Shards.COLUMN).requireReadable();
      return Optional.empty();
    } catch (UnusableData e) {
      return Optional.of("is not a parquet file of texts");
    }
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }
}
