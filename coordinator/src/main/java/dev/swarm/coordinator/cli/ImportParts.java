package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.ImportedRow;
import java.util.ArrayList;
import java.util.List;

/** Cuts rows into parts that one message and one event of the journal hold with ease. */
final class ImportParts {
  private static final int ROWS = 500;
  private static final int BYTES = 512 * 1024;

  private ImportParts() {}

  static List<List<ImportedRow>> of(List<ImportedRow> rows) {
    List<List<ImportedRow>> parts = new ArrayList<>();
    List<ImportedRow> part = new ArrayList<>();
    int bytes = 0;
    for (ImportedRow row : rows) {
      int size = row.getSerializedSize();
      if (!part.isEmpty() && (part.size() == ROWS || bytes + size > BYTES)) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(row);
      bytes += size;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
