package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ImportsTest {
  private static final MachineName H100 = new MachineName("h100");

  /** In whatever parts and however often a file comes, each of its rows is taken in once. */
  @Property(tries = 200)
  void takesEachRowInOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
    Random random = new Random(seed);
    List<ImportedRow> rows = rows(random, count);
    Situation situation = Situation.started();
    for (int i = 0; i < 5; i++) {
      int from = random.nextInt(count);
      send(situation, rows.subList(from, from + random.nextInt(count - from) + 1));
    }
    send(situation, rows);

    assertThat(
            situation.events(Event.LedgerImported.class).stream().flatMap(e -> e.rows().stream()))
        .containsExactlyInAnyOrderElementsOf(rows);
    assertThat(send(situation, rows)).isEqualTo(new Reply.Imported(0, count));
    assertThat(situation.replayed()).isEqualTo(situation.campaign());
  }

  @Example
  void leavesTheMachineOfThatNameAsItIs() {
    Situation situation = Situation.started();
    situation.join("h100");
    Machine before = situation.machine("h100");

    send(situation, "cpu-x86", rows(new Random(1), 20));

    assertThat(situation.machine("h100")).isEqualTo(before);
  }

  @Example
  void refusesAnotherClassThanTheMachineHas() {
    Situation situation = Situation.started();
    situation.join("h100");

    Reply reply = send(situation, "a100", rows(new Random(1), 1));

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Rejected.class,
            rejected -> assertThat(rejected.code()).isEqualTo(Reply.Code.CLASS_DIFFERS));
    assertThat(situation.events(Event.LedgerImported.class)).isEmpty();
  }

  private static Reply send(Situation situation, List<ImportedRow> rows) {
    return send(situation, "h100", rows);
  }

  private static Reply send(Situation situation, String hardwareClass, List<ImportedRow> rows) {
    return situation.send(
        new Command.ImportLedger(H100, hardwareClass, "results.tsv", rows, Instant.EPOCH));
  }

  /** Some of them equal. */
  private static List<ImportedRow> rows(Random random, int count) {
    List<String> lines = new ArrayList<>(List.of("commit\tval_bpb\tstatus\tdescription"));
    for (int i = 0; i < count; i++) {
      lines.add("\t1.%d\tdiscard\tidea %d".formatted(random.nextInt(3), random.nextInt(3)));
    }
    return LedgerReader.read(String.join("\n", lines), "val_bpb").rows();
  }
}
