package dev.swarm.agent.run;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The host's processes at one moment, and which of them belong to a run: the members of its group
 * and session, whoever carries its mark in the environment, and all their descendants. A child that
 * detaches itself leaves the group and its parent but keeps the environment; one that drops the
 * environment keeps its parent.
 *
 * <p>Implementations are stateless and may be called from any thread.
 */
interface ProcessTable {

  /** The environment variable that marks a run's processes; its value is the run's nonce. */
  String MARK = "SWARM_RUN";

  /** Every process but the zombies. */
  List<Row> rows(String nonce);

  /** What these processes take now; those that have gone meanwhile take nothing. */
  Usage usage(Collection<Long> pids);

  /** The bytes of {@link #usage} with what is shared counted once, where the host can tell. */
  default long exactBytes(Collection<Long> pids) {
    return usage(pids).bytes();
  }

  /**
   * @param bytes of memory that they hold and nobody else needs, or as near as the host tells
   * @param tasks processes, and threads where the host tells
   */
  record Usage(long bytes, int tasks) {}

  /** {@code marked}: it carries the run's mark. */
  record Row(long pid, long parent, long group, long session, boolean marked) {}

  /**
   * The pids of the run's processes.
   *
   * @param leader the pid that leads the run's group; empty when it must not be trusted any more
   */
  static Set<Long> members(Collection<Row> rows, OptionalLong leader, long self) {
    Map<Long, Set<Long>> children = new HashMap<>();
    Deque<Long> found = new ArrayDeque<>();
    for (Row row : rows) {
      children.computeIfAbsent(row.parent(), parent -> new HashSet<>()).add(row.pid());
      if (row.marked() || leader.isPresent() && belongs(row, leader.getAsLong())) {
        found.add(row.pid());
      }
    }
    Set<Long> members = new HashSet<>();
    while (!found.isEmpty()) {
      long pid = found.pop();
      if (pid > 1 && pid != self && members.add(pid)) {
        found.addAll(children.getOrDefault(pid, Set.of()));
      }
    }
    return members;
  }

  private static boolean belongs(Row row, long leader) {
    return row.pid() == leader || row.group() == leader || row.session() == leader;
  }
}
