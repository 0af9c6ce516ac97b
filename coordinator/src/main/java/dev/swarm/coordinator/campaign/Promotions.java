package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Changes that somebody has measured on other branches. They wait in the queues of the machines
 * meant, also of those that are away, and are measured there like anything else.
 */
final class Promotions {
  private Promotions() {}

  static Reply promote(Draft draft, Command.Promote promote) {
    List<Reply.Promotion> promotions = new ArrayList<>();
    for (MachineName name : promote.to()) {
      if (draft.machine(name) == null) {
        return Memberships.unknown(draft, name);
      }
      promotions.add(promote(draft, name, promote));
    }
    return new Reply.Promoted(promotions);
  }

  private static Reply.Promotion promote(Draft draft, MachineName name, Command.Promote promote) {
    Machine machine = draft.machine(name);
    if (promote.from().equals(Optional.of(name))) {
      return nothing(name, "It comes from %s itself.".formatted(machine.branch().name()));
    }
    if (promote.expires().filter(end -> !promote.at().isBefore(end)).isPresent()) {
      return nothing(
          name, "It was to wait until %s, which is over.".formatted(promote.expires().get()));
    }
    List<Proposal> proposals = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    Set<ChangeId> promoted = new HashSet<>();
    for (Transplant transplant : promote.transplants()) {
      Set<Transplant.Part> news = new HashSet<>();
      for (Transplant.Part part : transplant.parts()) {
        Optional<String> refusal = refusal(machine, part);
        refusal.ifPresent(refusals::add);
        if (refusal.isEmpty() && promoted.add(part.change())) {
          news.add(part);
        }
      }
      // Each is taken once, though a stack may name it twice.
      for (Transplant row : Transplants.only(transplant, news::remove)) {
        Proposal proposal = proposal(promote, row);
        if (Assignments.changing(proposal.edit(), machine.branch().knobs()).isNothing()) {
          refusals.add("Together they change nothing on %s.".formatted(name));
        } else {
          proposals.add(proposal);
        }
      }
    }
    if (proposals.isEmpty()) {
      return nothing(name, String.join(" ", refusals));
    }
    if (promote.now()) {
      Queues.displaceWaiting(draft, name, promote.at());
    }
    Queues.add(draft, name, proposals, promote.now(), promote.expires(), promote.at());
    Assignments.fill(draft, machine, promote.at());
    return new Reply.Promotion(
        name, proposals, sentence(draft.machine(name), proposals.size(), promote, refusals));
  }

  private static Proposal proposal(Command.Promote promote, Transplant carried) {
    String from = promote.from().map(" from %s"::formatted).orElse("");
    return new Proposal(
        carried.edit(),
        Transplants.describe(carried.parts()),
        Origin.HUMAN,
        "Somebody promoted %s%s.".formatted(names(carried), from),
        0,
        Optional.of(carried),
        Optional.empty());
  }

  private static String names(Transplant transplant) {
    return String.join(", ", transplant.changes().stream().map(ChangeId::toString).toList());
  }

  /** Why a change is not measured on a machine; absent when it will be. */
  private static Optional<String> refusal(Machine machine, Transplant.Part part) {
    ChangeId change = part.change();
    if (change.isFrom(machine.name())) {
      return Optional.of("%s comes from %s itself.".formatted(change, machine.name()));
    }
    if (machine.queue().holds(change)) {
      return Optional.of("%s waits on %s already.".formatted(change, machine.name()));
    }
    Receipt receipt = machine.reception().receipts().get(change);
    if (receipt != null) {
      return Optional.of(
          receipt.transfer().isPresent()
              ? "%s was measured on %s as %s: %s."
                  .formatted(
                      change, machine.name(), receipt.experiment(), words(receipt.transfer().get()))
              : machine.workload().find(receipt.experiment()).isPresent()
                  ? "%s was handed to %s already, as %s."
                      .formatted(change, machine.name(), receipt.experiment())
                  : "%s was to be %s, but changed nothing there or was taken back."
                      .formatted(change, receipt.experiment()));
    }
    return Assignments.changing(part.edit(), machine.branch().knobs()).isNothing()
        ? Optional.of("%s has %s already.".formatted(machine.name(), change))
        : Optional.empty();
  }

  /** What came of a change, in words. */
  private static String words(Transfer transfer) {
    return transfer.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String sentence(
      Machine machine, int proposals, Command.Promote promote, List<String> refusals) {
    String many = proposals == 1 ? "1 proposal waits" : "%d proposals wait".formatted(proposals);
    String where =
        machine.membership().aside().isPresent()
            ? " until its worker is started anew"
            : machine.membership().away()
                ? " until the machine is back"
                : machine.membership().paused() ? " until the machine is resumed" : "";
    String until = promote.expires().map(", at the longest until %s"::formatted).orElse("");
    String others = refusals.isEmpty() ? "" : " " + String.join(" ", refusals);
    return "%s on %s%s%s.%s".formatted(many, machine.name(), where, until, others);
  }

  private static Reply.Promotion nothing(MachineName machine, String sentence) {
    return new Reply.Promotion(machine, List.of(), sentence);
  }
}
