package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.hub.CommitDiff;
import dev.swarm.coordinator.hub.Hub;
import dev.swarm.coordinator.ledger.ImportedRecord;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.ledger.RungRecord;
import dev.swarm.coordinator.wire.DomainWire;
import dev.swarm.coordinator.wire.ImportWire;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.ShownExperiment;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Puts together what {@code swarm show} shows of one experiment. */
final class ExperimentReport {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private final Ledgers ledgers;
  private final Hub hub;

  ExperimentReport(Ledgers ledgers, Hub hub) {
    this.ledgers = ledgers;
    this.hub = hub;
  }

  /** An experiment by its id, or an imported row; absent when there is none of that name. */
  Optional<ShownExperiment> of(Campaign campaign, String name) {
    Optional<ExperimentId> id = id(name);
    return id.flatMap(ledgers::find)
        .map(record -> shown(campaign, record))
        .or(() -> id.flatMap(ledgers::findOnRung).map(record -> onRung(campaign, record)))
        .or(() -> assigned(campaign, name))
        .or(() -> imported(name));
  }

  private static Optional<ExperimentId> id(String name) {
    try {
      return Optional.of(ExperimentId.parse(name));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  /** Everything that may be asked for. */
  Collection<String> names(Campaign campaign) {
    Set<String> names = new TreeSet<>();
    for (MachineName machine : ledgers.machines()) {
      ledgers.experiments(machine).forEach(id -> names.add(id.toString()));
      ledgers.rungExperiments(machine).forEach(id -> names.add(id.toString()));
      for (int row = 1; row <= ledgers.importedRows(machine); row++) {
        names.add(ImportWire.name(machine, row));
      }
    }
    campaign
        .machines()
        .values()
        .forEach(
            machine ->
                machine.workload().assigned().forEach(each -> names.add(each.id().toString())));
    return names;
  }

  private ShownExperiment shown(Campaign campaign, LedgerRecord record) {
    ShownExperiment.Builder shown = ShownExperiment.newBuilder().setEntry(DomainWire.entry(record));
    campaign.settings().ifPresent(settings -> addDiff(shown, settings, record.commit()));
    ExperimentId id = record.experiment().id();
    ledgers.carriersOf(ChangeId.of(id)).forEach(other -> shown.addCarried(DomainWire.brief(other)));
    ledgers.onRungs(id).forEach(other -> shown.addOnRungs(DomainWire.entry(other)));
    return shown.build();
  }

  private ShownExperiment onRung(Campaign campaign, RungRecord record) {
    ShownExperiment.Builder shown = ShownExperiment.newBuilder().setEntry(DomainWire.entry(record));
    campaign.settings().ifPresent(settings -> addDiff(shown, settings, record.commit()));
    return shown.build();
  }

  private void addDiff(ShownExperiment.Builder shown, Settings settings, String commit) {
    String folder = settings.directory().isEmpty() ? "" : settings.directory() + "/";
    List<String> paths =
        settings.file().mutableFiles().stream().map(file -> folder + file).toList();
    Optional<CommitDiff> diff =
        COMMIT.matcher(commit).matches() ? hub.diff(commit, paths) : Optional.empty();
    if (diff.isEmpty()) {
      shown.setNoDiff("The hub does not have its commit.");
      return;
    }
    shown.setDiff(diff.get().text());
    if (!diff.get().whole()) {
      shown.setNoDiff(
          "The diff is cut after %d KiB; see the rest with: git show %s"
              .formatted(CommitDiff.LONGEST / 1024, commit));
    }
  }

  private static Optional<ShownExperiment> assigned(Campaign campaign, String name) {
    for (Machine machine : campaign.machines().values()) {
      for (Experiment experiment : machine.workload().assigned()) {
        if (experiment.id().toString().equals(name)) {
          LedgerEntry entry =
              DomainWire.unjudged(
                  experiment, machine.branch().name(), machine.membership().hardwareClass());
          return Optional.of(
              ShownExperiment.newBuilder()
                  .setEntry(entry)
                  .setNoDiff("It has no verdict yet.")
                  .build());
        }
      }
    }
    return Optional.empty();
  }

  private Optional<ShownExperiment> imported(String name) {
    for (MachineName machine : ledgers.machines()) {
      for (int row = 1; row <= ledgers.importedRows(machine); row++) {
        if (ImportWire.name(machine, row).equals(name)) {
          ImportedRecord found = ledgers.imported(machine, row - 1, 1).get(0);
          return Optional.of(
              ShownExperiment.newBuilder()
                  .setEntry(ImportWire.entry(found))
                  .setNoDiff("It was imported, so its commit is not here.")
                  .build());
        }
      }
    }
    return Optional.empty();
  }
}
