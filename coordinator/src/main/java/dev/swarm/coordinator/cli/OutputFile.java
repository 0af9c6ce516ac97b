package dev.swarm.coordinator.cli;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/**
 * A file that somebody wants something written to.
 *
 * @param what is written, such as {@code The ledger}
 * @param option that named it
 */
record OutputFile(Path file, String what, String option) {
  /** Writes a text; what was there stays whole until the new text is. */
  void replace(String text) {
    replace(out -> out.print(text));
  }

  /** Writes what {@code content} prints; what was there stays whole until that is. */
  void replace(Consumer<PrintWriter> content) {
    Path place = file.toAbsolutePath();
    Path fresh = place.resolveSibling(place.getFileName() + ".new");
    try {
      if (Files.isDirectory(place)) {
        throw new Complaint("%s is a folder; name a file with %s.".formatted(place, option));
      }
      try (PrintWriter out =
          new PrintWriter(Files.newBufferedWriter(fresh, StandardCharsets.UTF_8))) {
        content.accept(out);
        if (out.checkError()) {
          throw new IOException("it can't be written to the end");
        }
      }
      Files.move(fresh, place, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      boolean noFolder = !Files.isDirectory(place.getParent());
      String reason =
          noFolder
              ? "there is no folder " + place.getParent()
              : failure instanceof FileSystemException system && system.getReason() != null
                  ? system.getReason()
                  : "it is not writable";
      throw new Complaint(
          "%s can't be written to %s (%s); name another with %s."
              .formatted(what, place, reason, option),
          failure);
    }
  }
}
