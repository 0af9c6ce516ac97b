package dev.swarm.coordinator.wire;

import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.PendingTransplant;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.proto.v1.Transfer;
import dev.swarm.proto.v1.Transplant;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.comparison.Idea;
import dev.swarm.shared.comparison.ImportedHistory;
import dev.swarm.shared.comparison.MachineNow;
import dev.swarm.shared.comparison.MeasuredSwarm;
import dev.swarm.shared.comparison.Trial;
import dev.swarm.shared.comparison.Waiting;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what a comparison is made of from what a coordinator says. */
public final class ComparisonWire {
  private ComparisonWire() {}

  /**
   * What the machines of a swarm measured themselves; imported rows are left out, as they are of
   * other campaigns.
   */
  public static MeasuredSwarm swarm(SwarmStatus status, List<LedgerEntry> ledger) {
    Map<String, LedgerEntry> byExperiment =
        ledger.stream()
            .collect(
                Collectors.toMap(
                    LedgerEntry::getExperiment, Function.identity(), (one, again) -> one));
    return new MeasuredSwarm(
        direction(status),
        status.getMachinesList().stream().map(ComparisonWire::machine).toList(),
        ledger.stream()
            .filter(entry -> !entry.hasImported() && !entry.hasTooLate())
            .map(entry -> trial(entry, byExperiment))
            .toList(),
        status.getMachinesList().stream().flatMap(each -> waiting(each).stream()).toList(),
        Set.copyOf(status.getRelativeKnobsList()));
  }

  /** What was imported, machine by machine. */
  public static List<ImportedHistory> imported(List<LedgerEntry> ledger) {
    Map<String, List<LedgerEntry>> byMachine = new TreeMap<>();
    ledger.stream()
        .filter(LedgerEntry::hasImported)
        .forEach(
            entry ->
                byMachine
                    .computeIfAbsent(entry.getMachine(), machine -> new ArrayList<>())
                    .add(entry));
    List<ImportedHistory> histories = new ArrayList<>();
    byMachine.forEach(
        (machine, entries) ->
            histories.add(
                new ImportedHistory(
                    machine,
                    entries.get(0).getHardwareClass(),
                    entries.stream().map(ComparisonWire::row).toList())));
    return histories;
  }

  private static ImportedRow row(LedgerEntry entry) {
    Outcome outcome = entry.getOutcome();
    return new ImportedRow(
        entry.getExperiment(),
        Integer.toString(entry.getImported().getSegment()),
        entry.getImported().getLine(),
        new LedgerRow(
            entry.getCommit(),
            optional(outcome.hasMeasured(), outcome.getMeasured().getMetric()),
            optional(entry.getImported().hasMemoryMib(), entry.getImported().getMemoryMib()),
            status(entry),
            entry.getProposal().getDescription()),
        entry.getImported().getStatusText(),
        entry.getImported().getOthersMap());
  }

  /** Which way the campaign's metric gets better; of a swarm without a campaign, down. */
  public static Direction direction(SwarmStatus status) {
    return status.getDirection().isEmpty()
        ? Direction.MINIMIZE
        : Direction.valueOf(status.getDirection().toUpperCase(Locale.ROOT));
  }

  private static MachineNow machine(MachineStatus status) {
    return new MachineNow(
        status.getMachine(),
        status.getBranch(),
        status.getHardwareClass(),
        optional(status.hasBaseline(), status.getBaseline()),
        optional(status.hasBest(), status.getBest()),
        optional(status.hasNoiseFloor(), status.getNoiseFloor()));
  }

  private static List<Waiting> waiting(MachineStatus status) {
    List<Waiting> waiting = new ArrayList<>();
    for (PendingTransplant each : status.getPendingList()) {
      waiting.add(
          new Waiting(
              status.getMachine(),
              status.getHardwareClass(),
              each.getChangesList(),
              each.getDescription(),
              each.getWhen()));
    }
    return waiting;
  }

  private static Trial trial(LedgerEntry entry, Map<String, LedgerEntry> byExperiment) {
    Outcome outcome = entry.getOutcome();
    return new Trial(
        entry.getExperiment(),
        entry.getCommit(),
        entry.getMachine(),
        entry.getBranch(),
        entry.getHardwareClass(),
        entry.getRow(),
        entry.getProposal().getOrigin() == Origin.ORIGIN_BASELINE,
        idea(measured(entry, byExperiment)),
        entry.getKnobsBeforeMap(),
        entry.getKnobsAfterMap(),
        optional(outcome.hasMeasured(), outcome.getMeasured().getMetric()),
        optional(outcome.hasMeasured() && entry.hasGain(), entry.getGain()),
        optional(entry.hasStandardError(), entry.getStandardError()),
        status(entry),
        transfer(entry),
        entry.getProposal().hasRung()
            ? Optional.of(entry.getProposal().getRung())
            : Optional.empty());
  }

  /** A head that is measured as it is on another rung is there to see whether its win holds. */
  private static LedgerEntry measured(LedgerEntry entry, Map<String, LedgerEntry> byExperiment) {
    boolean asItIs =
        entry.getProposal().hasRung()
            && entry.getProposal().getEdit().getKnobsCount() == 0
            && !entry.getProposal().getEdit().hasPatch();
    return asItIs ? byExperiment.getOrDefault(entry.getBase(), entry) : entry;
  }

  private static Idea idea(LedgerEntry entry) {
    boolean carried = entry.getProposal().hasTransplant();
    Transplant transplant = entry.getProposal().getTransplant();
    return new Idea(
        carried
            ? transplant.getChangesList().stream().map(CarriedChange::getId).toList()
            : List.of(entry.getExperiment()),
        transplant.getChangesList().stream()
            .filter(CarriedChange::hasHardwareClass)
            .map(CarriedChange::getHardwareClass)
            .findFirst(),
        carried,
        transplant.getRelative(),
        entry.getProposal().getDescription(),
        entry.getProposal().getEdit().getKnobsMap(),
        !entry.getProposal().getEdit().hasPatch());
  }

  /**
   * On another rung nothing is kept or discarded; what gave a metric there is as good as either.
   */
  private static Status status(LedgerEntry entry) {
    return switch (entry.getStatus()) {
      case STATUS_KEEP -> Status.KEEP;
      case STATUS_CRASH -> Status.CRASH;
      default -> entry.getOutcome().hasCrashed() ? Status.CRASH : Status.DISCARD;
    };
  }

  private static Optional<dev.swarm.shared.experiment.Transfer> transfer(LedgerEntry entry) {
    return entry.hasTransfer() && entry.getTransfer() != Transfer.TRANSFER_UNSPECIFIED
        ? Optional.of(
            dev.swarm.shared.experiment.Transfer.valueOf(
                entry.getTransfer().name().replace("TRANSFER_", "")))
        : Optional.empty();
  }

  private static OptionalDouble optional(boolean present, double value) {
    return present ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
