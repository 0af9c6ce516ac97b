package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real HTTP over the loopback, cut at any byte. */
final class DownloadTest {
  private static final String NAME = Shards.fileName(3);

  @TempDir Path folder;
  private final List<Duration> pauses = new ArrayList<>();
  private final StringWriter shown = new StringWriter();
  private Path target;
  private byte[] content;
  private ShardServer server;

  @BeforeEach
  void serve() throws IOException {
    Path served = Files.createDirectory(folder.resolve("served"));
    Path shard = ParquetFiles.write(served.resolve(NAME), List.of(TestData.text(1, 3_000)), 10);
    content = Files.readAllBytes(shard);
    target = folder.resolve("data").resolve(NAME);
    server = new ShardServer(served);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bringsAFileWholeOverConnectionsThatBreakAfterAnyNumberOfBytes() throws Exception {
    Random random = new Random(7);
    server.brings = left -> random.nextInt(200);
    download().fetch(server.uri(NAME), target);
    assertThat(target).hasBinaryContent(content);
    assertThat(WholeFile.beside(target)).doesNotExist();
    assertThat(server.requests()).hasSizeGreaterThan(10).startsWith("all");
  }

  @Test
  void goesOnFromAnyByteThatAnInterruptedProcessLeft() throws Exception {
    for (int have = 0; have <= content.length; have += 1 + content.length / 40) {
      Path again = folder.resolve("again-" + have).resolve(NAME);
      Files.createDirectory(again.getParent());
      Files.write(WholeFile.beside(again), Arrays.copyOf(content, have));
      download().fetch(server.uri(NAME), again);
      assertThat(again).hasBinaryContent(content);
      assertThat(server.requests()).last().isEqualTo(have == 0 ? "all" : "bytes=" + have + "-");
    }
    Path whole = folder.resolve("whole").resolve(NAME);
    Files.createDirectory(whole.getParent());
    Files.write(WholeFile.beside(whole), content);
    download().fetch(server.uri(NAME), whole);
    assertThat(whole).hasBinaryContent(content);
  }

  @Test
  void beginsAgainWhereTheServerKnowsNoRanges() throws Exception {
    server.ranges = false;
    int[] connections = {0};
    server.brings = left -> ++connections[0] < 3 ? left / 2 : left;
    download().fetch(server.uri(NAME), target);
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureAndGivesUpAfterFive() {
    server.status = request -> 503;
    assertThatThrownBy(() -> download().fetch(server.uri(NAME), target))
        .isInstanceOf(UnusableData.class)
        .hasMessageContaining("could not be downloaded in 5 attempts: the server answered 503")
        .hasMessageContaining("the same command goes on from there");
    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(2L, 4L, 8L, 16L);
    assertThat(target).doesNotExist();
  }

  @Test
  void triesAgainAfterPassingErrors() throws Exception {
    server.status = request -> request == 1 ? 500 : request == 2 ? 429 : 0;
    download().fetch(server.uri(NAME), target);
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void asksOnlyOnceForWhatTheServerDoesNotHave() {
    assertThatThrownBy(() -> download().fetch(server.uri("shard_00009.parquet"), target))
        .hasMessage(
            "The server refused "
                + server.uri("shard_00009.parquet")
                + " (status 404); check --base-url and --num-shards.");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void triesAgainWhereAConnectionBringsNothingMore() throws Exception {
    int[] connections = {0};
    server.brings = left -> ++connections[0] == 1 ? -1 : left;
    download(Duration.ofMillis(500)).fetch(server.uri(NAME), target);
    assertThat(target).hasBinaryContent(content);
    assertThat(pauses).as("one after each connection but the last").isNotEmpty();
    assertThat(server.requests()).hasSize(pauses.size() + 1);
  }

  @Test
  void startsOverWhereTheBytesThatWereThereAreOfAnotherFile() throws Exception {
    server.checksum = Sha256.of(content);
    Files.createDirectories(target.getParent());
    Files.write(WholeFile.beside(target), new byte[content.length / 2]);
    download().fetch(server.uri(NAME), target);
    assertThat(target).hasBinaryContent(content);
    assertThat(server.requests()).containsExactly("bytes=" + content.length / 2 + "-", "all");
  }

  @Test
  void refusesAFileWithAnotherChecksumThanTheServerTold() {
    server.checksum = "0".repeat(64);
    assertThatThrownBy(() -> download().fetch(server.uri(NAME), target))
        .hasMessageContaining("has another checksum than the server told");
    assertThat(target).doesNotExist();
    assertThat(WholeFile.beside(target)).doesNotExist();
  }

  @Test
  void refusesAPageThatIsNoParquet() throws Exception {
    Files.writeString(folder.resolve("served").resolve(NAME), "<html>Please log in.</html>");
    assertThatThrownBy(() -> download().fetch(server.uri(NAME), target))
        .hasMessageContaining("is not a parquet file of texts; check --base-url.");
    assertThat(target).doesNotExist();
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    // A port that is taken, so that nobody else gets it, and at which nobody listens.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI nowhere = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/" + NAME);
      assertThatThrownBy(() -> download().fetch(nowhere, target))
          .hasMessageContaining("the server does not answer");
    }
  }

  @Test
  void bringsManyShardsAtATimeAndTheOthersWhereOneIsMissing() throws Exception {
    for (int number = 0; number < 12; number++) {
      Files.write(folder.resolve("served").resolve(Shards.fileName(number)), content);
    }
    Files.delete(folder.resolve("served").resolve(Shards.fileName(5)));
    List<Integer> numbers = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    Path data = target.getParent();
    ShardDownloads downloads = new ShardDownloads(server.baseUrl(), data, 4, download());
    assertThatThrownBy(() -> downloads.fetch(numbers)).hasMessageContaining(Shards.fileName(5));
    assertThat(data.toFile().list()).hasSize(11);
    Files.write(folder.resolve("served").resolve(Shards.fileName(5)), content);
    downloads.fetch(numbers);
    assertThat(data.toFile().list()).hasSize(12);
    assertThat(server.requests()).hasSize(13);
    assertThat(shown.toString().lines())
        .hasSize(12)
        .last()
        .asString()
        .startsWith("  [##############################] 100%  12 of 12 shards");
  }

  /** That never gives a connection up because this machine is slow. */
  private Download download() {
    return download(Duration.ofMinutes(5));
  }

  private Download download(Duration stall) {
    PrintWriter out = new PrintWriter(shown);
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    return new Download(
        client, pauses::add, stall, new DownloadBar(out, false, 12, System::nanoTime));
  }
}
