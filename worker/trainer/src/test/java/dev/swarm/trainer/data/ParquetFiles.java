package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files as the reference data set has them: a column of texts, small row groups, zstd. */
final class ParquetFiles {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message shard { optional int64 id; optional binary text (STRING); }");

  private ParquetFiles() {}

  /** Writes documents; a null one is a row without a text. */
  static Path write(Path file, List<String> documents, int rowsPerGroup) throws IOException {
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(SCHEMA)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupRowCountLimit(rowsPerGroup)
            .build()) {
      long id = 0;
      for (String document : documents) {
        Group row = groups.newGroup().append("id", id++);
        writer.write(document == null ? row : row.append("text", document));
      }
    }
    return file;
  }
}
