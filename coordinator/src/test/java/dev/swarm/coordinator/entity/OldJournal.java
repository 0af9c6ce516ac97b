package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Decision;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.journal.EventSerializer;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A journal as a version of this program wrote it, kept as text: each event's type and its bytes in
 * base64. The main method writes one as the present version does, and what it says; it is to be
 * kept, under the next number, before the schema changes.
 */
final class OldJournal {
  private static final int COMMANDS = 260;

  private OldJournal() {}

  /** Reads {@code journal-N.txt} of the test resources. */
  static List<Event> read(List<String> lines) throws NotSerializableException {
    EventSerializer serializer = new EventSerializer();
    List<Event> events = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split("\t", -1);
      events.add((Event) serializer.fromBinary(Base64.getDecoder().decode(parts[1]), parts[0]));
    }
    return events;
  }

  /** What a journal says, in words that do not depend on how the state is kept. */
  static List<String> meaning(Campaign campaign, Ledgers ledgers) {
    List<String> said = new ArrayList<>();
    said.add(String.format(Locale.ROOT, "last token %d", campaign.lastToken()));
    for (Machine machine : campaign.machines().values()) {
      said.add(
          String.format(
              Locale.ROOT,
              "%s %s on %s, %s, %d kept, %d discarded, %d crashed, head %s, runs %s",
              machine.name(),
              machine.membership().hardwareClass(),
              machine.branch().name(),
              machine.membership().away() ? "away" : "here",
              machine.branch().tally().kept(),
              machine.branch().tally().discarded(),
              machine.branch().tally().crashed(),
              machine
                  .branch()
                  .head()
                  .map(
                      head ->
                          String.format(Locale.ROOT, "%s %.12f", head.experiment(), head.metric()))
                  .orElse("none"),
              machine.workload().assigned().stream()
                  .map(each -> each.id() + "/" + each.token())
                  .toList()));
    }
    for (MachineName machine : ledgers.machines()) {
      for (LedgerRecord row : ledgers.after(machine, 0, Integer.MAX_VALUE)) {
        said.add(
            String.format(
                Locale.ROOT,
                "%s row %d: %s %s %s %s",
                machine,
                row.row(),
                row.experiment().id(),
                row.commit(),
                row.verdict().status(),
                row.outcome() instanceof Outcome.Measured measured
                    ? String.format(Locale.ROOT, "%.12f", measured.metric())
                    : row.outcome().getClass().getSimpleName()));
      }
      said.add(
          String.format(
              Locale.ROOT,
              "%s: %d too late, %d imported",
              machine,
              ledgers.late(machine, 0, Integer.MAX_VALUE).size(),
              ledgers.imported(machine, 0, Integer.MAX_VALUE).size()));
    }
    return said;
  }

  /** Writes {@code FOLDER/journal-N.txt} and {@code FOLDER/journal-N-says.txt}. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    String name = "journal-" + args[1];
    for (long seed = 0; ; seed++) {
      List<Event> events = events(seed);
      Set<Class<?>> types = new HashSet<>();
      events.forEach(event -> types.add(event.getClass()));
      if (types.size() == types(Event.class)) {
        EventSerializer serializer = new EventSerializer();
        Campaign campaign = Campaign.NEW;
        Ledgers ledgers = new Ledgers();
        List<String> lines = new ArrayList<>();
        for (Event event : events) {
          campaign = campaign.apply(event);
          ledgers.apply(lines.size() + 1, event);
          lines.add(
              serializer.manifest(event)
                  + "\t"
                  + Base64.getEncoder().encodeToString(serializer.toBinary(event)));
        }
        Files.write(folder.resolve(name + ".txt"), lines);
        Files.write(folder.resolve(name + "-says.txt"), meaning(campaign, ledgers));
        return;
      }
      if (seed % 1000 == 999) {
        System.err.println(seed + " " + types);
      }
    }
  }

  /** A busy campaign with the measured policy: every type of event, if the seed is lucky. */
  private static List<Event> events(long seed) {
    RandomCommands random = new RandomCommands(seed);
    List<Event> events = new ArrayList<>();
    Campaign campaign = Campaign.NEW;
    for (int i = 0; i < COMMANDS; i++) {
      Command command =
          switch (i) {
            case 0 -> start(true);
            case 60 -> new Command.ApproveLoop(Optional.empty(), Instant.ofEpochMilli(1));
            case 100 -> start(false);
            case 120 -> imported();
            default -> random.next(campaign);
          };
      if (i > 0 && i != 100 && command instanceof Command.StartCampaign) {
        continue;
      }
      Decision decision = campaign.decide(command);
      events.addAll(decision.events());
      campaign = decision.after();
    }
    return events;
  }

  private static Command start(boolean approval) {
    return new Command.StartCampaign(
        TestCampaign.FILE.replace("keep: {policy: strict}\n", ""),
        "b".repeat(40),
        "",
        TestCampaign.KNOBS,
        new Settings.Limits(7, OptionalInt.of(200), 1, approval),
        Instant.EPOCH);
  }

  private static Command imported() {
    return new Command.ImportLedger(
        new MachineName("elsewhere"),
        "h100",
        "results.tsv",
        List.of(
            new ImportedRow(
                "key",
                "0",
                2,
                new LedgerRow(
                    "a1b2c3d", OptionalDouble.of(0.99), OptionalDouble.of(44), Status.KEEP, "it"),
                "keep",
                Map.of("steps", "900"))),
        Instant.ofEpochMilli(2));
  }

  private static int types(Class<?> type) {
    if (type.isRecord()) {
      return 1;
    }
    int count = 0;
    for (Class<?> member : type.getPermittedSubclasses()) {
      count += types(member);
    }
    return count;
  }
}
