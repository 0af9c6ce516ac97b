package dev.swarm.coordinator.promotion;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Kept;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.text.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds what somebody promotes: all that a branch kept, an experiment whatever came of it. */
final class Sources {
  private final Campaign campaign;
  private final Ledgers ledgers;

  Sources(Campaign campaign, Ledgers ledgers) {
    this.campaign = campaign;
    this.ledgers = ledgers;
  }

  /**
   * What is carried over.
   *
   * @param transplants each by itself
   * @param from the machine whose branch they are of; absent for a commit
   */
  record Source(List<Transplant> transplants, Optional<MachineName> from) {}

  /** What a branch advanced by, one by one or together; absent where no branch has that name. */
  Optional<Source> branch(String name, boolean stack) {
    return campaign.machines().values().stream()
        .filter(each -> isCalled(each, name))
        .findFirst()
        .map(machine -> new Source(transplants(machine, stack), Optional.of(machine.name())));
  }

  /** Whether a machine or its branch is meant. */
  static boolean isCalled(Machine machine, String name) {
    return machine.branch().name().equals(name) || machine.name().text().equals(name);
  }

  private static List<Transplant> transplants(Machine machine, boolean stack) {
    List<Transplant.Part> parts =
        machine.branch().steps().stream()
            .flatMap((Kept step) -> step.parts(machine.membership().hardwareClass()).stream())
            .toList();
    if (parts.isEmpty()) {
      throw Refusal.unsuitable(
          "%s has kept nothing after its baseline, so there is nothing to promote."
              .formatted(machine.branch().name()));
    }
    return stack
        ? List.of(new Transplant(Transplant.Kind.STACK, parts, false))
        : parts.stream().map(Transplant::of).toList();
  }

  /** What an experiment changed; absent where no experiment has that id. */
  Optional<Source> experiment(String text) {
    ExperimentId id;
    try {
      id = ExperimentId.parse(text);
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
    Optional<LedgerRecord> judged = ledgers.find(id);
    Machine machine = campaign.machines().get(id.machine());
    boolean isAssigned =
        machine != null
            && machine.workload().assigned().stream().anyMatch(each -> each.id().equals(id));
    if (judged.isEmpty() && isAssigned) {
      throw Refusal.unsuitable("%s has no verdict yet; promote it once it has.".formatted(id));
    }
    return judged.map(this::experiment);
  }

  /** What an experiment changed. */
  Source experiment(LedgerRecord record) {
    ExperimentId id = record.experiment().id();
    Proposal proposal = record.experiment().proposal();
    if (record.experiment().isBaseline()) {
      throw Refusal.unsuitable(
          "%s is a baseline, which changes nothing; promote another experiment.".formatted(id));
    }
    Optional<Transplant> carried = proposal.transplant();
    Optional<Transplant.Part> only = carried.flatMap(Transplant::only);
    Transplant transplant =
        carried.isPresent() && only.isEmpty()
            ? new Transplant(Transplant.Kind.STACK, carried.get().parts(), false)
            : Transplant.of(
                new Transplant.Part(
                    only.map(Transplant.Part::change).orElse(ChangeId.of(id)),
                    only.isPresent()
                        ? only.get().hardwareClass()
                        : Optional.of(record.hardwareClass()),
                    proposal.edit(),
                    record.knobs().map(knobs -> knobs.before()).orElse(Map.of()),
                    proposal.description()));
    return new Source(List.of(transplant), Optional.of(id.machine()));
  }

  /** Everything that could have been meant. */
  Refusal unknown(String what) {
    Set<String> known = new TreeSet<>();
    for (Machine machine : campaign.machines().values()) {
      known.add(machine.branch().name());
      known.add(machine.name().text());
      ledgers.experiments(machine.name()).forEach(id -> known.add(id.toString()));
    }
    return Refusal.unknown(
        "There is no experiment, commit or branch '%s' here%s"
            .formatted(what, NearestName.hint(what, known)));
  }
}
