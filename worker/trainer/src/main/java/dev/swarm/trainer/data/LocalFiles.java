package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Files of one's own instead of a download: exactly one of these options. */
final class LocalFiles {
  @Option(
      names = "--shards",
      paramLabel = "DIR",
      description = "Folder that has shards of the data set, shard_06542.parquet among them.")
  private Path shards;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Plain texts in UTF-8; the last tenth is held out for validation.")
  private List<Path> texts;

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files with a JSON object on each line, one document each; same split.")
  private List<Path> jsonLines;

  @Option(
      names = "--parquet",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Parquet files, a document in each row; same split.")
  private List<Path> parquets;

  /** The parts to train on and, last, the part to validate on. */
  List<Part> parts(String field, Integer shardCount) throws IOException {
    if (shards != null) {
      return shardParts(shardCount);
    }
    List<DocumentSource> sources = new ArrayList<>();
    for (Path file : files()) {
      if (texts != null) {
        sources.add(TextSource.of(file));
      } else if (jsonLines != null) {
        sources.add(new JsonLinesSource(file, field));
      } else {
        sources.add(new ParquetSource(file, field));
      }
    }
    return List.of(Part.training(sources), Part.validation(sources));
  }

  /** What the files are, in words that differ where the files differ. */
  String description() throws IOException {
    if (shards != null) {
      return "shards in " + shards.toAbsolutePath().normalize();
    }
    StringBuilder words = new StringBuilder();
    for (Path file : files()) {
      words.append(words.isEmpty() ? "" : ", ");
      words.append(file).append(" of ").append(Files.size(file)).append(" bytes, changed ");
      words.append(Files.getLastModifiedTime(file));
    }
    return words.toString();
  }

  private List<Part> shardParts(Integer shardCount) throws IOException {
    List<Integer> numbers = Shards.trainingIn(shards);
    int wanted = shardCount == null || shardCount < 0 ? numbers.size() : shardCount;
    if (numbers.isEmpty() || wanted > numbers.size()) {
      throw new UnusableData(
          String.format(
              "%s has %d shards to train on (shard_00000.parquet and so on), and %d are wanted.",
              shards, numbers.size(), Math.max(1, wanted)));
    }
    return Stream.concat(numbers.stream().limit(wanted), Stream.of(Shards.VAL_SHARD))
        .map(number -> Shards.part(shards, number))
        .toList();
  }

  /** The files, each once, so that none is both trained on and held out. */
  private Set<Path> files() throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (Path file : texts != null ? texts : jsonLines != null ? jsonLines : parquets) {
      if (!Files.isRegularFile(file)) {
        throw new UnusableData("There is no file " + file + ".");
      }
      files.add(file.toRealPath());
    }
    return files;
  }
}
