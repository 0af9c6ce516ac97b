package dev.swarm.agent.worker;

/** An edit that can't be put on its incumbent, or does nothing there. */
final class InapplicableEdit extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final String conflict;

  /**
   * @param kind of crash that it is reported as
   * @param sentence why
   * @param conflict the conflicting lines; empty where there are none
   */
  InapplicableEdit(String kind, String sentence, String conflict) {
    super(sentence);
    this.kind = kind;
    this.conflict = conflict;
  }

  String kind() {
    return kind;
  }

  String conflict() {
    return conflict;
  }
}
