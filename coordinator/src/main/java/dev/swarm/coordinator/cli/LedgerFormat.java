package dev.swarm.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.shared.ledger.LedgerTsv;
import java.util.List;
import java.util.Optional;

/** The forms in which a ledger leaves the swarm. */
enum LedgerFormat {
  /** The five columns of results.tsv. */
  TSV {
    @Override
    String of(OperatorClient client, Optional<String> branch) {
      List<LedgerEntry> entries = client.ledger(branch);
      return LedgerTsv.render(
          client.status().getMetric(), entries.stream().map(LedgerLines::row).toList());
    }
  },
  /** One JSON object a line, with everything known; also what came too late to count. */
  JSONL {
    @Override
    String of(OperatorClient client, Optional<String> branch) {
      JsonMapper mapper = new JsonMapper();
      StringBuilder text = new StringBuilder();
      for (LedgerEntry entry : client.wholeLedger(branch)) {
        try {
          text.append(mapper.writeValueAsString(LedgerLines.json(entry))).append('\n');
        } catch (JsonProcessingException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
      return text.toString();
    }
  };

  /** The ledger of one branch, or of all, as it stands now. */
  abstract String of(OperatorClient client, Optional<String> branch);
}
