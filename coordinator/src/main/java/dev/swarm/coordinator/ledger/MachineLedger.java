package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.text.Durations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the read side keeps of one machine. Not thread-safe. */
final class MachineLedger {
  final List<PackedRecord> records = new ArrayList<>();
  final List<RungRecord> rungs = new ArrayList<>();
  final List<LateOutcome> late = new ArrayList<>();
  final List<ImportedRecord> imported = new ArrayList<>();
  final Samples idle = new Samples();
  final Samples startup = new Samples();
  Optional<String> branch = Optional.empty();
  Optional<LedgerRecord> last = Optional.empty();
  private final Map<ExperimentId, List<Event.RunMeasured>> runs = new HashMap<>();
  private final Map<String, Integer> segments = new HashMap<>();
  private String hardwareClass = "";

  void apply(Event.MachineJoined joined) {
    branch = Optional.of(joined.branch());
    hardwareClass = joined.hardwareClass();
  }

  PackedRecord apply(Event.ExperimentJudged judged, Optional<Map<String, String>> knobsBefore) {
    List<Event.RunMeasured> details =
        Optional.ofNullable(runs.remove(judged.id())).orElse(List.of());
    PackedRecord record =
        new PackedRecord(branch.orElseThrow(), hardwareClass, judged, details, knobsBefore);
    records.add(record);
    last = Optional.of(record.line(judged, details));
    RunFacts facts = judged.outcome().facts();
    facts.idle().map(Durations::seconds).ifPresent(idle::add);
    facts.startup().map(Durations::seconds).ifPresent(startup::add);
    return record;
  }

  RungRecord apply(Event.RungMeasured measured) {
    RungRecord record =
        new RungRecord(
            branch.orElseThrow(),
            hardwareClass,
            measured.experiment(),
            measured.commit(),
            measured.outcome(),
            measured.comparison(),
            measured.at());
    rungs.add(record);
    return record;
  }

  void apply(Event.RunMeasured run) {
    runs.computeIfAbsent(run.id(), id -> new ArrayList<>()).add(run);
  }

  /** The first record that somebody looks for; people do, so it need not be fast. */
  Optional<PackedRecord> find(Predicate<PackedRecord> wanted) {
    return records.stream().filter(wanted).findFirst();
  }

  /** The runs of experiments that have no verdict yet. */
  List<RunRecord> unjudged() {
    return runs.values().stream().flatMap(List::stream).map(RunRecord::of).toList();
  }

  LateOutcome apply(Event.EvidenceRecorded evidence) {
    LateOutcome outcome =
        new LateOutcome(
            branch.orElseThrow(),
            evidence.id(),
            evidence.token(),
            evidence.commit(),
            evidence.outcome(),
            evidence.reason(),
            evidence.at());
    late.add(outcome);
    return outcome;
  }

  /** Gives what is new. */
  List<ImportedRecord> apply(Event.LedgerImported event) {
    int before = imported.size();
    event
        .rows()
        .forEach(
            row ->
                imported.add(
                    new ImportedRecord(
                        event.machine(),
                        event.hardwareClass(),
                        event.file(),
                        imported.size() + 1,
                        segments.computeIfAbsent(row.segment(), key -> segments.size() + 1),
                        row,
                        event.at())));
    return List.copyOf(imported.subList(before, imported.size()));
  }
}
