package dev.swarm.coordinator.entity;

import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the nodes of a cluster tell each other about their workers and their git hubs, about once a
 * second: soft, never in the journal, and gone with a node. A coordinator that is alone tells
 * nobody. Thread-safe.
 */
public final class Neighbours {
  /**
   * What one machine said last.
   *
   * @param said opaque here; absent when its link was closed
   */
  public record Rumour(MachineName machine, Optional<byte[]> said) {}

  /**
   * What another node's git hub has got.
   *
   * @param hub its address
   * @param refs that were pushed there, by their full names; most often none
   */
  public record Pushed(String hub, List<String> refs) {}

  private final boolean any;
  private final Map<MachineName, Rumour> fresh = new ConcurrentHashMap<>();
  private final List<BiConsumer<String, Rumour>> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> pushed = ConcurrentHashMap.newKeySet();
  private final List<Consumer<Pushed>> hubListeners = new CopyOnWriteArrayList<>();
  private volatile Optional<String> hub = Optional.empty();

  Neighbours(boolean any) {
    this.any = any;
  }

  /** Whether there may be another node, so that it is worth the trouble of telling. */
  public boolean any() {
    return any;
  }

  /** Will be told to the other nodes; only the last word of each machine is. */
  public void tell(Rumour rumour) {
    if (any) {
      fresh.put(rumour.machine(), rumour);
    }
  }

  /** Calls {@code listener} with a node's address and what it told; it must not block. */
  public void subscribe(BiConsumer<String, Rumour> listener) {
    listeners.add(listener);
  }

  /** What is to be told now. */
  List<Rumour> take() {
    List<Rumour> taken = new ArrayList<>();
    for (MachineName machine : fresh.keySet()) {
      Optional.ofNullable(fresh.remove(machine)).ifPresent(taken::add);
    }
    return taken;
  }

  void heard(String node, Rumour rumour) {
    listeners.forEach(listener -> listener.accept(node, rumour));
  }

  /** Will tell the other nodes where this one's git hub is, over and over. */
  public void hub(String address) {
    hub = Optional.of(address);
  }

  /** Will tell the other nodes that a ref was pushed to this one's git hub. */
  public void pushed(String ref) {
    if (any) {
      pushed.add(ref);
    }
  }

  /** Calls {@code listener} with what another node tells of its hub; it must not block. */
  public void subscribe(Consumer<Pushed> listener) {
    hubListeners.add(listener);
  }

  Optional<String> hub() {
    return hub;
  }

  /** The refs that are to be told now. */
  List<String> takePushed() {
    List<String> taken = List.copyOf(pushed);
    taken.forEach(pushed::remove);
    return taken;
  }

  void heard(Pushed told) {
    hubListeners.forEach(listener -> listener.accept(told));
  }
}
