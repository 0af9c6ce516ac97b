package dev.swarm.shared.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.pollination.Discovery;
import dev.swarm.shared.pollination.Discovery.Call;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a comparison calls changes, by examples. */
class ClassComparisonTest {
  private static final String H100 = "h100";
  private static final String MAC = "apple-silicon";

  private final Trials two = new Trials("h100/gpu", "apple-silicon/mac");

  @Test
  void callsUniversalWhatWonOnEveryClassThatTriedIt() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("mac", "gpu-1", H100, 0.04, Transfer.TRANSFERRED);

    ChangeReport change = only(Discovery.UNIVERSAL);
    assertThat(change.change()).isEqualTo("gpu-1");
    assertThat(change.description()).isEqualTo("LR 0.04 -> 0.05");
    assertThat(change.results()).containsOnlyKeys(H100, MAC);
    assertThat(change.results().get(H100).percent().getAsDouble()).isCloseTo(3, within(1e-9));
    assertThat(change.untried()).isEmpty();
  }

  @Test
  void callsClassSpecificWhatWonHereAndLostThereWithBothDeltasAndTheirNoise() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("mac", "gpu-1", H100, -0.04, Transfer.HURT);

    ChangeReport change = only(Discovery.CLASS_SPECIFIC);
    assertThat(change.results().get(H100).gain()).hasValue(0.06);
    assertThat(change.results().get(MAC).gain().getAsDouble()).isCloseTo(-0.04, within(1e-12));
    assertThat(change.results().get(MAC).standardError().getAsDouble())
        .isCloseTo(Trials.NOISE, within(1e-12));
  }

  @Test
  void callsUndecidedWhatIsTooCloseToTheNoiseSomewhere() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("mac", "gpu-1", H100, 0.5 * Trials.NOISE, Transfer.NEUTRAL);

    assertThat(only(Discovery.UNDECIDED).results().get(MAC).call()).isEqualTo(Call.UNDECIDED);
  }

  @Test
  void callsUntestedWhatWonHereAndSaysWhenItWillBeTriedThere() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true).waits("mac", "gpu-1", "after 2 others");

    ChangeReport change = only(Discovery.UNTESTED);
    assertThat(change.untried()).containsOnlyKeys(MAC);
    assertThat(change.waiting()).extracting(Waiting::when).containsExactly("after 2 others");
  }

  @Test
  void callsAntiPatternWhatFailedOnTwoClassesACrashAmongThem() {
    two.own("gpu", "DEPTH", "8", "32", -0.2, false)
        .carried("mac", "gpu-1", H100, 0, Transfer.CRASHED);

    ChangeReport change = only(Discovery.ANTI_PATTERN);
    assertThat(change.results().get(MAC).crashed()).isEqualTo(1);
    assertThat(change.results().get(MAC).gain()).isEmpty();
  }

  @Test
  void callsAntiPatternWhatFailedRepeatedlyOnOneClass() {
    two.own("gpu", "DEPTH", "8", "32", -0.2, false).own("gpu", "DEPTH", "8", "32", -0.3, false);

    assertThat(only(Discovery.ANTI_PATTERN).results().get(H100).experiments())
        .containsExactly("gpu-1", "gpu-2");
  }

  @Test
  void countsWhatOneClassTriedOnceAndDidNotKeepWithoutNamingIt() {
    two.own("gpu", "LR", "0.04", "0.05", -0.06, false)
        .own("gpu", "LR", "0.04", "0.06", 0.001, false);

    assertThat(two.report().changes()).isEmpty();
    assertThat(two.report().triedOnce()).isEqualTo(2);
  }

  @Test
  void saysOfNoNearMissThatItWon() {
    two.own("gpu", "LR", "0.04", "0.05", 1.5 * Trials.NOISE, false)
        .carried("mac", "gpu-1", H100, 0.05, Transfer.TRANSFERRED);

    ChangeReport change = only(Discovery.UNDECIDED);
    assertThat(change.results().get(H100).call()).isEqualTo(Call.UNDECIDED);
    assertThat(change.results().get(MAC).call()).isEqualTo(Call.WON);
  }

  @Test
  void recognisesAChangeThatTwoClassesFoundIndependentlyHoweverItIsSpelled() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true).own("mac", "LR", "4e-2", "0.050", 0.09, true);

    ChangeReport change = only(Discovery.UNIVERSAL);
    assertThat(change.change()).isEqualTo("gpu-1");
    assertThat(change.alsoFoundAs()).containsExactly("mac-1");
  }

  @Test
  void takesTheSameValueFromAnotherOneForAnotherChange() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true).own("mac", "LR", "0.06", "0.05", 0.09, true);

    assertThat(two.report().called(Discovery.UNTESTED)).hasSize(2);
  }

  @Test
  void recognisesTheSameStepOfARelativeKnob() {
    two.own("gpu", "BATCH", "2**19", "2**18", 0.06, true)
        .own("mac", "BATCH", "65536", "32768", 0.3, true);

    assertThat(two.report("BATCH").called(Discovery.UNIVERSAL)).hasSize(1);
    assertThat(two.report().called(Discovery.UNIVERSAL)).isEmpty();
  }

  @Test
  void combinesMachinesOfOneClassByTheInverseOfTheirVariance() {
    Trials three = new Trials("h100/gpu", "apple-silicon/mac", "apple-silicon/mini");
    three
        .own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("mac", List.of("gpu-1"), H100, 0.03, 0.01, false, Transfer.TRANSFERRED, null)
        .carried("mini", List.of("gpu-1"), H100, -0.06, 0.02, false, Transfer.HURT, null);

    ClassResult result = three.report().changes().get(0).results().get(MAC);
    assertThat(result.gain().getAsDouble()).isCloseTo((4 * 0.03 - 0.06) / 5, within(1e-12));
    assertThat(result.standardError().getAsDouble())
        .isCloseTo(1 / Math.sqrt(1 / 0.0001 + 1 / 0.0004), within(1e-12));
    assertThat(result.machines()).isEqualTo(2);
  }

  @Test
  void letsTheStepSpeakWhereTheValueFailed() {
    two.own("gpu", "BATCH", "512", "256", 0.06, true)
        .carried("mac", List.of("gpu-1"), H100, -0.2, 0.01, false, Transfer.HURT, null)
        .carried("mac", List.of("gpu-1"), H100, 0.04, 0.01, true, Transfer.TRANSFERRED, null);

    ClassResult result = only(Discovery.UNIVERSAL).results().get(MAC);
    assertThat(result.asStep()).isTrue();
    assertThat(result.gain()).hasValue(0.04);
  }

  @Test
  void neverMixesRungsAndSaysWhatIsScaleProof() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("gpu", List.of("gpu-1"), H100, 0.3, 0.01, false, Transfer.TRANSFERRED, "d12")
        .own("mac", "WD", "0.1", "0.2", 0.06, true)
        .carried("mac", List.of("mac-1"), MAC, -0.3, 0.01, false, Transfer.HURT, "d12");

    List<ChangeReport> changes = two.report().called(Discovery.UNTESTED);
    ClassResult proof = changes.get(0).results().get(H100);
    assertThat(proof.gain()).hasValue(0.06);
    assertThat(proof.rungs()).containsEntry("d12", Call.WON);
    assertThat(proof.isScaleProof()).isTrue();
    assertThat(changes.get(1).results().get(MAC).isScaleProof()).isFalse();
    assertThat(two.report().branches()).extracting(BranchReport::experiments).containsOnly(1);
    assertThat(two.report().transfers()).isEmpty();
  }

  @Test
  void doesNotCountWhatCouldNotBePutThereAsTried() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("mac", "gpu-1", H100, 0, Transfer.NOT_TRANSFERABLE);

    ChangeReport change = only(Discovery.UNTESTED);
    assertThat(change.untried().get(MAC).notTransferable()).containsExactly("mac-1");
    TransferCell cell = two.report().transfers(H100, MAC).orElseThrow();
    assertThat(cell.tried()).isZero();
    assertThat(cell.notTransferable()).isEqualTo(1);
  }

  @Test
  void doesNotCreditOneChangeWithWhatSeveralDidTogether() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .own("gpu", "WD", "0.1", "0.2", 0.06, true)
        .carried(
            "mac", List.of("gpu-1", "gpu-2"), H100, 0.1, 0.01, false, Transfer.TRANSFERRED, null);

    assertThat(two.report().called(Discovery.UNTESTED)).hasSize(2);
    assertThat(two.report().changes().get(0).untried().get(MAC).together())
        .containsExactly("mac-1");
    assertThat(two.report().transfers(H100, MAC).orElseThrow().transferred()).isEqualTo(1);
  }

  @Test
  void fallsBackOnVerdictsWhereTheNoiseIsUnknownAndSaysSo() {
    two.own("gpu", "LR", "0.04", "0.05", 0.06, true)
        .carried("mac", List.of("gpu-1"), H100, 0.04, 0, false, Transfer.TRANSFERRED, null);

    ClassResult result = only(Discovery.UNIVERSAL).results().get(MAC);
    assertThat(result.noiseUnknown()).isTrue();
    assertThat(result.gain()).isEmpty();
  }

  @Test
  void countsTransfersClassByClassAndHowMuchOfTheGainWasLeft() {
    two.own("gpu", "A", "1", "2", 0.10, true)
        .own("gpu", "B", "1", "2", 0.10, true)
        .own("gpu", "C", "1", "2", 0.10, true)
        .carried("mac", "gpu-1", H100, 0.05, Transfer.TRANSFERRED)
        .carried("mac", "gpu-2", H100, -0.04, Transfer.HURT)
        .carried("mac", "gpu-3", H100, 0.001, Transfer.NEUTRAL)
        .own("mac", "D", "1", "2", 0.10, true)
        .carried("gpu", "mac-4", MAC, 0, Transfer.CRASHED);

    TransferCell there = two.report().transfers(H100, MAC).orElseThrow();
    assertThat(there.tried()).isEqualTo(3);
    assertThat(there.transferred()).isEqualTo(1);
    assertThat(there.neutral()).isEqualTo(1);
    assertThat(there.hurt()).isEqualTo(1);
    assertThat(there.medianShare().getAsDouble()).isCloseTo(0.01, within(1e-9));
    TransferCell back = two.report().transfers(MAC, H100).orElseThrow();
    assertThat(back.crashed()).isEqualTo(1);
    assertThat(back.medianShare()).isEmpty();
  }

  @Test
  void followsABranchInPercentOfItsOwnBaseline() {
    two.own("gpu", "A", "1", "2", 0.5, true)
        .own("gpu", "B", "1", "2", -0.5, false)
        .crash("gpu", "C", "1", "2");

    BranchReport gpu = two.report().classes().get(1).branches().get(0);
    assertThat(gpu.steps())
        .extracting(BranchReport.Step::best)
        .containsExactly(0.0, 25.0, 25.0, 25.0);
    assertThat(gpu.steps().get(3).percent()).isEmpty();
    assertThat(gpu.kept()).isEqualTo(1);
    assertThat(gpu.crashed()).isEqualTo(1);
    assertThat(gpu.changedKnobs()).containsEntry("A", "2");
  }

  private ChangeReport only(Discovery discovery) {
    assertThat(two.report().changes())
        .extracting(ChangeReport::discovery)
        .containsExactly(discovery);
    return two.report().changes().get(0);
  }
}
