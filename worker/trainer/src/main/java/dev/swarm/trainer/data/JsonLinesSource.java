package dev.swarm.trainer.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON lines: an object on each line, one of whose fields is a document. */
final class JsonLinesSource implements DocumentSource {
  private final Path file;
  private final String field;
  private final JsonFactory json = new JsonFactory();

  /**
   * @param field name of the field that has the text
   */
  JsonLinesSource(Path file, String field) {
    this.file = file;
    this.field = field;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UnusableData("There is no file " + file + ".", e);
    }
  }

  @Override
  public void read(Sink sink) throws IOException {
    double size = size();
    try (Lines lines = new Lines(name(), Files.newInputStream(file), Integer.MAX_VALUE)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank() && !sink.accept(lines.read() / size, document(line, lines.number()))) {
          return;
        }
      }
    }
  }

  private String document(String line, long number) throws IOException {
    try (JsonParser parser = json.createParser(line)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = parser.currentName().equals(field);
          if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
            return parser.getText();
          }
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw new UnusableData(
          String.format("Line %d of %s is not JSON; is the file cut short?", number, file), e);
    }
    throw new UnusableData(
        String.format(
            "Line %d of %s has no text in a field \"%s\"; name the field with --field.",
            number, file, field));
  }
}
