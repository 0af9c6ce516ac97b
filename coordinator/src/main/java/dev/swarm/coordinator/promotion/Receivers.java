package dev.swarm.coordinator.promotion;

import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the machines that are to measure what is promoted. */
final class Receivers {
  private static final String ALL = "all";
  private static final String CLASS = "class:";

  private Receivers() {}

  /**
   * The machines meant, by name; the one that it comes from only where it is named itself.
   *
   * @param to a branch or its machine, {@code class:CLASS}, or {@code all}
   */
  static List<MachineName> named(
      String to, Collection<Machine> machines, Optional<MachineName> from) {
    if (to.equals(ALL)) {
      return others(machines, from, each -> true, "There is no other machine to promote it to.");
    }
    if (to.startsWith(CLASS)) {
      String hardwareClass = to.substring(CLASS.length());
      Set<String> classes =
          machines.stream()
              .map(each -> each.membership().hardwareClass())
              .collect(Collectors.toCollection(TreeSet::new));
      if (!classes.contains(hardwareClass)) {
        throw Refusal.unknown(
            "No machine of class '%s' ever joined%s"
                .formatted(hardwareClass, NearestName.hint(hardwareClass, classes)));
      }
      return others(
          machines,
          from,
          each -> each.membership().hardwareClass().equals(hardwareClass),
          "There is no other machine of class %s to promote it to.".formatted(hardwareClass));
    }
    Set<String> names = new TreeSet<>();
    for (Machine machine : machines) {
      if (Sources.isCalled(machine, to)) {
        return List.of(machine.name());
      }
      names.add(machine.branch().name());
      names.add(machine.name().text());
    }
    throw Refusal.unknown(
        "There is no branch '%s' here%s".formatted(to, NearestName.hint(to, names)));
  }

  private static List<MachineName> others(
      Collection<Machine> machines,
      Optional<MachineName> from,
      Predicate<Machine> meant,
      String otherwise) {
    List<MachineName> names =
        machines.stream()
            .filter(meant)
            .map(Machine::name)
            .filter(name -> !from.equals(Optional.of(name)))
            .toList();
    if (names.isEmpty()) {
      throw Refusal.unsuitable(otherwise);
    }
    return names;
  }
}
