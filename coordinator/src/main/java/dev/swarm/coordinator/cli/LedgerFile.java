package dev.swarm.coordinator.cli;

import dev.swarm.shared.ledger.LedgerText;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a ledger's file from disk. */
final class LedgerFile {
  /** Some hundred thousand rows. */
  private static final long LARGEST = 64L * 1024 * 1024;

  private LedgerFile() {}

  static String read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new Complaint("%s is a folder; name the ledger in it.".formatted(file));
      }
      if (Files.size(file) > LARGEST) {
        throw new Complaint(
            "%s is larger than 64 MiB, which no ledger is; name a results.tsv.".formatted(file));
      }
      return LedgerText.decode(Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw new Complaint("There is no file %s; name a results.tsv.".formatted(file), missing);
    } catch (AccessDeniedException denied) {
      throw new Complaint(
          "%s can't be read by this user; change its permissions.".formatted(file), denied);
    } catch (IOException failure) {
      throw new Complaint(
          "%s can't be read (%s); name a results.tsv.".formatted(file, failure.getMessage()),
          failure);
    }
  }
}
