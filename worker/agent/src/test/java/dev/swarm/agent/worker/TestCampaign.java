package dev.swarm.agent.worker;

import java.util.Map;

/**
 * A campaign that is over in no time. Its metric is 1 and the knob LR behind the point; the knob
 * MODE says how a run ends, and HOLD names a file that it waits for first.
 */
final class TestCampaign {
  static final String MUTABLE = "knobs.sh";

  /** Where the files that HOLD names are looked for. */
  static final String GATE = "GATE";

  private static final String FILE =
      """
      name: quick
      metric: val_bpb
      mutable_files: [knobs.sh]
      immutable_files: [train.sh]
      run_command: sh train.sh
      budget: 1s
      limits: { training: LIMIT, cycle: LIMIT }
      nonce: required
      data: ["~/../gate"]
      """;

  private static final String KNOBS =
      """
      LR=0.04
      MODE="measure"
      HOLD=""
      """;

  private static final String TRAIN =
      """
      . ./knobs.sh
      echo "started in 0.25 s (shell)"
      echo "step 7 | loss 2.5 | 1.5k tokens/s | 50%"
      while [ -n "$HOLD" ] && [ ! -e "$GATE/$HOLD" ]; do sleep 0.02; done
      metric=1.${LR#0.}
      summary() {
        echo "---"
        echo "nonce: $SWARM_NONCE"
        echo "val_bpb: $metric"
        echo "training_seconds: 0.5"
        echo "peak_vram_mb: 512.5"
        echo "num_steps: 7"
      }
      case $MODE in
        crash) echo "ValueError: shapes do not match"; exit 3 ;;
        silent) echo "all done"; exit 0 ;;
        twice) summary ;;
        foreign) SWARM_NONCE=guessed ;;
        nan) metric=nan ;;
        zero) metric=0 ;;
        endless) while :; do sleep 0.05; done ;;
        meddle) echo "# easier" >>README.md ;;
        overwrite) echo "# easier" >>train.sh; echo "# easier" >>README.md ;;
        litter) echo "left behind" >leftover.txt ;;
        find) [ -e leftover.txt ] && metric=9 ;;
      esac
      summary
      """;

  private TestCampaign() {}

  /** The campaign file's text. */
  static String file(String limit) {
    return FILE.replace("LIMIT", limit);
  }

  /** The base commit. */
  static Map<String, String> files() {
    return Map.of(
        "autoresearch.yaml",
        file(TestSwarm.LONG),
        MUTABLE,
        KNOBS,
        "train.sh",
        TRAIN,
        "README.md",
        "quick\n");
  }
}
