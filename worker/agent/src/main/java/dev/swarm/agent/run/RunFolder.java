package dev.swarm.agent.run;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run on disk; the package's documentation lists its files. A file that is missing or does not
 * parse counts as not written: after a crash that is what it is.
 *
 * <p>Holds no state of its own, so any thread may use it. Every write goes to another name first
 * and is renamed into place, so a crash leaves the file before or the file after.
 */
public final class RunFolder {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

  private static final String RUN = "run";
  private static final String PID = "pid";
  private static final String STOP = "stop";
  private static final String EXIT = "exit";
  private static final String END = "end";

  private final Path path;

  RunFolder(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** The folder of an experiment under a lease token; it need not exist. */
  static RunFolder of(Path runs, String experiment, long token) {
    return new RunFolder(runs.resolve(experiment + '.' + token));
  }

  /** Every folder in which a run was asked for, oldest first. */
  static List<RunFolder> list(Path runs) throws IOException {
    record Dated(Instant startedAt, RunFolder folder) {}
    List<Dated> found = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(runs, Files::isDirectory)) {
      for (Path path : paths) {
        RunFolder folder = new RunFolder(path);
        folder.record().ifPresent(record -> found.add(new Dated(record.startedAt(), folder)));
      }
    }
    return found.stream()
        .sorted(Comparator.comparing(Dated::startedAt))
        .map(Dated::folder)
        .toList();
  }

  public Path path() {
    return path;
  }

  public Path log() {
    return path.resolve("run.log");
  }

  /** What was asked for; empty: nothing was started here. */
  public Optional<RunRecord> record() {
    return read(RUN, RunRecord::fromFields);
  }

  /** How the run ended; empty: it has not, or nobody has looked yet. */
  public Optional<Exit> end() {
    return read(END, ExitFields::parse);
  }

  /** Removes the folder of a run that has ended, once its outcome is safe elsewhere. */
  public void delete() throws IOException {
    if (record().isPresent() && end().isEmpty()) {
      throw new IllegalStateException("the run in " + path + " has not ended");
    }
    FileDeletion.delete(path);
  }

  void create(RunRecord record) throws IOException {
    Files.createDirectory(path);
    write(RUN, record.toFields());
  }

  Path wrapperLog() {
    return path.resolve("wrapper.log");
  }

  Optional<ProcessId> wrapper() {
    return read(PID, ProcessId::fromFields);
  }

  Optional<Stop> stop() {
    return read(STOP, Stop::fromFields);
  }

  Optional<WrapperExit> exit() {
    Path file = path.resolve(EXIT);
    return read(
        EXIT,
        fields -> {
          try {
            return WrapperExit.fromFields(fields, Files.getLastModifiedTime(file).toInstant());
          } catch (IOException gone) {
            throw new UncheckedIOException(gone);
          }
        });
  }

  void write(Stop stop) throws IOException {
    write(STOP, stop.toFields());
  }

  void write(Exit exit) throws IOException {
    write(END, ExitFields.print(exit));
  }

  private void write(String name, Map<String, String> fields) throws IOException {
    Path written = path.resolve('.' + name + ".worker");
    Files.writeString(written, KeyValues.print(fields));
    Files.move(
        written,
        path.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private <T> Optional<T> read(String name, Function<Map<String, String>, T> parse) {
    Path file = path.resolve(name);
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Optional.of(parse.apply(KeyValues.parse(text)));
    } catch (NoSuchFileException notWritten) {
      return Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn("{} is not readable and counts as not written: {}", file, unreadable.toString());
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
