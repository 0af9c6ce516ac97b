package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Offer;
import dev.swarm.shared.pollination.OfferBook;
import dev.swarm.shared.pollination.Win;
import java.util.Optional;
import java.util.OptionalDouble;

/** Wins on offer: recorded once, when a branch advances, and how far they have got since. */
final class Offers {
  private Offers() {}

  static OfferBook apply(Settings settings, OfferBook offers, Machine before, Event event) {
    if (event instanceof Event.MachineJoined joined) {
      return offers.knowing(joined.hardwareClass());
    }
    if (event instanceof Event.BranchAdvanced advanced) {
      return offer(settings, before, advanced)
          .filter(win -> offers.find(win.change()).isEmpty())
          .map(win -> offers.plus(Offer.of(win)))
          .orElse(offers);
    }
    if (event instanceof Event.ExperimentAssigned assigned) {
      return given(offers, before, assigned.proposal().transplant(), 1);
    }
    if (event instanceof Event.ExperimentWithdrawn withdrawn) {
      return before
          .workload()
          .find(withdrawn.id())
          .map(each -> given(offers, before, each.proposal().transplant(), -1))
          .orElse(offers);
    }
    if (event instanceof Event.ExperimentJudged judged) {
      return judged(offers, before, judged);
    }
    return offers;
  }

  /** The second try of a change, as a step, is not another machine's. */
  private static OfferBook given(
      OfferBook offers, Machine machine, Optional<Transplant> transplant, int more) {
    return transplant
        .filter(each -> !each.relative())
        .flatMap(Transplant::only)
        .flatMap(part -> offers.find(part.change()))
        .map(offer -> offers.plus(offer.givenTo(machine.membership().hardwareClass(), more)))
        .orElse(offers);
  }

  private static OfferBook judged(
      OfferBook offers, Machine machine, Event.ExperimentJudged judged) {
    Optional<Transplant> transplant = judged.experiment().proposal().transplant();
    Optional<Offer> offer =
        transplant.flatMap(Transplant::only).flatMap(part -> offers.find(part.change()));
    if (offer.isEmpty()) {
      return offers;
    }
    Transfer transfer = Transplants.transfer(judged);
    OptionalDouble gain = Transplants.gain(machine, judged);
    String hardwareClass = machine.membership().hardwareClass();
    Offer after =
        transplant.get().relative()
            ? offer.get().judgedAgainBy(hardwareClass, transfer)
            : offer.get().judgedBy(hardwareClass, transfer, gain);
    return offers.plus(after);
  }

  /**
   * What gained more than the noise floor is worth carrying, kept as better or as simpler. A
   * baseline is no discovery, and several changes together are offered one by one, as they were
   * found.
   */
  private static Optional<Win> offer(
      Settings settings, Machine before, Event.BranchAdvanced advanced) {
    Optional<Transplant.Part> carried = advanced.proposal().transplant().flatMap(Transplant::only);
    boolean isFound = before.branch().head().isPresent();
    if (!isFound || carried.isEmpty() && !Transplants.isOwn(advanced)) {
      return Optional.empty();
    }
    double metric = before.branch().head().orElseThrow().metric();
    double gain = settings.file().direction().improvement(advanced.head().metric(), metric);
    OptionalDouble floor = before.branch().yardstick().noise().floor();
    double least = settings.limits().minGain().orElse(floor.orElse(0));
    if (gain <= 0 || gain < least) {
      return Optional.empty();
    }
    double unit = floor.isPresent() && floor.getAsDouble() > 0 ? floor.getAsDouble() : gain;
    return Optional.of(
        new Win(
            carried.orElseGet(() -> Transplants.found(before, advanced)),
            before.membership().hardwareClass(),
            gain / unit));
  }
}
