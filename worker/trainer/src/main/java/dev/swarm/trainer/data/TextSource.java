package dev.swarm.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A plain text in UTF-8. It has no documents of its own, so a document is a run of whole paragraphs
 * of at least {@link #PARAGRAPHS} characters; where there are no paragraphs, of whole lines of at
 * least {@link #LINES} characters. No character is lost.
 */
final class TextSource implements DocumentSource {
  /** Characters after which the next empty line ends a document. */
  static final int PARAGRAPHS = 8_192;

  /** Characters after which the next line end ends a document. */
  static final int LINES = 65_536;

  /** Opens the text anew. */
  @FunctionalInterface
  interface Opening {
    InputStream open() throws IOException;
  }

  private final String name;
  private final long size;
  private final Opening opening;

  TextSource(String name, long size, Opening opening) {
    this.name = name;
    this.size = size;
    this.opening = opening;
  }

  static TextSource of(Path file) throws IOException {
    return new TextSource(file.toString(), Files.size(file), () -> Files.newInputStream(file));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(Sink sink) throws IOException {
    StringBuilder document = new StringBuilder();
    try (Lines lines = new Lines(name, opening.open(), LINES)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        document.append(line);
        boolean complete =
            document.length() >= LINES || line.isBlank() && document.length() >= PARAGRAPHS;
        if (complete) {
          if (!sink.accept((double) lines.read() / size, document.toString())) {
            return;
          }
          document.setLength(0);
        }
      }
      if (!document.isEmpty()) {
        sink.accept(1, document.toString());
      }
    }
  }
}
