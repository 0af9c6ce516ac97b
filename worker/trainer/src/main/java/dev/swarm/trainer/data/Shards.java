package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The reference data set: numbered parquet files, all of about the same mixture. The last one is
 * pinned for validation, whichever and however many of the others are trained on.
 */
final class Shards {
  static final String BASE_URL =
      "https://huggingface.co/datasets/karpathy/climbmix-400b-shuffle/resolve/main";

  /** Number of the last shard. */
  static final int MAX_SHARD = 6542;

  /** Number of the shard that is never trained on. */
  static final int VAL_SHARD = MAX_SHARD;

  /** Name of the column that has the documents. */
  static final String COLUMN = "text";

  private Shards() {}

  static String fileName(int number) {
    return name(number) + ".parquet";
  }

  /** The first shards to train on, and the pinned one. */
  static List<Integer> numbers(int training) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, training).boxed().toList());
    numbers.add(VAL_SHARD);
    return numbers;
  }

  /** The shards to train on that a folder has, in order; the pinned one is not among them. */
  static List<Integer> trainingIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("shard_\\d{5}\\.parquet"))
          .map(name -> Integer.parseInt(name.substring(6, 11)))
          .filter(number -> number < VAL_SHARD)
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new UnusableData("There is no folder " + folder + ".", e);
    }
  }

  static Part part(Path folder, int number) {
    return Part.whole(name(number), new ParquetSource(folder.resolve(fileName(number)), COLUMN));
  }

  private static String name(int number) {
    return String.format("shard_%05d", number);
  }
}
