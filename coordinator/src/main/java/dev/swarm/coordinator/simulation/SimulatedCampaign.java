package dev.swarm.coordinator.simulation;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.knob.Knob;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The campaign that a simulated swarm runs, and the order in which its knobs are kept.
 *
 * @param text of its file
 * @param file the same, parsed
 */
record SimulatedCampaign(String text, CampaignFile file) {
  /** Two classes judge by what they measure, one knows its noise beforehand, one is strict. */
  private static final String FILE =
      """
      name: simulation
      metric: val_bpb
      mutable_files: [Train.java]
      run_command: train
      budget: 300s
      knobs:
        - {name: MATRIX_LR, type: float, min: 0.001, max: 0.1, scale: log}
        - {name: EMBEDDING_LR, type: float, min: 0.01, max: 1, scale: log}
        - {name: WEIGHT_DECAY, type: float, min: 0.001, max: 0.5, scale: log}
        - {name: WARMDOWN, type: float, min: 0, max: 1}
        - {name: DEPTH, type: int, min: 2, max: 16, relative: true}
        - {name: BATCH, type: int, min: 4096, max: 524288, scale: log, relative: true}
        - {name: WINDOW, type: choice, choices: [L, SL, SSSL]}
      classes:
        apple-silicon: {keep: {noise_floor: 0.03}}
        cpu-x86: {keep: {policy: strict}}
      """;

  static final String BASE_COMMIT = "0".repeat(40);

  private static final String RUNGS =
      """
      ladder:
        ratchet: base
        reduction_factor: 2
        rungs:
          - {name: small, budget: 60s, knobs: {DEPTH: 2}}
          - {name: base}
          - {name: large, budget: 600s, knobs: {DEPTH: 8}}
      """;

  /** With one scale only. */
  static final SimulatedCampaign PLAIN = of(FILE);

  /** With a cheaper and a dearer scale beside the branch's own. */
  static final SimulatedCampaign WITH_LADDER = of(FILE + RUNGS);

  static final List<Knob> KNOBS = PLAIN.file().knobs();

  /** Where every branch starts. */
  private static final List<String> BASE =
      List.of("0.01", "0.1", "0.05", "0.3", "6", "65536", "SL");

  static final Map<String, String> BASE_KNOBS = baseKnobs();

  private static SimulatedCampaign of(String text) {
    return new SimulatedCampaign(text, CampaignFile.parse(text));
  }

  /** The values at the base commit, in the order of {@link #KNOBS}. */
  static String[] base() {
    return BASE.toArray(String[]::new);
  }

  /** Values in the order of {@link #KNOBS} with some of them changed. */
  static String[] with(String[] values, Map<String, String> changes) {
    String[] changed = values.clone();
    for (int i = 0; i < changed.length; i++) {
      String change = changes.get(KNOBS.get(i).name());
      if (change != null) {
        changed[i] = change;
      }
    }
    return changed;
  }

  private static Map<String, String> baseKnobs() {
    Map<String, String> knobs = new TreeMap<>();
    for (int i = 0; i < BASE.size(); i++) {
      knobs.put(KNOBS.get(i).name(), BASE.get(i));
    }
    return knobs;
  }
}
