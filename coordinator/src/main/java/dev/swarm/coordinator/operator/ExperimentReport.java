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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts together what {@code swarm show} shows of one experiment. */
final class ExperimentReport {
  /** One experiment is looked for by a person now and then, so all may be looked through. */
  private static final int ALL = Integer.MAX_VALUE;

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private final Ledgers ledgers;
  private final Hub hub;

  ExperimentReport(Ledgers ledgers, Hub hub) {
    this.ledgers = ledgers;
    this.hub = hub;
  }

  /** An experiment by its id, or an imported row; absent when there is none of that name. */
  Optional<ShownExperiment> of(Campaign campaign, String name) {
    return judged(name)
        .map(record -> shown(campaign, record))
        .or(() -> onRung(campaign, name))
        .or(() -> assigned(campaign, name))
        .or(() -> imported(name));
  }

  /** Everything that may be asked for. */
  Collection<String> names(Campaign campaign) {
    Set<String> names = new TreeSet<>();
    records().forEach(record -> names.add(record.experiment().id().toString()));
    rungs().forEach(record -> names.add(record.experiment().id().toString()));
    rows().forEach(row -> names.add(ImportWire.name(row)));
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
    ChangeId change = ChangeId.of(record.experiment().id());
    records()
        .filter(
            other ->
                other
                    .experiment()
                    .proposal()
                    .transplant()
                    .filter(transplant -> transplant.changes().contains(change))
                    .isPresent())
        .forEach(other -> shown.addCarried(DomainWire.brief(other)));
    rungs()
        .filter(other -> other.experiment().proposal().edit().isNothing())
        .filter(other -> other.experiment().base().equals(Optional.of(record.experiment().id())))
        .forEach(other -> shown.addOnRungs(DomainWire.entry(other)));
    return shown.build();
  }

  private Optional<ShownExperiment> onRung(Campaign campaign, String name) {
    return rungs()
        .filter(record -> record.experiment().id().toString().equals(name))
        .findFirst()
        .map(
            record -> {
              ShownExperiment.Builder shown =
                  ShownExperiment.newBuilder().setEntry(DomainWire.entry(record));
              campaign.settings().ifPresent(settings -> addDiff(shown, settings, record.commit()));
              return shown.build();
            });
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
    return rows()
        .filter(row -> ImportWire.name(row).equals(name))
        .findFirst()
        .map(
            row ->
                ShownExperiment.newBuilder()
                    .setEntry(ImportWire.entry(row))
                    .setNoDiff("It was imported, so its commit is not here.")
                    .build());
  }

  private Optional<LedgerRecord> judged(String name) {
    return records().filter(record -> record.experiment().id().toString().equals(name)).findFirst();
  }

  private Stream<LedgerRecord> records() {
    return ledgers.machines().stream()
        .flatMap((MachineName machine) -> ledgers.after(machine, 0, ALL).stream());
  }

  private Stream<RungRecord> rungs() {
    return ledgers.machines().stream()
        .flatMap((MachineName machine) -> ledgers.rungs(machine, 0, ALL).stream());
  }

  private Stream<ImportedRecord> rows() {
    return ledgers.machines().stream()
        .flatMap((MachineName machine) -> ledgers.imported(machine, 0, ALL).stream());
  }
}
