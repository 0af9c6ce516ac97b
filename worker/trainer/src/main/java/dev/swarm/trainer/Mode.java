package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Locale;

/** How the operations are computed. */
enum Mode {
  /** DJL's array operations in float32, on either engine. */
  PLAIN,
  /** PyTorch's fused operations in float32. */
  FAST,
  /** As fast, with the factors of matrix products in bfloat16. */
  BFLOAT16;

  /** The name on the command line. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Operations operations(TrainerOptions options, NDManager manager) {
    String mode = System.getProperty("mode", "fast");
    return options.engine() == EngineName.MXNET || mode.equals("plain")
        ? new ArrayOperations(manager, options.engine())
        : new ScriptOperations(manager, Device.cpu(), mode.equals("bfloat16"));
  }
}
