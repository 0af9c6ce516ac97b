package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.DesiredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code swarm import} and {@code swarm export} against a real coordinator. */
class ImportCommandTest {
  private static final Path FIXTURES =
      Path.of("../shared/src/test/resources/dev/swarm/shared/ledger");
  private static final String HEADER = "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n";

  private final Shell shell = new Shell();

  @TempDir Path folder;
  private RunningCoordinator coordinator;

  @BeforeEach
  void start() throws Exception {
    coordinator = new RunningCoordinator(folder, RunningCoordinator.LONG_LEASE, 50);
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void takesInTheRealLogsWithTheirCounts() {
    assertThat(importing(FIXTURES.resolve("h100-results.tsv"), "h100", "h100")).isZero();
    assertThat(importing(FIXTURES.resolve("mac-16gb-results.tsv"), "mac", "apple-silicon"))
        .isZero();

    assertThat(shell.out().lines())
        .containsExactly(
            "h100-results.tsv: 126 rows (23 keep, 102 discard, 1 crash), val_bpb 0.997900 -> 0.969686",
            "h100 (h100): 126 new, 0 already there; see them with: swarm log --branch imported:h100",
            "mac-16gb-results.tsv: 31 rows (18 keep, 13 discard, 0 crash), val_bpb 2.454031 -> 1.482036, 2 segments",
            "mac (apple-silicon): 31 new, 0 already there; see them with: swarm log --branch imported:mac");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void addsNothingTheSecondTimeAndOnlyWhatIsNewTheThird() throws Exception {
    List<String> lines = Files.readAllLines(FIXTURES.resolve("h100-results.tsv"));
    Path half = write("half.tsv", String.join("\n", lines.subList(0, 64)) + "\n");

    importing(half, "h100", "h100");
    importing(half, "h100", "h100");
    coordinator.restart();
    importing(FIXTURES.resolve("h100-results.tsv"), "h100", "h100");
    importing(FIXTURES.resolve("h100-results.tsv"), "h100", "h100");

    assertThat(shell.out().lines().filter(line -> line.startsWith("h100 (")))
        .extracting(line -> line.substring(0, line.indexOf(';')))
        .containsExactly(
            "h100 (h100): 63 new, 0 already there",
            "h100 (h100): 0 new, 63 already there",
            "h100 (h100): 63 new, 63 already there",
            "h100 (h100): 0 new, 126 already there");
    List<JsonNode> rows = json("--branch", "imported:h100");
    assertThat(rows).extracting(row -> row.get("row").intValue()).hasSize(126).isSorted();
    assertThat(rows)
        .extracting(row -> row.get("imported").get("segment").intValue())
        .containsOnly(1);
    assertThat(rows.get(0).get("imported").get("file").textValue()).isEqualTo("half.tsv");
    assertThat(rows.get(125).get("imported").get("file").textValue()).isEqualTo("h100-results.tsv");
    assertThat(rows.get(125).get("imported").get("line").intValue()).isEqualTo(127);
  }

  @Test
  void exportsWhatItImportedByteForByteButForCommas() throws Exception {
    Path fixture = FIXTURES.resolve("h100-results.tsv");
    importing(fixture, "h100", "h100");
    Path output = folder.resolve("results.tsv");

    Shell export = new Shell();
    assertThat(
            export.ask(
                coordinator,
                new ExportCommand(),
                "--branch",
                "imported:h100",
                "--output",
                output.toString()))
        .isZero();

    assertThat(export.out()).isEmpty();
    assertThat(output).hasContent(Files.readString(fixture).replace(',', ';'));
    assertThat(importing(output, "h100", "h100")).isZero();
    assertThat(shell.out()).contains("h100 (h100): 0 new, 126 already there");
  }

  @Test
  void keepsTheImportedApartFromWhatAMachineOfThatNameMeasuresHere() throws Exception {
    try (FakeWorker worker = new FakeWorker(coordinator, "m4max", "folder-a")) {
      DesiredState desired = worker.join();
      desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
      importing(write("old.tsv", HEADER + "a\t0.5\t1\tkeep\tbaseline\n"), "m4max", "cpu-x86");
      desired = worker.report(FakeWorker.measured(desired.getAssignments(0), 1.25));

      assertThat(desired.getHead().getMetric()).isEqualTo(1.25);
      assertThat(coordinator.status("m4max").getBaseline()).isEqualTo(1.5);
      assertThat(coordinator.status("m4max").getKept()).isEqualTo(1);
      assertThat(coordinator.status("m4max").getLast().getExperiment()).isEqualTo("m4max-1");
      String branch = coordinator.status("m4max").getBranch();
      assertThat(json("--branch", branch))
          .extracting(row -> row.get("experiment").textValue())
          .containsExactly("m4max-0", "m4max-1");
      assertThat(json())
          .extracting(row -> row.get("experiment").textValue())
          .containsExactly("m4max#1", "m4max-0", "m4max-1");
    }
  }

  @Test
  void startsASegmentAtASecondBaselineAndImportsOneOfThem() throws Exception {
    Path both =
        write(
            "both.tsv",
            HEADER
                + "a\t1.5\t44\tkeep\tbaseline\nb\t1.4\t44\tkeep\tx\n"
                + "c\t2.5\t3\tkeep\tbaseline\nd\t2.4\t3\tkeep\ty\ne\t0\t0\tcrash\tz\n");

    assertThat(importing(both, "mini", "apple-silicon", "--segment", "2")).isZero();
    assertThat(importing(both, "box", "h100")).isZero();

    assertThat(shell.out())
        .contains("both.tsv: 3 rows (2 keep, 0 discard, 1 crash), val_bpb 2.500000 -> 2.400000\n")
        .contains("both.tsv: 5 rows (4 keep, 0 discard, 1 crash)", ", 2 segments\n");
    assertThat(json("--branch", "imported:box"))
        .extracting(row -> row.get("imported").get("segment").intValue())
        .containsExactly(1, 1, 2, 2, 2);
    assertThat(json("--branch", "box")).as("a machine that never worked here").hasSize(5);
    assertThat(importing(both, "box", "h100", "--segment", "3")).isEqualTo(1);
    assertThat(shell.err()).contains("both.tsv has 2 segments, not 3; ");
  }

  @Test
  void readsWhatIsALedgerInAFileOfWhichAFifthIsNone() throws Exception {
    List<String> lines = new ArrayList<>(List.of(HEADER.strip()));
    for (int line = 2; line <= 561; line++) {
      lines.add(
          line % 5 == 0
              ? "step %d | loss 2.1, not a row".formatted(line)
              : "%07x\t1.%06d\t44.0\tdiscard\tidea %d, \"quoted\" \ud83d\ude80"
                  .formatted(line, line, line));
    }
    Path report = folder.resolve("unread.txt");

    Path file = write("mixed.tsv", String.join("\n", lines));
    assertThat(importing(file, "h100", "h100", "--report", report.toString())).isEqualTo(1);

    assertThat(shell.out()).contains("448 rows (0 keep, 448 discard, 0 crash)", "448 new");
    assertThat(shell.err())
        .startsWith("112 lines were not understood and left out; the rows above are imported.")
        .contains("  line 5: It has no tab, so it is no row.  [step 5 | loss 2.1, not a row]")
        .contains("All of them are in " + report)
        .hasLineCount(7);
    assertThat(report).content().contains("line 560: It has no tab").hasLineCount(224);
    assertThat(json()).hasSize(448);
    assertThat(json().get(0).get("description").textValue())
        .isEqualTo("idea 2, \"quoted\" \ud83d\ude80");
  }

  @Test
  void takesInAFileOfManyParts() throws Exception {
    StringBuilder text = new StringBuilder(HEADER);
    for (int row = 0; row < 1700; row++) {
      text.append("%07x\t1.5\t44.0\tdiscard\t%s\n".formatted(row, "long ".repeat(row % 300)));
    }

    assertThat(importing(write("long.tsv", text.toString()), "h100", "h100")).isZero();

    assertThat(shell.out()).contains("h100 (h100): 1700 new, 0 already there");
    assertThat(json()).hasSize(1700);
  }

  @Test
  void refusesAnotherClassForAMachineThatIsKnown() throws Exception {
    Path file = write("a.tsv", HEADER + "a\t1.5\t44\tkeep\tbaseline\n");
    importing(file, "h100", "h100");

    assertThat(importing(file, "h100", "a100")).isEqualTo(1);

    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "'h100' is a machine of class 'h100' here; import its ledger with --class h100, or under another name with --machine.");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAFile() throws Exception {
    Path missing = folder.resolve("missing.tsv");
    Path other = write("other.tsv", "exp\tval_rmse\tstatus\nx1\t0.5\tkeep\n");
    Path empty = write("empty.tsv", "\n\n");
    Path onlyHeader = write("header.tsv", HEADER);

    assertComplaint(missing, "There is no file " + missing + "; name a results.tsv.");
    assertComplaint(folder, folder + " is a folder; name the ledger in it.");
    assertComplaint(empty, empty + " has no rows, so there is nothing to import.");
    assertComplaint(onlyHeader, onlyHeader + " has no rows, so there is nothing to import.");
    assertComplaint(
        other,
        other
            + " has no row that could be read, and nothing was imported; line 1: The header names no column 'val_bpb'; it has exp, val_rmse, status. If the metric's column is not 'val_bpb', name it with --metric.");
    assertThat(json()).isEmpty();
    assertThat(importing(other, "h100", "h100", "--metric", "val_rmse")).isZero();
    assertThat(json().get(0).get("metric").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void refusesWrongUsage() throws Exception {
    Path file = write("a.tsv", HEADER + "a\t1.5\t44\tkeep\tbaseline\n");

    assertThat(importing(file, "The H100", "h100")).isEqualTo(2);
    assertThat(shell.err()).contains("--machine: 'The H100' can't name a machine");
    assertThat(importing(file, "h100", "The H100")).isEqualTo(2);
    assertThat(shell.err()).contains("--class: 'The H100' can't name a hardware class");
    assertThat(importing(file, "h100", "h100", "--segment", "0")).isEqualTo(2);
    assertThat(shell.err()).contains("--segment is 0; the first one is 1.");
    assertThat(new Shell().ask(coordinator, new ImportCommand(), file.toString())).isEqualTo(2);
    assertThat(json()).isEmpty();
  }

  @Test
  void saysWhereAnExportCannotBeWritten() {
    Path nowhere = folder.resolve("no/such/results.tsv");

    assertThat(shell.ask(coordinator, new ExportCommand(), "--output", nowhere.toString()))
        .isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "The ledger can't be written to %s (there is no folder %s); name another with --output."
                .formatted(nowhere, nowhere.getParent()));
    assertThat(shell.ask(coordinator, new ExportCommand(), "--output", folder.toString()))
        .isEqualTo(1);
    assertThat(shell.err()).contains(folder + " is a folder; name a file with --output.");
  }

  @Test
  void showsWhereAnImportedRowComesFrom() {
    importing(FIXTURES.resolve("mac-16gb-results.tsv"), "mac", "apple-silicon");

    Shell log = new Shell();
    assertThat(log.ask(coordinator, new LogCommand())).isZero();

    assertThat(log.out())
        .containsPattern("mac#1 +b47b620 +2\\.4540 +keep +baseline \\(reduced batch for 16GB\\)")
        .contains("imported from mac-16gb-results.tsv, line 25, segment 2");
  }

  private void assertComplaint(Path file, String sentence) {
    Shell each = new Shell();
    assertThat(
            each.ask(
                coordinator,
                new ImportCommand(),
                file.toString(),
                "--machine=h100",
                "--class=h100"))
        .isEqualTo(1);
    assertThat(each.err()).isEqualToIgnoringNewLines(sentence);
    assertThat(each.out()).isEmpty();
  }

  private int importing(Path file, String machine, String hardwareClass, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(file.toString(), "--machine", machine, "--class", hardwareClass));
    arguments.addAll(List.of(more));
    return shell.ask(coordinator, new ImportCommand(), arguments.toArray(String[]::new));
  }

  private List<JsonNode> json(String... arguments) throws IOException {
    Shell export = new Shell();
    List<String> all = new ArrayList<>(List.of("--format", "jsonl"));
    all.addAll(List.of(arguments));
    assertThat(export.ask(coordinator, new ExportCommand(), all.toArray(String[]::new))).isZero();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : export.out().lines().toList()) {
      rows.add(new JsonMapper().readTree(line));
    }
    return rows;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
