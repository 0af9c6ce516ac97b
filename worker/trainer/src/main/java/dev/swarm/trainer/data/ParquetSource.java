package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * One column of a parquet file, a document in each row that has one. Only one row group of that
 * column is in memory at a time.
 */
final class ParquetSource implements DocumentSource {
  private static final ParquetReadOptions CHECKED =
      ParquetReadOptions.builder(new PlainParquetConfiguration())
          .usePageChecksumVerification()
          .build();

  private final Path file;
  private final String column;

  ParquetSource(Path file, String column) {
    this.file = file;
    this.column = column;
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
    try (ParquetFileReader reader = open()) {
      MessageType schema = projection(reader.getFileMetaData().getSchema());
      reader.setRequestedSchema(schema);
      String writer = reader.getFileMetaData().getCreatedBy();
      double rows = reader.getRecordCount();
      long read = 0;
      for (PageReadStore group = next(reader); group != null; group = next(reader)) {
        ColumnDescriptor descriptor = schema.getColumns().get(0);
        ColumnReader texts =
            new ColumnReadStoreImpl(group, new NoConverter(), schema, writer)
                .getColumnReader(descriptor);
        for (long row = 0; row < group.getRowCount(); row++) {
          read++;
          String text = text(texts, descriptor);
          if (text != null && !sink.accept(read / rows, text)) {
            return;
          }
        }
      }
    }
  }

  /** Whether the file's begin and end are those of a whole parquet file with the column in it. */
  void requireReadable() throws IOException {
    try (ParquetFileReader reader = open()) {
      projection(reader.getFileMetaData().getSchema());
    }
  }

  private ParquetFileReader open() throws IOException {
    size(); // refuses a missing file
    try {
      return ParquetFileReader.open(new LocalInputFile(file), CHECKED);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  private PageReadStore next(ParquetFileReader reader) {
    try {
      return reader.readNextRowGroup();
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  private String text(ColumnReader texts, ColumnDescriptor descriptor) {
    try {
      boolean present = texts.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
      String text = present ? texts.getBinary().toStringUsingUTF8() : null;
      texts.consume();
      return text;
    } catch (RuntimeException e) {
      throw broken(e);
    }
  }

  private MessageType projection(MessageType schema) {
    boolean usable =
        schema.containsField(column)
            && schema.getType(column).isPrimitive()
            && schema.getType(column).asPrimitiveType().getPrimitiveTypeName()
                == PrimitiveTypeName.BINARY
            && schema.getMaxRepetitionLevel(column) == 0;
    if (!usable) {
      throw new UnusableData(
          String.format(
              "%s has no column of texts called \"%s\"; its columns are %s. Name one with --field.",
              file,
              column,
              String.join(", ", schema.getFields().stream().map(type -> type.getName()).toList())));
    }
    return new MessageType(schema.getName(), schema.getType(column));
  }

  private UnusableData broken(Exception cause) {
    return new UnusableData(
        file + " is not a parquet file, or was cut short or damaged; delete it and get it again.",
        cause);
  }

  /** The column is read directly; nothing is assembled. */
  private static final class NoConverter extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
