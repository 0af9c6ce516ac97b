package dev.swarm.agent.sandbox;

/** What keeps an experiment in, from the best to nothing. */
public enum SandboxLevel {
  /** Linux: bubblewrap makes the namespaces. */
  BUBBLEWRAP("bubblewrap"),
  /** Linux: {@code unshare} makes the same namespaces, and a script the same view. */
  NAMESPACES("namespaces"),
  /** macOS: a profile for {@code sandbox-exec}; processes are not hidden from each other. */
  SEATBELT("sandbox-exec"),
  /**
   * Nothing: a clean environment, own folders and limits, but the disk and the network are open.
   */
  NONE("none");

  private final String word;

  SandboxLevel(String word) {
    this.word = word;
  }

  /** What people know it by. */
  public String word() {
    return word;
  }
}
