package dev.swarm.trainer;

import java.util.Locale;
import java.util.Set;

/**
 * The engines that a run can compute on, and where each has a native library among this trainer's
 * jars: PyTorch on Linux (x86_64, aarch64) and on Apple silicon; MXNet on x86_64 only, Linux or
 * Mac.
 */
public enum EngineName {
  PYTORCH("PyTorch", Set.of("linux-x86_64", "linux-aarch64", "osx-aarch64")),
  MXNET("MXNet", Set.of("linux-x86_64", "osx-x86_64"));

  private final String djlName;
  private final Set<String> platforms;

  EngineName(String djlName, Set<String> platforms) {
    this.djlName = djlName;
    this.platforms = platforms;
  }

  /** The name on the command line: {@code pytorch} or {@code mxnet}. */
  public String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name that DJL knows it by. */
  String djlName() {
    return djlName;
  }

  /**
   * Whether the engine has a native library for a platform. A class path made on another platform
   * lacks it all the same: the build takes the natives of the platform it runs on.
   *
   * @param osName as in the system property {@code os.name}
   * @param osArch as in the system property {@code os.arch}
   */
  public boolean runsOn(String osName, String osArch) {
    return platforms.contains(platform(osName, osArch));
  }

  /** A platform as DJL's jars are classified: {@code linux-x86_64}, {@code osx-aarch64}. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "osx" : os.startsWith("windows") ? "win" : os;
    return system + "-" + (osArch.equals("amd64") ? "x86_64" : osArch);
  }
}
