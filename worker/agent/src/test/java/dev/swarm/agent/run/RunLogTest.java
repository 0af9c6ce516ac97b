package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
  @TempDir Path folder;

  private final List<String> lines = new ArrayList<>();
  private final LineSplitter splitter = new LineSplitter(lines::add);

  @Test
  void followsAGrowingFileInPartsOfLines() throws IOException {
    Path file = folder.resolve("run.log");
    RunLog log = new RunLog(file);
    log.readNew(splitter);
    assertThat(log.length()).isZero();

    for (String part : new String[] {"on", "e\ntw", "o\r\n\nthree", "\rfour"}) {
      append(file, part.getBytes(StandardCharsets.UTF_8));
      log.readNew(splitter);
    }
    assertThat(lines).containsExactly("one", "two", "three");
    splitter.end();
    assertThat(lines).containsExactly("one", "two", "three", "four");
  }

  @Test
  void findsTheSameLinesHoweverTheBytesArrive() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] bytes = new byte[50_000];
    random.nextBytes(bytes);
    splitter.accept(bytes, 0, bytes.length);
    splitter.end();

    List<String> pieces = new ArrayList<>();
    LineSplitter other = new LineSplitter(pieces::add);
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(random.nextInt(700), bytes.length - at);
      other.accept(bytes, at, count);
      at += count;
    }
    other.end();

    assertThat(pieces).as("seed %d", seed).isEqualTo(lines);
    assertThat(lines).as("seed %d", seed).noneMatch(String::isEmpty);
  }

  @Test
  void jumpsOverAFloodToTheNewestLine() throws IOException {
    Path file = folder.resolve("run.log");
    RunLog log = new RunLog(file);
    append(file, "first\n".getBytes(StandardCharsets.UTF_8));
    log.readNew(splitter);
    append(file, "x".repeat(99).concat("\n").repeat(50_000).getBytes(StandardCharsets.UTF_8));
    append(file, "last\n".getBytes(StandardCharsets.UTF_8));
    log.readNew(splitter);

    assertThat(lines).startsWith("first").endsWith("last");
    assertThat(lines.subList(1, lines.size() - 1))
        .hasSizeLessThanOrEqualTo(RunLog.MOST_PER_LOOK / 100)
        .allMatch(line -> line.length() == 99);
  }

  @Test
  void keepsOnlyTheBeginningOfAnEndlessLine() {
    byte[] zeros = new byte[1 << 20];
    splitter.accept(zeros, 0, zeros.length);
    splitter.end();

    assertThat(lines).singleElement().extracting(String::length).isEqualTo(LineSplitter.LONGEST);
  }

  @Test
  void survivesATruncatedAndAMissingFile() throws IOException {
    Path file = folder.resolve("run.log");
    RunLog log = new RunLog(file);
    append(file, "one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    log.readNew(splitter);
    Files.write(file, new byte[0]);
    log.readNew(splitter);
    Files.delete(file);
    log.readNew(splitter);
    RunLog.forEachLine(file, lines::add);

    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void keepsTheLastFiftyLinesForACrash() throws IOException {
    Path file = folder.resolve("run.log");
    for (int i = 1; i <= 60; i++) {
      append(file, ("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
    }
    append(file, "  1%\r 50%\r100%\r\n\u001b[31mred\n".getBytes(StandardCharsets.UTF_8));

    List<String> tail = LogTail.read(file).lines();
    assertThat(tail).hasSize(50).startsWith("line 13");
    assertThat(tail.subList(48, 50)).containsExactly("100%", "\uFFFD[31mred");
  }

  @Test
  void boundsTheTailOfABinaryFile() throws IOException {
    Path file = folder.resolve("run.log");
    byte[] garbage = new byte[1 << 20];
    new Random(1).nextBytes(garbage);
    append(file, garbage);

    assertThat(LogTail.read(file).text())
        .hasSizeLessThan(LogTail.MOST_BYTES + 100)
        .matches(text -> text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n'));
    assertThat(LogTail.read(folder.resolve("absent")).lines()).isEmpty();
  }

  private static void append(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
