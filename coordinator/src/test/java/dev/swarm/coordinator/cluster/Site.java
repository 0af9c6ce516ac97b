package dev.swarm.coordinator.cluster;

import java.util.List;

/** Where the three coordinators of a cluster run, by their index. */
interface Site {
  int NODES = 3;

  /** What a node's command has to begin with to run in its place. */
  List<String> prefix(int node);

  /** Options that say where a node serves and where it meets the others. */
  List<String> options(int node);

  /** Where workers reach it, {@code HOST:PORT}. */
  String address(int node);

  /** The same of all nodes. */
  default List<String> addresses() {
    return List.of(address(0), address(1), address(2));
  }
}
