package dev.swarm.agent.probe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the machine: what the JVM knows, and what NVIDIA's driver says if there is one. */
public final class HardwareProbe {
  private HardwareProbe() {}

  /**
   * Takes a look; a driver that is absent or does not answer counts as no accelerator, and so does
   * one that is hidden.
   *
   * @param environment whose CUDA_VISIBLE_DEVICES and the like count
   */
  public static Hardware look(Map<String, String> environment) {
    return look(environment, Driver.ask("index,uuid,name,memory.total").orElse(""));
  }

  static Hardware look(Map<String, String> environment, String answer) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Optional<String[]> accelerator = firstVisible(environment, answer);
    return new Hardware(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize() >> 20,
        accelerator.map(fields -> fields[2]),
        accelerator.map(fields -> memory(fields[3])).orElse(OptionalLong.empty()));
  }

  private static Optional<String[]> firstVisible(Map<String, String> environment, String answer) {
    List<String[]> present =
        answer
            .lines()
            .map(line -> line.strip().split(",\\s*"))
            .filter(fields -> fields.length == 4)
            .toList();
    return Accelerators.visible(environment, answer).stream()
        .flatMap(name -> present.stream().filter(fields -> fields[1].equals(name)))
        .findFirst();
  }

  /** An accelerator that shares the host's memory has no number here. */
  private static OptionalLong memory(String mib) {
    return mib.matches("\\d+") ? OptionalLong.of(Long.parseLong(mib)) : OptionalLong.empty();
  }
}
