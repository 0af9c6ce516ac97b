package dev.swarm.cli.demo;

import java.util.List;

/**
 * One of the demo's machines: half of this host, with an engine of its own.
 *
 * @param name of the machine, part of its branch
 * @param hardwareClass of its own, for engines are as different as hardware
 * @param engine of the trainer
 * @param cores that its runs are bound to, such as {@code 0} or {@code 2,3}
 * @param threads that a run trains with
 */
record DemoMachine(String name, String hardwareClass, String engine, String cores, int threads) {
  /**
   * Two machines out of one host: one for each engine or, where only one engine has a native
   * library, two with different numbers of threads.
   *
   * @param cores that this process may use
   * @param engines that have a native library here, at least one
   */
  static List<DemoMachine> of(List<Integer> cores, String cpuClass, List<Engine> engines) {
    int half = Math.max(1, cores.size() / 2);
    List<Integer> first = cores.subList(0, half);
    List<Integer> second = cores.subList(cores.size() - half, cores.size());
    Engine one = engines.get(0);
    if (engines.size() > 1) {
      Engine other = engines.get(1);
      return List.of(
          of(one.text(), cpuClass, one, first, half),
          of(other.text(), cpuClass, other, second, half));
    }
    int otherThreads = half > 1 ? half - 1 : 2;
    return List.of(
        of(one.text(), cpuClass, one, first, half),
        of(
            "%s-%d-threads".formatted(one.text(), otherThreads),
            cpuClass,
            one,
            second,
            otherThreads));
  }

  private static DemoMachine of(
      String name, String cpuClass, Engine engine, List<Integer> cores, int threads) {
    return new DemoMachine(
        name,
        cpuClass + "-" + name,
        engine.text(),
        String.join(",", cores.stream().map(String::valueOf).toList()),
        threads);
  }
}
