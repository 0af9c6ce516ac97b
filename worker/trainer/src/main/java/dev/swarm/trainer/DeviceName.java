package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a run computes, as the command line names it: {@code auto}, {@code cpu}, {@code cuda},
 * {@code cuda:1} or {@code mps}. Apple's GPU was never run by this project, and DJL leaves its own
 * tests of it switched off; so a device other than the CPU has to do a small training step before
 * it is used.
 *
 * @param option the name
 */
record DeviceName(String option) {
  static final DeviceName AUTO = new DeviceName("auto");

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d+))?");
  private static final String MPS = "mps";

  /** The device of a name, empty where there is no such name. */
  static Optional<DeviceName> of(String option) {
    boolean known =
        option.equals("auto")
            || option.equals("cpu")
            || option.equals(MPS)
            || CUDA.matcher(option).matches();
    return known ? Optional.of(new DeviceName(option)) : Optional.empty();
  }

  /**
   * Finds the device.
   *
   * @param gpus those of NVIDIA that the process may use
   * @param out told where the automatic choice does not work
   * @throws Refusal where the device that was asked for is not there or does not work
   */
  Device find(EngineName engine, List<NvidiaGpu> gpus, PrintStream out) {
    if (engine == EngineName.MXNET) {
      if (equals(AUTO) || option.equals("cpu")) {
        return Device.cpu();
      }
      throw refusal("MXNet has no library for it; use --engine pytorch or --device cpu");
    }
    Device device = candidate(gpus);
    if (device.equals(Device.cpu())) {
      return device;
    }
    Optional<String> trouble = trouble(device);
    if (trouble.isEmpty()) {
      return device;
    }
    if (!equals(AUTO)) {
      throw refusal("it fails in a small training step (" + trouble.get() + ")");
    }
    out.println(device + " fails in a small training step; computing on the CPU.");
    return Device.cpu();
  }

  private Device candidate(List<NvidiaGpu> gpus) {
    int usable = usable(gpus);
    String platform =
        EngineName.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Matcher cuda = CUDA.matcher(option);
    if (cuda.matches()) {
      int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
      if (number < usable) {
        return Device.gpu(number);
      }
      throw refusal(
          "PyTorch finds "
              + usable
              + " such devices; the build has its CUDA libraries with -Pcuda, or set"
              + " PYTORCH_LIBRARY_PATH, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128");
    }
    boolean apple = platform.equals("osx-aarch64");
    if (option.equals(MPS) && !apple) {
      throw refusal("that is Apple's GPU, and this is " + platform);
    }
    if (equals(AUTO) && usable > 0) {
      return Device.gpu(0);
    }
    return apple && !option.equals("cpu") ? Device.of(MPS, -1) : Device.cpu();
  }

  private static int usable(List<NvidiaGpu> gpus) {
    boolean built =
        Engine.getEngine(EngineName.PYTORCH.djlName()).hasCapability(StandardCapabilities.CUDA);
    return built ? gpus.size() : 0;
  }

  private static Optional<String> trouble(Device device) {
    try (NDManager manager = NDManager.newBaseManager(device, EngineName.PYTORCH.djlName())) {
      NDArray weight = manager.ones(new Shape(4, 4));
      weight.setRequiresGradient(true);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        collector.backward(weight.matMul(weight).softmax(1).square().sum());
      }
      weight.getGradient().toFloatArray();
      return Optional.empty();
    } catch (RuntimeException failure) {
      return Optional.of(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private Refusal refusal(String why) {
    return new Refusal(Refusal.USAGE, "The device " + option + " cannot be used: " + why + ".");
  }
}
