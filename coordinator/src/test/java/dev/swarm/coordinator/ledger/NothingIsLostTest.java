package dev.swarm.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Decision;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * No sequence of outcomes ever loses one: each run of each lease ends once, is told at any time and
 * any number of times, and once it is acknowledged the read side knows it, once.
 */
class NothingIsLostTest {
  private static final List<MachineName> MACHINES =
      List.of(new MachineName("h100"), new MachineName("m4max"));

  private static final int ALL = Integer.MAX_VALUE;

  private final Map<Long, Command.ReportOutcome> runs = new LinkedHashMap<>();
  private Ledgers ledgers;
  private long events;
  private Campaign campaign;

  /** All tries have the same instance of this class. */
  @BeforeTry
  void begin() {
    runs.clear();
    ledgers = new Ledgers();
    events = 0;
    campaign = Campaign.NEW;
  }

  @Property(tries = 150)
  void findsEveryAcknowledgedOutcomeInTheLedgers(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int commands) {
    Random random = new Random(seed);
    Set<String> acknowledged = new TreeSet<>();
    send(start());
    for (int i = 0; i < commands; i++) {
      Command command = draw(random);
      Reply reply = send(command);
      if (command instanceof Command.ReportOutcome report
          && !(report.outcome() instanceof Outcome.Interrupted)
          && reply.equals(Reply.ACCEPTED)) {
        acknowledged.add(report.commit());
      }
    }
    List<String> known = commits();
    assertThat(new HashSet<>(known)).hasSameSizeAs(known).containsAll(acknowledged);
    MACHINES.forEach(this::checkRows);
  }

  private Reply send(Command command) {
    Decision decision = campaign.decide(command);
    decision.events().forEach(event -> ledgers.apply(++events, event));
    campaign = decision.after();
    for (Machine machine : campaign.machines().values()) {
      machine.workload().assigned().forEach(each -> runs.putIfAbsent(each.token(), run(each)));
    }
    return decision.reply();
  }

  /** What a lease's run comes to, whenever it is told; its commit names the lease. */
  private static Command.ReportOutcome run(Experiment lease) {
    Random random = new Random(lease.token());
    Outcome outcome =
        switch (random.nextInt(8)) {
          case 0 -> new Outcome.Crashed("other", "It fell over.", "", RunFacts.NEVER_STARTED);
          case 1 -> new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED);
          default ->
              new Outcome.Measured(
                  1 + random.nextDouble(),
                  OptionalDouble.empty(),
                  Map.of(),
                  RunFacts.NEVER_STARTED);
        };
    return new Command.ReportOutcome(
        lease.id(),
        lease.token(),
        lease.base(),
        "%040x".formatted(lease.token()),
        outcome,
        Instant.EPOCH);
  }

  private Command draw(Random random) {
    MachineName name = MACHINES.get(random.nextInt(MACHINES.size()));
    Machine machine = campaign.machines().get(name);
    if (machine == null || random.nextInt(6) == 0) {
      String folder = "folder-" + random.nextInt(3);
      return new Command.Join(
          name, "cpu", folder, "p" + random.nextInt(3), Set.of(), Instant.EPOCH);
    }
    if (random.nextInt(5) == 0) {
      return new Command.ExpireLease(name, machine.membership().incarnation(), Instant.EPOCH);
    }
    List<Command.ReportOutcome> any = new ArrayList<>(runs.values());
    List<Experiment> assigned = machine.workload().assigned();
    return assigned.isEmpty() || random.nextInt(3) == 0
        ? any.get(random.nextInt(any.size()))
        : runs.get(assigned.get(0).token());
  }

  private List<String> commits() {
    List<String> commits = new ArrayList<>();
    for (MachineName machine : ledgers.machines()) {
      ledgers.after(machine, 0, ALL).forEach(row -> commits.add(row.commit()));
      ledgers.after(machine, 0, ALL).forEach(row -> addOtherRuns(row, commits));
      ledgers.unjudged(machine).forEach(run -> commits.add(run.commit()));
      ledgers.late(machine, 0, ALL).forEach(late -> commits.add(late.commit()));
    }
    return commits;
  }

  /** The first of an experiment's own runs is the one whose commit its row names. */
  private static void addOtherRuns(LedgerRecord row, List<String> commits) {
    row.details().stream()
        .map(RunRecord::commit)
        .filter(commit -> !commit.equals(row.commit()))
        .forEach(commits::add);
  }

  private void checkRows(MachineName machine) {
    List<LedgerRecord> rows = ledgers.after(machine, 0, ALL);
    assertThat(rows).extracting(row -> row.experiment().id()).doesNotHaveDuplicates();
    assertThat(rows)
        .extracting(LedgerRecord::row)
        .isEqualTo(IntStream.rangeClosed(1, rows.size()).boxed().toList());
  }

  private static Command start() {
    return new Command.StartCampaign(
        TestCampaign.FILE,
        "b".repeat(40),
        "",
        TestCampaign.KNOBS,
        new Settings.Limits(7, OptionalInt.empty(), 1, false),
        Instant.EPOCH);
  }
}
