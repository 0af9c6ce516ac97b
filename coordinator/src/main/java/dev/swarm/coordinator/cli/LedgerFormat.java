package dev.swarm.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.shared.ledger.LedgerTsv;
import java.io.PrintWriter;

/** The forms in which a ledger leaves the swarm; however long it is, it is never kept whole. */
enum LedgerFormat {
  /** The five columns of results.tsv. */
  TSV {
    @Override
    void write(OperatorClient client, ReadLedgerRequest request, PrintWriter out) {
      out.print(LedgerTsv.header(client.status().getMetric()));
      client.read(request, entry -> out.print(LedgerLines.row(entry).toTsv() + '\n'));
    }
  },
  /**
   * One JSON object a line, with everything known; also what was measured on other rungs, and what
   * came too late to count.
   */
  JSONL {
    @Override
    void write(OperatorClient client, ReadLedgerRequest request, PrintWriter out) {
      JsonMapper mapper = new JsonMapper();
      client.read(
          request.toBuilder().setTooLate(true).setRungs(true).build(),
          entry -> out.print(line(mapper, entry) + '\n'));
    }
  };

  /** Writes what is asked for. */
  abstract void write(OperatorClient client, ReadLedgerRequest request, PrintWriter out);

  private static String line(JsonMapper mapper, LedgerEntry entry) {
    try {
      return mapper.writeValueAsString(LedgerLines.json(entry));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
