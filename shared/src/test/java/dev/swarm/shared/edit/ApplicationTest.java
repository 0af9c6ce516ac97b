package dev.swarm.shared.edit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Patch;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What an edit comes to on an incumbent that is not the one it was made on. */
class ApplicationTest {
  private static final CampaignFile CAMPAIGN =
      CampaignFile.parse(
          """
          name: test
          metric: val_bpb
          mutable_files: [train.py]
          run_command: train
          budget: 10s
          knobs:
            - {name: LR, type: float, min: 0.001, max: 0.1, scale: log}
            - {name: DEPTH, type: int, min: 1, max: 8}
          """);
  private static final String BASE =
      """
      LR = 0.04
      # optimizer
      DEPTH = 8

      def act(x):
          return relu(x)

      def train():
          pass

      # far below
      """;
  private static final Patch PATCH = Patch.of("1".repeat(40));

  @Example
  void mergesAPatchOntoWhatChangedElsewhere() {
    String theirs = BASE.replace("relu(x)", "relu(x) ** 2");
    String here = BASE.replace("DEPTH = 8", "DEPTH = 4");
    assertThat(text(apply(patch(), here, theirs)))
        .isEqualTo(here.replace("relu(x)", "relu(x) ** 2"));
  }

  @Example
  void setsKnobsAfterTheMergeSoThatAStepMayDifferFromTheValue() {
    String theirs = BASE.replace("DEPTH = 8", "DEPTH = 4").replace("relu(x)", "silu(x)");
    assertThat(text(apply(new Edit(Map.of("DEPTH", "2"), Optional.of(PATCH)), BASE, theirs)))
        .isEqualTo(BASE.replace("DEPTH = 8", "DEPTH = 2").replace("relu(x)", "silu(x)"));
  }

  @Example
  void setsItsKnobsByNameWhereThePatchConflicts() {
    String theirs = BASE.replace("LR = 0.04", "LR = 0.06").replace("relu(x)", "silu(x)");
    String here = BASE.replace("LR = 0.04", "LR = 0.02").replace("relu(x)", "gelu(x)");
    Application.Applied applied =
        (Application.Applied)
            apply(new Edit(Map.of("LR", "0.06"), Optional.of(PATCH)), here, theirs);
    assertThat(text(applied)).isEqualTo(here.replace("LR = 0.02", "LR = 0.06"));
    assertThat(applied.conflict().orElseThrow())
        .contains("@@ train.py, line 1 @@")
        .contains("LR = 0.02")
        .contains("LR = 0.06")
        .contains("gelu(x)")
        .contains("silu(x)")
        .as("but not what is farther away than three lines")
        .doesNotContain("# far below");
  }

  @Example
  void isImpossibleWhereThePatchConflictsAndThereAreNoKnobs() {
    Application.Impossible impossible =
        (Application.Impossible)
            apply(patch(), BASE.replace("relu(x)", "gelu(x)"), BASE.replace("relu(x)", "silu(x)"));
    assertThat(impossible.reason()).contains("conflicts");
    assertThat(impossible.conflict()).contains("gelu(x)").contains("silu(x)");
  }

  @Example
  void isImpossibleWhereTheKnobIsGone() {
    Application.Impossible impossible =
        (Application.Impossible)
            apply(new Edit(Map.of("LR", "0.06")), BASE.replace("LR = 0.04\n", ""), BASE);
    assertThat(impossible.reason()).isEqualTo("The knob 'LR' is not set in the mutable file.");
  }

  @Example
  void changesNothingWhereTheBranchHasThePatchAlready() {
    String theirs = BASE.replace("relu(x)", "silu(x)");
    assertThat(apply(patch(), theirs.replace("DEPTH = 8", "DEPTH = 4"), theirs))
        .isEqualTo(new Application.NoChange());
  }

  @Example
  void changesNothingForABaseline() {
    assertThat(apply(Edit.NONE, BASE, BASE))
        .isEqualTo(new Application.Applied(Map.of(), Optional.empty()));
  }

  @Property(tries = 200)
  void comesToTheSameForASettingWhetherItIsMergedOrSetByName(
      @ForAll @IntRange(min = 1, max = 99) int here,
      @ForAll @IntRange(min = 1, max = 99) int there) {
    String theirs = BASE.replace("LR = 0.04", "LR = 0.0%d".formatted(there));
    String ours = BASE.replace("DEPTH = 8", "DEPTH = %d".formatted(here));
    Edit setting = new Edit(Map.of("LR", "0.0%d".formatted(there)));
    Application merged = apply(new Edit(setting.knobs(), Optional.of(PATCH)), ours, theirs);
    Application set = apply(setting, ours, theirs);
    assertThat(merged.getClass()).isEqualTo(set.getClass());
    if (set instanceof Application.Applied) {
      assertThat(text(merged)).isEqualTo(text(set));
    }
  }

  private static Edit patch() {
    return new Edit(Map.of(), Optional.of(PATCH));
  }

  /** What was made of the base elsewhere, put on what stands here. */
  private static Application apply(Edit edit, String here, String theirs) {
    return Application.of(edit, CAMPAIGN, file(here), file(BASE), file(theirs));
  }

  private static Application.Files file(String text) {
    return path -> path.equals("train.py") ? Optional.of(text.getBytes(UTF_8)) : Optional.empty();
  }

  private static String text(Application application) {
    Application.Applied applied = (Application.Applied) application;
    assertThat(applied.files()).containsOnlyKeys("train.py");
    return new String(applied.files().get("train.py"), UTF_8);
  }
}
