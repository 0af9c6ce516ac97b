package dev.swarm.coordinator.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** Shows what becomes of a text, as {@code git diff} does. */
final class UnifiedDiff {
  private UnifiedDiff() {}

  /**
   * The differences with three lines around each; empty where there are none.
   *
   * @param path of the file, for the two lines at the top
   */
  static String of(String path, byte[] before, byte[] after) {
    RawText old = new RawText(before);
    RawText fresh = new RawText(after);
    EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, old, fresh);
    if (edits.isEmpty()) {
      return "";
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(text)) {
      formatter.format(edits, old, fresh);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return "--- a/%s%n+++ b/%s%n%s"
        .formatted(path, path, text.toString(UTF_8))
        .replace("\r\n", "\n");
  }
}
