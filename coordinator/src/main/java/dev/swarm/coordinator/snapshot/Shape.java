package dev.swarm.coordinator.snapshot;

import java.io.IOException;

/** How the values of one type are written and read. */
interface Shape {
  void write(RecordCodec.Output output, Object value) throws IOException;

  Object read(RecordCodec.Input input) throws IOException;

  /** Of a type whose values need no other shape. */
  static <T> Shape of(Writer<T> writer, Reader reader) {
    return new Shape() {
      @Override
      @SuppressWarnings("unchecked")
      public void write(RecordCodec.Output output, Object value) throws IOException {
        writer.write(output, (T) value);
      }

      @Override
      public Object read(RecordCodec.Input input) throws IOException {
        return reader.read(input);
      }
    };
  }

  /** Writes a value. */
  interface Writer<T> {
    void write(RecordCodec.Output output, T value) throws IOException;
  }

  /** Reads a value. */
  interface Reader {
    Object read(RecordCodec.Input input) throws IOException;
  }
}
