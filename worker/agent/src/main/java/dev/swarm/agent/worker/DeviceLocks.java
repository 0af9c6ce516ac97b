package dev.swarm.agent.worker;

import dev.swarm.agent.probe.Accelerators;
import dev.swarm.agent.probe.UsableCores;
import dev.swarm.agent.run.Cores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The locks that make up a device: one for each accelerator that its runs see, one for each core
 * that they are bound to, or for each usable core where there is no accelerator. Two workers of one
 * user whose devices overlap share a lock. All take them in this order and none waits while it
 * holds some, so they can't block each other for good.
 */
final class DeviceLocks {
  private DeviceLocks() {}

  static List<Path> of(WorkerOptions options, Map<String, String> environment) {
    boolean accelerated = options.hardware().accelerator().isPresent();
    return in(
        Path.of(System.getProperty("user.home"), ".swarm", "devices"),
        accelerated ? Accelerators.visible(environment) : List.of(),
        options.cores(),
        UsableCores.find());
  }

  static List<Path> in(
      Path folder,
      Collection<String> accelerators,
      Optional<Cores> bound,
      Collection<Integer> usable) {
    List<Path> locks = new ArrayList<>();
    new TreeSet<>(accelerators)
        .forEach(each -> locks.add(folder.resolve("accelerator-" + each + ".lock")));
    Collection<Integer> cores = bound.<Collection<Integer>>map(Cores::numbers).orElse(usable);
    if (bound.isPresent() || accelerators.isEmpty()) {
      new TreeSet<>(cores).forEach(each -> locks.add(folder.resolve("core-" + each + ".lock")));
    }
    return locks;
  }
}
