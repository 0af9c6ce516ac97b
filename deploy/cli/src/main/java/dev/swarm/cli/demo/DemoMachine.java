package dev.swarm.cli.demo;

import java.util.List;
import java.util.Locale;

/**
 * One of the demo's machines: half of this host, with an engine of its own.
 *
 * @param name of the machine, part of its branch
 * @param hardwareClass of its own, for engines are as different as hardware
 * @param engine of the trainer
 * @param cores that its runs are bound to, such as {@code 0} or {@code 2,3}
 */
record DemoMachine(String name, String hardwareClass, String engine, String cores) {
  /**
   * Two machines out of one host.
   *
   * @param cores that this process may use
   * @param mxnet whether MXNet has a native library here
   */
  static List<DemoMachine> of(List<Integer> cores, String cpuClass, boolean mxnet) {
    int half = Math.max(1, cores.size() / 2);
    List<Integer> first = cores.subList(0, half);
    List<Integer> second =
        cores.size() > 1 ? cores.subList(cores.size() - half, cores.size()) : first;
    DemoMachine pytorch = new DemoMachine("pytorch", cpuClass + "-pytorch", "pytorch", text(first));
    if (mxnet) {
      return List.of(pytorch, new DemoMachine("mxnet", cpuClass + "-mxnet", "mxnet", text(second)));
    }
    List<Integer> fewer = second.subList(0, Math.max(1, second.size() - 1));
    return List.of(
        pytorch,
        new DemoMachine(
            "pytorch-small",
            cpuClass + "-pytorch-" + fewer.size() + "-threads",
            "pytorch",
            text(fewer)));
  }

  /** MXNet's natives on Maven Central are for x86_64 only. */
  static boolean hasMxnet(String operatingSystem, String architecture) {
    String system = operatingSystem.toLowerCase(Locale.ROOT);
    boolean known = system.startsWith("linux") || system.startsWith("mac");
    return known && (architecture.equals("amd64") || architecture.equals("x86_64"));
  }

  private static String text(List<Integer> cores) {
    return String.join(",", cores.stream().map(String::valueOf).toList());
  }
}
