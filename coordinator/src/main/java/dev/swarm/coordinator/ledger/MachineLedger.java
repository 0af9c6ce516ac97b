package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.text.Durations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the read side keeps of one machine. Not thread-safe. */
final class MachineLedger {
  final List<KeptLine.Judged> records = new ArrayList<>();
  final List<KeptLine.Rung> rungs = new ArrayList<>();
  final List<KeptLine.Late> late = new ArrayList<>();
  final List<KeptLine.Imported> imported = new ArrayList<>();
  final Samples idle;
  final Samples startup;
  Optional<String> branch = Optional.empty();
  Optional<LedgerRecord> last = Optional.empty();
  private final MachineName name;
  private final Map<ExperimentId, List<LedgersImage.Run>> runs = new LinkedHashMap<>();
  private final Map<String, Integer> segments = new HashMap<>();
  private String hardwareClass = "";

  MachineLedger(MachineName name) {
    this.name = name;
    this.idle = new Samples();
    this.startup = new Samples();
  }

  /** The lines are still to be added. */
  MachineLedger(LedgersImage.OfMachine image) {
    name = image.name();
    branch = image.branch();
    hardwareClass = image.hardwareClass();
    last = image.last();
    image.runs().forEach(this::add);
    segments.putAll(image.segments());
    idle = Samples.of(image.idle());
    startup = Samples.of(image.startup());
  }

  LedgersImage.OfMachine image() {
    return new LedgersImage.OfMachine(
        name,
        branch,
        hardwareClass,
        last,
        runs.values().stream().flatMap(List::stream).toList(),
        Map.copyOf(segments),
        idle.all(),
        startup.all());
  }

  /** Takes in a line of this machine. */
  void add(KeptLine line) {
    if (line instanceof KeptLine.Judged judged) {
      records.add(judged);
    } else if (line instanceof KeptLine.Rung rung) {
      rungs.add(rung);
    } else if (line instanceof KeptLine.Late tooLate) {
      late.add(tooLate);
    } else {
      imported.add((KeptLine.Imported) line);
    }
  }

  void apply(Event.MachineJoined joined) {
    branch = Optional.of(joined.branch());
    hardwareClass = joined.hardwareClass();
  }

  /** The line of a judged experiment, which becomes the last one. */
  KeptLine judged(long number, Event.ExperimentJudged judged, KnobHistory knobs) {
    List<LedgersImage.Run> details =
        Optional.ofNullable(runs.remove(judged.id())).orElse(List.of());
    KeptLine.Judged line =
        new KeptLine.Judged(
            name,
            branch.orElseThrow(),
            hardwareClass,
            number,
            details.stream().map(LedgersImage.Run::event).toList(),
            judged.id().number(),
            KeptLine.Judged.start(judged.commit()),
            judged.experiment().proposal().transplant().map(Transplant::changes).orElse(List.of()),
            judged.at().toEpochMilli());
    last =
        Optional.of(
            line.line(
                judged,
                details.stream().map(run -> RunRecord.of(run.measured())).toList(),
                knobs.before(judged.experiment())));
    RunFacts facts = judged.outcome().facts();
    facts.idle().map(Durations::seconds).ifPresent(idle::add);
    facts.startup().map(Durations::seconds).ifPresent(startup::add);
    return line;
  }

  KeptLine measured(long number, Event.RungMeasured measured) {
    Edit edit = measured.experiment().proposal().edit();
    return new KeptLine.Rung(
        name,
        branch.orElseThrow(),
        hardwareClass,
        number,
        measured.id().number(),
        measured.experiment().base().filter(base -> edit.isNothing()),
        measured.at().toEpochMilli());
  }

  void add(LedgersImage.Run run) {
    runs.computeIfAbsent(run.measured().id(), id -> new ArrayList<>()).add(run);
  }

  /** The runs of experiments that have no verdict yet. */
  List<RunRecord> unjudged() {
    return runs.values().stream()
        .flatMap(List::stream)
        .map(run -> RunRecord.of(run.measured()))
        .toList();
  }

  KeptLine late(long number, Event.EvidenceRecorded evidence) {
    return new KeptLine.Late(name, branch.orElseThrow(), number, evidence.at().toEpochMilli());
  }

  /** Gives what is new. */
  List<KeptLine> imported(long number, Event.LedgerImported event) {
    List<KeptLine> fresh = new ArrayList<>();
    for (ImportedRow row : event.rows()) {
      fresh.add(
          new KeptLine.Imported(
              name,
              ImportedRecord.branchOf(name),
              number,
              fresh.size(),
              imported.size() + fresh.size() + 1,
              segments.computeIfAbsent(row.segment(), key -> segments.size() + 1),
              event.at().toEpochMilli()));
    }
    return fresh;
  }
}
