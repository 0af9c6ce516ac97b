package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Loads a run's engine without the network: its natives come from the class path, unpacked once
 * under the cache folder.
 */
final class EngineLoader {
  private final TrainerOptions options;
  private final Map<String, String> environment;
  private final List<NvidiaGpu> gpus;

  EngineLoader(TrainerOptions options, Map<String, String> environment, List<NvidiaGpu> gpus) {
    this.options = options;
    this.environment = environment;
    this.gpus = gpus;
  }

  /**
   * The folder for what is made once and used by every run: SWARM_CACHE or ~/.cache/autoresearch.
   */
  static Path cache(Map<String, String> environment) {
    String named = environment.getOrDefault("SWARM_CACHE", "");
    return named.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "autoresearch")
        : Path.of(named).toAbsolutePath();
  }

  /** The manager that the whole run allocates from. */
  NDManager load() {
    requireNatives();
    requireThreads();
    Path unpacked = cache(environment).resolve("djl");
    System.setProperty("DJL_CACHE_DIR", unpacked.toString());
    System.setProperty("ENGINE_CACHE_DIR", unpacked.toString());
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(options.threads()));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    String name = options.engine().djlName();
    return UnpackLock.once(
        unpacked,
        options.engine().option() + "-" + Engine.getDjlVersion(),
        () -> {
          Engine.getEngine(name);
          Device device = options.device().find(options.engine(), gpus, System.out);
          return NDManager.newBaseManager(device, name);
        });
  }

  private void requireNatives() {
    String os = System.getProperty("os.name");
    String arch = System.getProperty("os.arch");
    EngineName engine = options.engine();
    if (!engine.runsOn(os, arch)) {
      EngineName other = engine == EngineName.MXNET ? EngineName.PYTORCH : EngineName.MXNET;
      throw new Refusal(
          Refusal.USAGE,
          String.format(
              "%s has no native library for %s; use --engine %s.",
              engine.djlName(), EngineName.platform(os, arch), other.option()));
    }
  }

  /** MXNet reads its number of threads from the environment, before this program's first line. */
  private void requireThreads() {
    String wanted = Integer.toString(options.threads());
    if (!wanted.equals(environment.get("OMP_NUM_THREADS"))) {
      throw new Refusal(
          Refusal.USAGE,
          "OMP_NUM_THREADS has to be "
              + wanted
              + " before the Java virtual machine starts; start the file with swarm-train,"
              + " which sees to it.");
    }
  }
}
