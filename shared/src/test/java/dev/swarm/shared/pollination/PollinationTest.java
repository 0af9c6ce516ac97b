package dev.swarm.shared.pollination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PollinationTest {
  private static final Win HERE = win("mac-a", 1, "apple-silicon", 3);
  private static final Win THERE = win("rack", 1, "h100", 9);

  @Example
  void givesTheOwnClassesWinsFirstThenTheLargest() {
    Win small = win("rack", 2, "h100", 4);
    assertThat(next(Reception.NEW, 10, Offer.of(small), Offer.of(THERE), Offer.of(HERE)))
        .contains(HERE);
    assertThat(next(Reception.NEW, 10, Offer.of(small), Offer.of(THERE))).contains(THERE);
  }

  @Example
  void givesNoWinTwice() {
    assertThat(next(given(Reception.NEW, HERE), 10, Offer.of(HERE))).isEmpty();
  }

  @Example
  void givesNoWinBackToTheMachineThatMeasuredItFirst() {
    Win kept = new Win(win("mac-b", 3, "apple-silicon", 2).part(), "h100", 5);
    assertThat(next(Reception.NEW, 10, Offer.of(kept))).isEmpty();
  }

  @Example
  void givesMoreToAClassWhoseOrderOfWinsHoldsHere() {
    Agreement same = Agreement.NONE;
    Agreement opposite = Agreement.NONE;
    for (int i = 1; i <= 4; i++) {
      same = same.plus(new Agreement.Pair(4 * i, 3 * i), Transfer.TRANSFERRED);
      opposite = opposite.plus(new Agreement.Pair(4 * i, 20 - 3 * i), Transfer.TRANSFERRED);
    }
    assertThat(same.concordant()).isEqualTo(6);
    assertThat(opposite.discordant()).isEqualTo(6);
    assertThat(same.share()).isGreaterThan(opposite.share());
  }

  @Example
  void givesNothingThatChangesNothing() {
    assertThat(
            Pollination.nextFor(
                receiver(Reception.NEW, 10), book(List.of(Offer.of(HERE))), win -> false))
        .isEmpty();
  }

  @Example
  void letsThreeMachinesOfAClassDecideForItsOthers() {
    Offer offer = Offer.of(THERE);
    for (int i = 0; i < 3; i++) {
      assertThat(next(Reception.NEW, 10, offer)).isPresent();
      offer = offer.givenTo("apple-silicon", 1);
    }
    assertThat(next(Reception.NEW, 10, offer)).as("until they have measured it").isEmpty();
    Offer failed = offer;
    Offer worked = offer;
    for (int i = 0; i < 3; i++) {
      failed = failed.judgedBy("apple-silicon", Transfer.HURT, OptionalDouble.of(-3));
      worked =
          worked.judgedBy(
              "apple-silicon", i == 0 ? Transfer.HURT : Transfer.TRANSFERRED, OptionalDouble.of(i));
    }
    assertThat(next(Reception.NEW, 10, failed)).isEmpty();
    assertThat(next(Reception.NEW, 10, worked)).isPresent();
  }

  @Example
  void neverGivesAFastClassMoreThanItsShareOfAMachinesRuns() {
    Random random = new Random(7);
    List<Offer> offers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      offers.add(Offer.of(win("rack", i, "h100", 1 + random.nextInt(9))));
    }
    assertThat(transplantsOf(offers, Transfer.NEUTRAL)).isBetween(2, 15);
    assertThat(transplantsOf(offers, Transfer.TRANSFERRED)).isBetween(90, 134);
  }

  /** Of 200 experiments, all transplants ending alike. */
  private static int transplantsOf(List<Offer> offers, Transfer transfer) {
    Reception reception = Reception.NEW;
    int transplants = 0;
    for (int experiments = 0; experiments < 200; experiments++) {
      Optional<Win> next =
          Pollination.nextFor(receiver(reception, experiments), book(offers), win -> true);
      if (next.isPresent()) {
        transplants++;
        reception =
            given(reception, next.get())
                .agreed("h100", new Agreement.Pair(next.get().gain(), 1), transfer);
      }
    }
    return transplants;
  }

  @Property
  void choosesTheSameWhateverOrderTheResultsCameIn(@ForAll long seed) {
    Random random = new Random(seed);
    List<Offer> offers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      offers.add(
          Offer.of(win("m" + i, i, random.nextBoolean() ? "h100" : "mini", random.nextInt(3) + 1)));
    }
    Set<ChangeId> inOrder = givenAll(offers);
    Collections.shuffle(offers, random);
    assertThat(givenAll(offers)).isEqualTo(inOrder).hasSize(12);
  }

  private static Set<ChangeId> givenAll(List<Offer> offers) {
    Reception reception = Reception.NEW;
    Set<ChangeId> given = new HashSet<>();
    for (int experiments = 0; experiments < 500; experiments++) {
      Optional<Win> next =
          Pollination.nextFor(receiver(reception, experiments), book(offers), win -> true);
      if (next.isPresent()) {
        assertThat(given.add(next.get().change())).isTrue();
        reception = given(reception, next.get());
      }
    }
    return given;
  }

  /** Whatever has happened to the offers, and whenever a class was first heard of. */
  @Property(tries = 300)
  void choosesWhatALookAtEveryOfferWould(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> classes = List.of("h100", "mini", "apple-silicon");
    OfferBook book = OfferBook.EMPTY;
    Reception reception = Reception.NEW;
    for (int i = 0; i < 120; i++) {
      String hardwareClass = classes.get(random.nextInt(3));
      List<Offer> known = new ArrayList<>(book.all().values());
      int what = known.isEmpty() ? 0 : random.nextInt(7);
      if (what <= 1) {
        Win win = win("m" + random.nextInt(9), i, hardwareClass, 1 + random.nextInt(3));
        book = book.plus(Offer.of(win));
      } else if (what == 2) {
        book = book.knowing(hardwareClass);
      } else {
        Offer offer = known.get(random.nextInt(known.size()));
        Offer.Receivers receivers = offer.in(hardwareClass);
        if (what == 3 && receivers.given() > receivers.judged()) {
          Transfer transfer = random.nextBoolean() ? Transfer.TRANSFERRED : Transfer.HURT;
          book = book.plus(offer.judgedBy(hardwareClass, transfer, OptionalDouble.of(1)));
        } else {
          book = book.plus(offer.givenTo(hardwareClass, 1));
        }
      }
      Pollination.Receiver receiver = receiver(reception, random.nextInt(30));
      int mask = random.nextInt(8);
      Predicate<Win> isNew = win -> (win.change().text().hashCode() & 7) != mask;
      Optional<Win> next = Pollination.nextFor(receiver, book, isNew);
      assertThat(next).isEqualTo(EveryOffer.nextFor(receiver, book.all().values(), isNew));
      assertThat(Pollination.waitingFor(receiver, book, isNew))
          .isEqualTo(EveryOffer.waitingFor(receiver, book.all().values(), isNew));
      if (next.isPresent() && random.nextInt(3) == 0) {
        reception = given(reception, next.get());
      }
    }
  }

  @Example
  void callsADiscoveryWhatItsClassesSay() {
    Discovery.Call won = Discovery.call(3, 1);
    Discovery.Call lost = Discovery.call(-3, 1);
    Discovery.Call close = Discovery.call(0.5, 1);
    assertThat(Discovery.of(List.of(won, won))).isEqualTo(Discovery.UNIVERSAL);
    assertThat(Discovery.of(List.of(won, lost))).isEqualTo(Discovery.CLASS_SPECIFIC);
    assertThat(Discovery.of(List.of(won, close))).isEqualTo(Discovery.UNDECIDED);
    assertThat(Discovery.of(List.of(won))).isEqualTo(Discovery.UNTESTED);
    assertThat(Discovery.of(List.of(lost, lost))).isEqualTo(Discovery.ANTI_PATTERN);
  }

  @Example
  void savesExperimentsWhereClassesShareEffectsAndCostsLittleWhereTheyAreContrary() {
    PollinationSimulation.Calls calls = new PollinationSimulation.Calls();
    assertThat(PollinationSimulation.ratio(0.75, 100, calls).value()).isLessThanOrEqualTo(0.723);
    assertThat(PollinationSimulation.contrary(100).value()).isLessThanOrEqualTo(1.10);
    assertThat((double) calls.largeRight / calls.large).isGreaterThanOrEqualTo(0.95);
    assertThat((double) calls.smallWrong / calls.small).isLessThanOrEqualTo(0.10);
  }

  private static Optional<Win> next(Reception reception, int experiments, Offer... offers) {
    return Pollination.nextFor(
        receiver(reception, experiments), book(List.of(offers)), win -> true);
  }

  private static OfferBook book(List<Offer> offers) {
    OfferBook book = OfferBook.EMPTY.knowing("apple-silicon");
    for (Offer each : offers) {
      book = book.plus(each);
    }
    return book;
  }

  private static Pollination.Receiver receiver(Reception reception, int experiments) {
    return new Pollination.Receiver(
        new MachineName("mac-b"), "apple-silicon", reception, experiments);
  }

  private static Reception given(Reception reception, Win win) {
    return reception
        .received(win.change(), new ExperimentId(new MachineName("mac-b"), 1))
        .counted(win.hardwareClass(), 1);
  }

  private static Win win(String machine, int number, String hardwareClass, double gain) {
    return new Win(
        new Transplant.Part(
            ChangeId.of(new ExperimentId(new MachineName(machine), number)),
            Optional.of(hardwareClass),
            new Edit(Map.of("LR", machine + number)),
            Map.of(),
            "LR"),
        hardwareClass,
        gain);
  }
}
