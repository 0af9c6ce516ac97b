package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.pollination.Offer;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Wins that travel from machine to machine. */
class TransplantsTest {
  private static final String RELATIVE =
      Situation.MEASURED_FILE.replace("min: 1, max: 8}", "min: 1, max: 8, relative: true}");

  @Test
  void offersAWinToTheOtherMachineWhichMeasuresItItself() {
    Situation situation = withBaselines(Situation.MEASURED_FILE);
    Experiment winner = win(situation, "rack");

    Experiment transplant = transplant(situation, "mini");
    assertThat(transplant.proposal().transplant().orElseThrow().changes())
        .containsExactly(ChangeId.of(winner.id()));
    assertThat(transplant.proposal().edit()).isEqualTo(winner.proposal().edit());
    assertThat(transplant.proposal().reason()).contains("rack").contains("h100");
    assertThat(transplant.base())
        .contains(situation.machine("mini").branch().head().orElseThrow().experiment());

    until(situation, "mini", transplant.id(), 1.90);
    assertThat(situation.machine("mini").branch().head().orElseThrow().experiment())
        .isEqualTo(transplant.id());
    assertThat(offer(situation, winner).in("apple-silicon"))
        .matches(each -> each.given() == 1 && each.judged() == 1 && each.transferred() == 1)
        .matches(each -> each.gain().orElseThrow() > 0);
  }

  @Test
  void remembersThatAWinHurtElsewhere() {
    Situation situation = withBaselines(Situation.MEASURED_FILE);
    Experiment winner = win(situation, "rack");
    Experiment transplant = transplant(situation, "mini");

    until(situation, "mini", transplant.id(), 2.30);

    Event.ExperimentJudged verdict =
        situation.events(Event.ExperimentJudged.class).stream()
            .filter(each -> each.id().equals(transplant.id()))
            .findFirst()
            .orElseThrow();
    assertThat(verdict.verdict().status()).isEqualTo(Status.DISCARD);
    assertThat(verdict.comparison().orElseThrow().gain()).isNegative();
    assertThat(offer(situation, winner).in("apple-silicon"))
        .matches(each -> each.given() == 1 && each.judged() == 1 && each.transferred() == 0)
        .matches(each -> each.gain().orElseThrow() < 0);
    assertThat(situation.machine("mini").reception().agreementWith("h100"))
        .matches(each -> each.tried() == 1 && each.transferred() == 0);
  }

  @Test
  void neverSendsAWinBackNorOffersATransplantAsNew() {
    Situation situation = withBaselines(Situation.MEASURED_FILE);
    Experiment winner = win(situation, "rack");
    Experiment transplant = transplant(situation, "mini");
    until(situation, "mini", transplant.id(), 1.90);

    for (int i = 0; i < 30; i++) {
      situation.measured("rack", 2.5);
      situation.measured("mini", 2.5);
    }

    assertThat(situation.campaign().offers().all().keySet())
        .containsExactly(ChangeId.of(winner.id()));
    assertThat(situation.events(Event.ExperimentAssigned.class))
        .filteredOn(each -> each.machine().text().equals("rack"))
        .noneMatch(each -> each.proposal().transplant().isPresent());
  }

  @Test
  void triesNoStepThatComesToTheSameValue() {
    Situation situation = withBaselines(RELATIVE);
    Experiment winner = winWith(situation, "rack", "DEPTH");
    Experiment transplant = transplant(situation, "mini");
    until(situation, "mini", transplant.id(), 2.30);

    // Both machines start from depth 4, so the same step is the same value: nothing new to try.
    assertThat(situation.machine("mini").workload().assigned())
        .noneMatch(
            each -> each.proposal().transplant().filter(from -> from.relative()).isPresent());
    assertThat(winner.proposal().edit().knobs()).containsKey("DEPTH");
  }

  private static Offer offer(Situation situation, Experiment winner) {
    return situation.campaign().offers().find(ChangeId.of(winner.id())).orElseThrow();
  }

  /** Two machines of different classes, each at 2.01 with noise 0.01. */
  private static Situation withBaselines(String file) {
    Situation situation = Situation.startedOn(file);
    situation.joinClass("rack", "h100");
    situation.joinClass("mini", "apple-silicon");
    for (double metric : new double[] {2.00, 2.02, 2.01}) {
      situation.measured("rack", metric, 1000, new LineChange(0, 0));
      situation.measured("mini", metric, 1000, new LineChange(0, 0));
    }
    return situation;
  }

  private static Experiment win(Situation situation, String machine) {
    Experiment winner = situation.running(machine);
    until(situation, machine, winner.id(), 1.90);
    return winner;
  }

  /** Lets a machine fail until it tries a knob, and then win with it. */
  private static Experiment winWith(Situation situation, String machine, String knob) {
    while (!situation.running(machine).proposal().edit().knobs().containsKey(knob)) {
      situation.measured(machine, 2.5);
    }
    return win(situation, machine);
  }

  /** Lets a machine fail until it is given a transplant. */
  private static Experiment transplant(Situation situation, String machine) {
    for (int i = 0; i < 40; i++) {
      Experiment running = situation.running(machine);
      if (running.proposal().origin() == Origin.TRANSPLANT) {
        return running;
      }
      until(situation, machine, running.id(), 2.5);
    }
    throw new AssertionError("No transplant came.");
  }

  /** Reports the same metric until an experiment has its verdict; the incumbent stays as it is. */
  private static void until(Situation situation, String machine, ExperimentId id, double metric) {
    while (situation.machine(machine).workload().find(id).isPresent()) {
      Machine now = situation.machine(machine);
      boolean incumbents = now.workload().trial().side() == Judgement.Side.INCUMBENT;
      double head = now.branch().head().map(Head::metric).orElse(metric);
      situation.measured(machine, incumbents ? head : metric);
    }
  }

  @Test
  void givesEachMachineOfAClassTheWinUntilThreeHaveFailed() {
    Situation situation = Situation.startedOn(Situation.MEASURED_FILE);
    List<String> machines = List.of("rack", "mac-a", "mac-b", "mac-c", "mac-d");
    machines.forEach(
        machine -> situation.joinClass(machine, machine.equals("rack") ? "h100" : "apple-silicon"));
    for (double metric : new double[] {2.00, 2.02, 2.01}) {
      machines.forEach(machine -> situation.measured(machine, metric));
    }
    Experiment winner = win(situation, "rack");
    for (String machine : machines.subList(1, 4)) {
      until(situation, machine, transplant(situation, machine).id(), 2.3);
    }
    assertThat(offer(situation, winner).in("apple-silicon"))
        .matches(each -> each.given() == 3 && each.judged() == 3 && each.transferred() == 0);
    for (int i = 0; i < 20; i++) {
      Optional<Experiment> running = situation.machine("mac-d").workload().running();
      assertThat(running.orElseThrow().proposal().transplant()).isEmpty();
      until(situation, "mac-d", running.get().id(), 2.5);
    }
  }
}
