package dev.swarm.trainer;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Every option of a run: its flag, the environment variable it overrides, default and meaning. */
enum Option {
  ENGINE("--engine", "SWARM_ENGINE", "pytorch", "what computes: pytorch or mxnet"),
  DEVICE("--device", "SWARM_DEVICE", "auto", "where it computes: auto, cpu, cuda, cuda:1 or mps"),
  MODE(
      "--mode",
      "SWARM_MODE",
      "auto",
      "plain, fast (fused operations), bfloat16 (fast with bfloat16 products), or auto"),
  THREADS("--threads", "SWARM_THREADS", "", "threads to compute with (default: one per core)"),
  BUDGET("--budget", "SWARM_BUDGET_SECONDS", "300s", "time to train for: 15s, 5m or seconds"),
  DATA(
      "--data",
      "SWARM_DATA",
      "",
      "folder that swarm prepare made (default: the bundled text, by Dickens)"),
  SEED("--seed", "SWARM_SEED", "42", "whole number that fixes the batches and first weights");

  private final String flag;
  private final String variable;
  private final String byDefault;
  private final String meaning;

  Option(String flag, String variable, String byDefault, String meaning) {
    this.flag = flag;
    this.variable = variable;
    this.byDefault = byDefault;
    this.meaning = meaning;
  }

  String flag() {
    return flag;
  }

  static Optional<Option> ofFlag(String flag) {
    return Arrays.stream(values()).filter(option -> option.flag.equals(flag)).findFirst();
  }

  /** The value where no flag gives one; an empty variable counts as absent. */
  String valueFrom(Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "");
    return value.isBlank() ? byDefault : value.strip();
  }

  /** One line per option. */
  static String help() {
    StringBuilder help = new StringBuilder();
    for (Option option : values()) {
      help.append(
          String.format(
              "  %-10s %-21s %s%n",
              option.flag,
              option.variable,
              option.byDefault.isEmpty()
                  ? option.meaning
                  : option.meaning + " (default: " + option.byDefault + ")"));
    }
    return help.toString();
  }
}
