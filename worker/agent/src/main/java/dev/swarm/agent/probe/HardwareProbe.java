package dev.swarm.agent.probe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the machine: what the JVM knows, and what NVIDIA's driver says if there is one. */
public final class HardwareProbe {
  private HardwareProbe() {}

  /** Takes a look; a driver that is absent or does not answer counts as no accelerator. */
  public static Hardware look() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Optional<String[]> accelerator =
        Driver.ask("name,memory.total").flatMap(HardwareProbe::firstAccelerator);
    return new Hardware(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize() >> 20,
        accelerator.map(fields -> fields[0].strip()),
        accelerator.map(fields -> memory(fields[1].strip())).orElse(OptionalLong.empty()));
  }

  private static Optional<String[]> firstAccelerator(String answer) {
    return answer
        .lines()
        .map(line -> line.split(","))
        .filter(fields -> fields.length == 2)
        .findFirst();
  }

  /** An accelerator that shares the host's memory has no number here. */
  private static OptionalLong memory(String mib) {
    return mib.matches("\\d+") ? OptionalLong.of(Long.parseLong(mib)) : OptionalLong.empty();
  }
}
