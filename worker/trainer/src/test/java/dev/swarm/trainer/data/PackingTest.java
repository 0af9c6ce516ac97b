package dev.swarm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class PackingTest {
  private static final Vocabulary BYTES =
      new Vocabulary(IntStream.range(0, 65_000).mapToObj(i -> new byte[] {(byte) i}).toList());
  private static final int BOS = BYTES.bos();

  /** Documents of 0..60 tokens, all different: token {@code n} occurs once in the whole file. */
  private static TokenFile file(int documents, long seed) throws IOException {
    Path path = Files.createTempDirectory(Path.of("target"), "packing").resolve("a.tokens");
    Random random = new Random(seed);
    int next = 0;
    try (TokenFileWriter writer = new TokenFileWriter(path, BYTES)) {
      for (int i = 0; i < documents; i++) {
        int length = random.nextInt(61);
        writer.add(IntStream.range(next, next + length).toArray());
        next += length;
      }
      writer.finish();
    }
    return TokenFile.open(path);
  }

  private static Pieces endless(TokenFile file, int longest, long seed) {
    return new Pieces(List.of(file), BOS, longest, OptionalLong.of(seed));
  }

  private static Pieces once(TokenFile file, int longest) {
    return new Pieces(List.of(file), BOS, longest, OptionalLong.empty());
  }

  @Property(tries = 60)
  void packsAsTheReferenceDoesFullRowsThatBeginWithABosAndHoldEachTokenOnce(
      @ForAll @IntRange(min = 1, max = 1500) int documents,
      @ForAll @IntRange(min = 1, max = 70) int sequenceLength,
      @ForAll long seed)
      throws IOException {
    try (TokenFile file = file(documents, seed)) {
      if (file.documents() == 0) {
        return;
      }
      RowPacking packing = new RowPacking(once(file, sequenceLength), sequenceLength);
      Set<Integer> seen = new HashSet<>();
      for (int[] expected : reference(once(file, sequenceLength), sequenceLength + 1)) {
        int[] row = packing.nextRow().orElseThrow();
        assertThat(row).isEqualTo(expected);
        assertThat(row[0]).isEqualTo(BOS);
        for (int token : row) {
          assertThat(token == BOS || seen.add(token)).as("token %d comes once", token).isTrue();
        }
      }
      assertThat(packing.nextRow()).isEmpty();
    }
  }

  /** The specification's rule, word by word, over a plain list; it ends with the last full row. */
  private static List<int[]> reference(Pieces pieces, int capacity) {
    List<int[]> buffer = new ArrayList<>();
    List<int[]> rows = new ArrayList<>();
    while (true) {
      int[] row = new int[capacity];
      int filled = 0;
      while (filled < capacity) {
        Optional<int[]> piece = Optional.of(new int[0]);
        while (buffer.size() < 1000 && (piece = pieces.next()).isPresent()) {
          buffer.add(piece.get());
        }
        if (buffer.isEmpty()) {
          return rows;
        }
        int best = -1;
        int shortest = 0;
        for (int i = 0; i < buffer.size(); i++) {
          int length = buffer.get(i).length;
          if (length <= capacity - filled && (best < 0 || length > buffer.get(best).length)) {
            best = i;
          }
          if (length < buffer.get(shortest).length) {
            shortest = i;
          }
        }
        int[] taken = buffer.remove(best >= 0 ? best : shortest);
        int length = Math.min(taken.length, capacity - filled);
        System.arraycopy(taken, 0, row, filled, length);
        filled += length;
      }
      rows.add(row);
    }
  }

  @Test
  void prefersTheLongestPieceThatFitsAndCropsTheShortestWhereNoneDoes() throws IOException {
    Path path = Files.createTempDirectory(Path.of("target"), "packing").resolve("a.tokens");
    try (TokenFileWriter writer = new TokenFileWriter(path, BYTES)) {
      writer.add(new int[] {1, 2, 3, 4});
      writer.add(new int[] {11, 12});
      writer.add(new int[] {21, 22, 23});
      writer.add(new int[] {31, 32, 33, 34, 35, 36});
      writer.finish();
    }
    try (TokenFile file = TokenFile.open(path)) {
      RowPacking packing = new RowPacking(once(file, 7), 7);
      assertThat(packing.nextRow()).contains(new int[] {BOS, 31, 32, 33, 34, 35, 36, BOS});
      assertThat(packing.nextRow()).contains(new int[] {BOS, 1, 2, 3, 4, BOS, 21, 22});
      assertThat(packing.nextRow()).isEmpty();
    }
  }

  @Test
  void cutsADocumentThatIsLongerThanARowIntoPiecesAndLosesNothing() throws IOException {
    Path path = Files.createTempDirectory(Path.of("target"), "packing").resolve("a.tokens");
    try (TokenFileWriter writer = new TokenFileWriter(path, BYTES)) {
      writer.add(IntStream.range(0, 10).toArray());
      writer.finish();
    }
    try (TokenFile file = TokenFile.open(path)) {
      Pieces ordered = once(file, 4);
      assertThat(ordered.next()).contains(new int[] {BOS, 0, 1, 2, 3});
      assertThat(ordered.next()).contains(new int[] {BOS, 4, 5, 6, 7});
      assertThat(ordered.next()).contains(new int[] {BOS, 8, 9});
      assertThat(ordered.next()).isEmpty();

      Pieces shuffled = endless(file, 4, 5);
      for (int epoch = 1; epoch <= 20; epoch++) {
        List<Integer> tokens = new ArrayList<>();
        while (tokens.size() < 10) {
          int[] piece = shuffled.next().orElseThrow();
          assertThat(piece[0]).isEqualTo(BOS);
          assertThat(piece).hasSizeBetween(2, 5);
          Arrays.stream(piece).skip(1).forEach(tokens::add);
        }
        assertThat(shuffled.epoch()).isEqualTo(epoch);
        assertThat(tokens).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      }
    }
  }

  @Property(tries = 20)
  void givesTheSameRowsForTheSameSeedWhateverTheBatches(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int rows) throws IOException {
    try (TokenFile file = file(1200, seed)) {
      RowPacking one = new RowPacking(endless(file, 32, seed), 32);
      RowPacking other = new RowPacking(endless(file, 32, seed), 32);
      for (int i = 0; i < 5; i++) {
        TokenBatch batch = one.next(rows);
        assertThat(batch.rows()).isEqualTo(rows);
        for (int row = 0; row < rows; row++) {
          int[] expected = other.nextRow().orElseThrow();
          assertThat(Arrays.copyOfRange(batch.inputs(), row * 32, (row + 1) * 32))
              .isEqualTo(Arrays.copyOf(expected, 32));
          assertThat(Arrays.copyOfRange(batch.targets(), row * 32, (row + 1) * 32))
              .isEqualTo(Arrays.copyOfRange(expected, 1, 33));
        }
      }
    }
  }

  @Test
  void givesOtherRowsForAnotherSeedAndInAnotherEpoch() throws IOException {
    try (TokenFile file = file(300, 1)) {
      RowPacking one = new RowPacking(endless(file, 32, 1), 32);
      assertThat(one.next(4).inputs())
          .isNotEqualTo(new RowPacking(endless(file, 32, 2), 32).next(4).inputs());
      Pieces pieces = endless(file, 60, 1);
      List<int[]> first = new ArrayList<>();
      List<int[]> second = new ArrayList<>();
      for (int i = 0; i < file.documents(); i++) {
        first.add(pieces.next().orElseThrow());
      }
      assertThat(pieces.epoch()).isEqualTo(1);
      for (int i = 0; i < file.documents(); i++) {
        second.add(pieces.next().orElseThrow());
      }
      assertThat(pieces.epoch()).isEqualTo(2);
      assertThat(first.get(0)).isNotEqualTo(second.get(0));
      assertThat(second)
          .usingElementComparator(Arrays::compare)
          .containsExactlyInAnyOrderElementsOf(first);
    }
  }

  @Test
  void goesOnWithoutEndOnATextSmallerThanItsBuffer() throws IOException {
    try (TokenFile file = file(3, 9)) {
      RowPacking packing = new RowPacking(endless(file, 16, 3), 16);
      TokenBatch last = null;
      for (int i = 0; i < 1000; i++) {
        last = packing.next(4);
        assertThat(last.rows()).isEqualTo(4);
      }
      assertThat(last.epoch()).isGreaterThan(10);
    }
  }
}
