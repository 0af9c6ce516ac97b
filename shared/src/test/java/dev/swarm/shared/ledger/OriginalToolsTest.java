package dev.swarm.shared.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swarm.shared.verdict.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** results.tsv as the tools read it that people have: cut, awk, grep, wc and Python's csv. */
class OriginalToolsTest {
  private static final String HOSTILE =
      "\"SL\" -> \"SSSL\",\tfaster\r\n\ud83d\ude80 \u00a0 \u2028x\"";
  private static final String WRITTEN = "'SL' -> 'SSSL'; faster \ud83d\ude80 x'";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("results.tsv"),
        LedgerTsv.render(
            "val_bpb",
            List.of(
                row(OptionalDouble.of(0.9979), Status.KEEP, "baseline"),
                row(OptionalDouble.of(0.9932), Status.KEEP, HOSTILE),
                row(OptionalDouble.empty(), Status.CRASH, "\"unclosed (OOM)"))));
  }

  @Test
  void canBeWatchedAsTheSpecificationDoes() throws Exception {
    assertThat(shell("tail -5 results.tsv | cut -f 4"))
        .containsExactly("status", "keep", "keep", "crash");
    assertThat(shell("wc -l < results.tsv")).extracting(String::strip).containsExactly("4");
    assertThat(shell("grep -c '\tkeep\t' results.tsv")).containsExactly("2");
    assertThat(shell("cut -f 5 results.tsv | sed -n 3p")).containsExactly(WRITTEN);
    assertThat(shell("awk -F '\\t' 'NF != 5' results.tsv")).isEmpty();
    assertThat(shell("awk -F '\\t' '$4 == \"keep\" { print $2 }' results.tsv | sort -n | head -1"))
        .containsExactly("0.993200");
  }

  @Test
  void canBeReadWithPython() throws Exception {
    boolean python = new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0;
    assumeTrue(python, "python3 is not installed, so this test did not run");

    assertThat(
            shell(
                """
                python3 - <<'END'
                import csv, sys
                sys.stdout.reconfigure(encoding='utf-8')
                with open('results.tsv', encoding='utf-8', newline='') as f:
                    rows = list(csv.DictReader(f, delimiter='\\t'))
                print(len(rows), rows[1]['description'], rows[2]['description'], sep='|')
                print(min(float(r['val_bpb']) for r in rows if r['status'] == 'keep'))
                print(sum(float(r['memory_gb']) for r in rows), None in rows[1])
                END
                """))
        .containsExactly("3|%s|'unclosed (OOM)".formatted(WRITTEN), "0.9932", "132.0 False");
  }

  private List<String> shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().toList();
  }

  private static LedgerRow row(OptionalDouble metric, Status status, String description) {
    return new LedgerRow(
        "0123456789abcdef0123456789abcdef01234567",
        metric,
        OptionalDouble.of(44 * 1024),
        status,
        description);
  }
}
