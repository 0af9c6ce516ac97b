package dev.swarm.agent.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * Memory that a run was seen to hold, beside what there is.
 *
 * <p>Immutable.
 *
 * @param peak the most it was seen to hold, bytes; empty where nobody looked
 * @param host what the host or the container has, bytes
 */
record HostMemory(OptionalLong peak, long host) {

  static HostMemory of(OptionalLong peak) {
    return new HostMemory(
        peak,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  /** Seen to hold less than half of what there is. */
  boolean othersHadMost() {
    return peak.isPresent() && peak.getAsLong() < host / 2;
  }
}
