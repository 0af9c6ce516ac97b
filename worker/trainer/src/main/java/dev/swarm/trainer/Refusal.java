package dev.swarm.trainer;

/** An end of the run that has a known cause: one sentence for the user and an exit code. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code of a run that began and failed. */
  static final int FAILED = 1;

  /** Exit code of a run that cannot begin as it was asked for. */
  static final int USAGE = 2;

  private final int exitCode;

  Refusal(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
