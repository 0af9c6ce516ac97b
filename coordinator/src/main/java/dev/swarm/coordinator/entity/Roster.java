package dev.swarm.coordinator.entity;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The coordinators of a cluster, as this one sees them. Kept in memory, so asking for it costs
 * nothing and asks nobody. Thread-safe.
 */
public final class Roster {
  /** How a node stands to the cluster. */
  public enum Attendance {
    HERE,
    /** It has found the others, and does not count among them yet. */
    JOINING,
    /** It was told to stop, and hands over what it has. */
    LEAVING,
    /** It does not answer; it counts still, until the others have agreed to go on without it. */
    UNREACHABLE,
    /** It is no part of the cluster: it never came, or the others go on without it. */
    MISSING
  }

  /**
   * One of the coordinators.
   *
   * @param address as {@code --seed-nodes} names it
   * @param decides whether it decides about the campaign
   * @param answers whether it is this one
   */
  public record Node(String address, Attendance attendance, boolean decides, boolean answers) {}

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile List<Node> nodes = List.of();

  Roster() {}

  /** All of them, in the order of {@code --seed-nodes}; none where a coordinator is alone. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Calls {@code listener} after every change from now on; it must not block. */
  public void subscribe(Runnable listener) {
    listeners.add(listener);
  }

  void tell(List<Node> now) {
    if (!now.equals(nodes)) {
      nodes = List.copyOf(now);
      listeners.forEach(Runnable::run);
    }
  }
}
