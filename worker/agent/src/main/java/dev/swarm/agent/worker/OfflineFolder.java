package dev.swarm.agent.worker;

import com.google.protobuf.MessageLite;
import dev.swarm.agent.disk.FileDeletion;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a worker needs on disk to go on by itself and to tell of it later: the coordinator's last
 * word, and for each time without a coordinator a folder with what was known when it began and a
 * file for each run, by its place. One thread. Everything written is on disk before a method
 * returns; a folder counts from the moment that its last part, what was told, is there.
 */
final class OfflineFolder {
  private static final String TOLD = "told";
  private static final String OUTCOMES = "outcomes";
  private static final String SERIES = "series-";

  private final Path path;

  OfflineFolder(Path path) {
    this.path = path;
  }

  /**
   * A time without a coordinator.
   *
   * @param name of it: when it began, in Unix milliseconds
   * @param told the coordinator's last word, with the whole ledger
   * @param outcomes of what had been handed out
   * @param runs made since, oldest first
   */
  record Series(
      String name, DesiredState told, List<ReportedOutcome> outcomes, List<OfflineRun> runs) {}

  /** The coordinator's last word; absent where none was remembered. */
  Optional<DesiredState> told() throws IOException {
    Path file = path.resolve(TOLD);
    return Files.exists(file)
        ? Optional.of(DesiredState.parseFrom(Files.readAllBytes(file)))
        : Optional.empty();
  }

  /**
   * Remembers what the coordinator said.
   *
   * @param ledger all of its rows
   */
  void remember(DesiredState told, Collection<LedgerEntry> ledger) throws IOException {
    Files.createDirectories(path);
    DurableFile.write(path.resolve(TOLD), bytes(told, ledger));
  }

  /** The time without a coordinator that is not told of yet. */
  Optional<Series> series() throws IOException {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    List<Path> folders;
    try (Stream<Path> files = Files.list(path)) {
      folders = files.filter(each -> name(each).startsWith(SERIES)).sorted().toList();
    }
    Optional<Series> found = Optional.empty();
    for (Path folder : folders) {
      if (Files.exists(folder.resolve(TOLD))) {
        found = Optional.of(read(folder));
      } else {
        FileDeletion.delete(folder);
      }
    }
    return found;
  }

  Series begin(
      String name,
      DesiredState told,
      Collection<LedgerEntry> ledger,
      Collection<ReportedOutcome> outcomes)
      throws IOException {
    Path folder = Files.createDirectories(folder(name));
    write(folder.resolve(OUTCOMES), WorkerState.newBuilder().addAllOutcomes(outcomes).build());
    DurableFile.write(folder.resolve(TOLD), bytes(told, ledger));
    return read(folder);
  }

  /**
   * @param place in the series, from 1
   */
  void add(String series, int place, OfflineRun run) throws IOException {
    write(folder(series).resolve("%05d".formatted(place)), run);
  }

  /** All of it is durable at the coordinator. */
  void end(String series) throws IOException {
    Files.deleteIfExists(folder(series).resolve(TOLD));
    FileDeletion.delete(folder(series));
  }

  private static Series read(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(each -> name(each).matches("\\d+")).sorted().toList();
    }
    List<OfflineRun> runs = new ArrayList<>();
    for (Path file : files) {
      runs.add(OfflineRun.parseFrom(Files.readAllBytes(file)));
    }
    return new Series(
        name(folder).substring(SERIES.length()),
        DesiredState.parseFrom(Files.readAllBytes(folder.resolve(TOLD))),
        WorkerState.parseFrom(Files.readAllBytes(folder.resolve(OUTCOMES))).getOutcomesList(),
        runs);
  }

  private static byte[] bytes(DesiredState told, Collection<LedgerEntry> ledger) {
    return told.toBuilder().clearLedger().addAllLedger(ledger).build().toByteArray();
  }

  private static void write(Path file, MessageLite message) throws IOException {
    DurableFile.write(file, message.toByteArray());
  }

  private Path folder(String series) {
    return path.resolve(SERIES + series);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
