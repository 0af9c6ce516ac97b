package dev.swarm.agent.run;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment of a run: an allow list out of the worker's own, then what the sandbox needs,
 * then what the caller gives, then the run's mark. Nothing else gets in, so the swarm's token and
 * the keys of whoever started the worker never reach an experiment.
 *
 * <p>Pure.
 */
final class ChildEnvironment {
  private static final Set<String> ALLOWED =
      Set.of(
          "PATH",
          "LANG",
          "JAVA_HOME",
          "TZ",
          "USER",
          "LD_LIBRARY_PATH",
          "CUDA_HOME",
          "CUDA_DEVICE_ORDER",
          "CUDA_VISIBLE_DEVICES",
          "ROCR_VISIBLE_DEVICES",
          "HIP_VISIBLE_DEVICES");
  private static final String LOCALE = "LC_";

  private ChildEnvironment() {}

  static Map<String, String> of(
      Map<String, String> workers,
      Map<String, String> sandboxes,
      Map<String, String> given,
      String nonce) {
    Map<String, String> environment = new TreeMap<>();
    workers.forEach(
        (name, value) -> {
          if (ALLOWED.contains(name) || name.startsWith(LOCALE)) {
            environment.put(name, value);
          }
        });
    environment.putAll(sandboxes);
    environment.putAll(given);
    environment.put(ProcessTable.MARK, nonce);
    return environment;
  }
}
