package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as it is typed, on data that the test makes and serves. */
final class PrepareCommandTest {
  private static final String[] SMALL = {
    "--vocab-size", "400", "--sequence-length", "64", "--eval-tokens", "2048"
  };

  @TempDir Path folder;

  private record Ended(int exitCode, List<String> out, String err) {}

  @Test
  void downloadsShardsTrainsATokenizerAndMakesTokensThatARunCanUse() throws IOException {
    try (ShardServer server = new ShardServer(shards(4))) {
      Ended first = shards(server, 2);
      assertThat(first.err).isEmpty();
      assertThat(first.exitCode).isZero();
      assertThat(first.out.get(0)).isEqualTo("Data: downloading 3 of 3 shards.");
      assertThat(first.out)
          .contains(
              "Data: 2 shards to train on and shard 6542 for validation, in "
                  + data().resolve("data")
                  + ".")
          .anyMatch(
              line -> line.matches("Tokenizer: 400 entries, trained on [\\d,]+ characters .*"))
          .anyMatch(
              line ->
                  line.matches(
                      "Prepared: [\\d,]+ tokens to train on, [\\d,]+ for validation, of which an"
                          + " evaluation scores 2,048 in rows of 64\\."))
          .last()
          .isEqualTo("Ready: swarm train Train.java --data " + data());
      assertThat(names(data().resolve("data")))
          .containsExactly("shard_00000.parquet", "shard_00001.parquet", "shard_06542.parquet");
      assertThat(names(data().resolve("tokenizer")))
          .containsExactly("token_bytes.npy", "tokenizer.tiktoken");

      Map<Path, FileTime> before = times();
      Ended again = shards(server, 2);
      assertThat(again.exitCode).isZero();
      assertThat(again.out.get(0)).startsWith("Data: 2 shards to train on");
      Map<Path, FileTime> after = times();
      before.remove(data().resolve("prepared.properties"));
      assertThat(after).containsAllEntriesOf(before);
      assertThat(server.requests()).hasSize(3);

      assertThat(shards(server, 4).exitCode).isZero();
      assertThat(server.requests()).hasSize(5);
      assertThat(Manifest.read(data().resolve("prepared.properties")).orElseThrow().training())
          .containsExactly("shard_00000", "shard_00001", "shard_00002", "shard_00003");
    }
  }

  @Test
  void neverHandsThePinnedShardToTraining() throws IOException {
    try (ShardServer server = new ShardServer(shards(2))) {
      assertThat(shards(server, 2).exitCode).isZero();
    }
    PreparedData data = PreparedData.open(data());
    Set<String> held = texts(data, data.validation(), 32);
    assertThat(held).anyMatch(text -> text.contains("HELD"));
    RowPacking training = data.training(3);
    Set<String> trained = new HashSet<>();
    for (int epoch = 0; epoch < 3; ) {
      TokenBatch batch = training.next(8);
      trained.addAll(texts(data, batch));
      epoch = batch.epoch();
    }
    assertThat(trained).anyMatch(text -> text.contains("SHOWN"));
    assertThat(trained).noneMatch(text -> text.contains("HELD"));
    assertThat(data.vocabulary().byteLengths()).hasSize(400);
  }

  @Test
  void goesOnAfterADownloadThatWasCutAndAPreparationThatWasKilled() throws IOException {
    try (ShardServer server = new ShardServer(shards(2))) {
      int[] connections = {0};
      server.brings = left -> connections[0]++ == 0 ? left / 3 : left;
      Files.createDirectories(data().resolve("tokens"));
      Files.createDirectories(data().resolve("data"));
      Files.write(data().resolve("tokens").resolve("shard_00000.tokens.tmp"), new byte[100]);
      byte[] begin =
          Arrays.copyOf(Files.readAllBytes(folder.resolve("served/shard_00001.parquet")), 77);
      Files.write(data().resolve("data").resolve("shard_00001.parquet.tmp"), begin);
      Ended ended = shards(server, 2);
      assertThat(ended.err).isEmpty();
      assertThat(ended.exitCode).isZero();
      assertThat(server.requests()).contains("bytes=77-");
      PreparedData.open(data());
    }
  }

  @Test
  void preparesTextJsonLinesParquetAndAFolderOfShards() throws IOException {
    Path text = TestData.textFile(folder, 1, 150_000);
    Path json = folder.resolve("a.jsonl");
    List<String> lines = new ArrayList<>();
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String document = TestData.text(i, 1_000);
      documents.add(document);
      lines.add("{\"body\": \"" + document.replace("\n", "\\n") + "\"}");
    }
    Files.write(json, lines);
    Path parquet = ParquetFiles.write(folder.resolve("a.parquet"), documents, 10);
    for (String[] input :
        new String[][] {
          {"--text", text.toString()},
          {"--jsonl", json.toString(), "--field", "body"},
          {"--parquet", parquet.toString()},
          {"--shards", shards(2).toString()}
        }) {
      Path at = folder.resolve("prepared" + input[0]);
      Ended ended = run(at, input);
      assertThat(ended.err).isEmpty();
      PreparedData data = PreparedData.open(at);
      assertThat(data.evaluationTokens()).isEqualTo(2048);
      assertThat(data.sequenceLength()).isEqualTo(64);
      assertThat(data.training(1).next(4).rows()).isEqualTo(4);
    }
  }

  @Test
  void scoresAllWholeBatchesOfASmallTextAndRefusesOneThatIsTooSmall() throws IOException {
    Path text = TestData.textFile(folder, 1, 60_000);
    String[] input = {"--text", text.toString(), "--eval-tokens", "1000000"};
    assertThat(run(data(), input).exitCode).isZero();
    long scored = PreparedData.open(data()).evaluationTokens();
    assertThat(scored).isPositive().isLessThan(10_000);
    assertThat(scored % (16 * 64)).isZero();

    Path tiny = TestData.textFile(folder, 2, 12_000);
    Ended ended = run(folder.resolve("tiny"), "--text", tiny.toString());
    assertThat(ended.exitCode).isEqualTo(1);
    assertThat(ended.err)
        .matches(
            "The validation part fills \\d+ rows of 64 tokens, and a validation batch has 16; give"
                + " more text, or a --sequence-length of at most \\d+\\.\n");
    assertThat(folder.resolve("tiny").resolve("prepared.properties")).doesNotExist();
  }

  @Test
  void refusesAFolderThatHoldsOtherData() throws IOException {
    Path one = TestData.textFile(folder, 1, 150_000);
    Path other = TestData.textFile(folder, 2, 150_000);
    assertThat(run(data(), "--text", one.toString()).exitCode).isZero();
    assertRefused(run(data(), "--text", other.toString()), "was prepared from other data (");
    assertRefused(
        run(data(), "--text", one.toString(), "--sequence-length", "32"),
        "was prepared for a sequence length of 64, and scores would not be comparable; name another"
            + " folder with --data-dir.");
    assertRefused(
        run(data(), "--text", one.toString(), "--eval-tokens", "1024"),
        "was prepared for an evaluation of 2048 tokens");
    assertRefused(
        run(data(), "--text", one.toString(), "--vocab-size", "500"),
        "has a tokenizer of 400 entries and not of 500");
    assertThat(run(data(), "--text", one.toString()).exitCode).isZero();
  }

  @Test
  void refusesToBeAtWorkTwiceInAFolder() throws IOException {
    Path text = TestData.textFile(folder, 1, 150_000);
    try (FolderLock lock = FolderLock.take(new DataFolder(data()))) {
      assertRefused(run(data(), "--text", text.toString()), "Another swarm prepare is at work in");
    }
    assertThat(run(data(), "--text", text.toString()).exitCode).isZero();
  }

  @Test
  void refusesWrongUsageWithExitCodeTwo() {
    assertUsage("--vocab-size is a whole number from 260 to 65536, not 3.", "--vocab-size", "3");
    assertUsage("--num-shards is a whole number from 1 to 6542", "--num-shards", "0");
    assertUsage("--base-url begins with https://", "--base-url", "ftp://x");
    assertUsage("--eval-tokens is at least one validation batch", "--eval-tokens", "5");
    assertUsage("mutually exclusive", "--text", "a", "--jsonl", "b");
    assertUsage("Unknown option: '--vocab'", "--vocab");
  }

  @Test
  void refusesFilesThatAreNotThere() throws IOException {
    assertRefused(run(data(), "--text", "nowhere.txt"), "There is no file nowhere.txt.");
    assertRefused(run(data(), "--shards", "nowhere"), "There is no folder nowhere.");
    Files.delete(shards(1).resolve(Shards.fileName(Shards.VAL_SHARD)));
    assertRefused(
        run(data(), "--shards", folder.resolve("served").toString()),
        "There is no file " + folder.resolve("served/shard_06542.parquet") + ".");
  }

  private void assertRefused(Ended ended, String sentence) {
    assertThat(ended.err).contains(sentence).hasLineCount(1);
    assertThat(ended.exitCode).isEqualTo(1);
  }

  private void assertUsage(String sentence, String... arguments) {
    Ended ended =
        execute(
            Stream.concat(Stream.of("--data-dir", data().toString()), Stream.of(arguments))
                .toArray(String[]::new));
    assertThat(ended.err).contains(sentence).contains("See: swarm prepare --help");
    assertThat(ended.exitCode).isEqualTo(2);
    assertThat(data()).doesNotExist();
  }

  private Ended shards(ShardServer server, int count) {
    return run(data(), "--base-url", server.baseUrl(), "--num-shards", Integer.toString(count));
  }

  private static Ended run(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--data-dir", data.toString()));
    List<String> given = List.of(arguments);
    for (int i = 0; i < SMALL.length; i += 2) {
      if (!given.contains(SMALL[i])) {
        all.addAll(List.of(SMALL[i], SMALL[i + 1]));
      }
    }
    all.addAll(given);
    return execute(all.toArray(String[]::new));
  }

  private static Ended execute(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        PrepareCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = command.execute(arguments);
    return new Ended(exitCode, out.toString().lines().toList(), err.toString());
  }

  /** A folder of shards to train on, whose documents say SHOWN, and the pinned one, with HELD. */
  private Path shards(int count) throws IOException {
    Path served = Files.createDirectories(folder.resolve("served"));
    for (int number : Shards.numbers(count)) {
      String mark = number == Shards.VAL_SHARD ? "HELD " : "SHOWN ";
      List<String> documents = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        documents.add((mark + TestData.text(100L * number + i, 900)).replace(" ", " " + mark));
      }
      ParquetFiles.write(served.resolve(Shards.fileName(number)), documents, 16);
    }
    return served;
  }

  private Set<String> texts(PreparedData data, RowPacking packing, int rows) {
    return texts(data, packing.next(rows));
  }

  private static Set<String> texts(PreparedData data, TokenBatch batch) {
    Tokenizer tokenizer = new Tokenizer(data.vocabulary());
    Set<String> texts = new HashSet<>();
    for (int row = 0; row < batch.rows(); row++) {
      int begin = row * batch.columns();
      texts.add(
          tokenizer.decode(
              Arrays.stream(batch.inputs(), begin, begin + batch.columns())
                  .filter(token -> token < data.vocabulary().bos())
                  .toArray()));
    }
    return texts;
  }

  private Path data() {
    return folder.resolve("prepared");
  }

  private Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private static List<String> names(Path folder) {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }
}
