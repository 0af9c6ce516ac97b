package dev.swarm.trainer;

import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Where the time before the first step went. Each phase ends where the next begins.
 *
 * <p>Not safe for two threads.
 */
final class StartUp {
  private final DoubleSupplier age;
  private final StringBuilder phases = new StringBuilder();
  private double phaseBegan;

  /**
   * @param age seconds since the process started
   */
  StartUp(DoubleSupplier age) {
    this.age = age;
  }

  /** Ends the phase that runs and gives it its name. */
  void ended(String phase) {
    double now = age.getAsDouble();
    phases.append(phases.isEmpty() ? "" : ", ");
    phases.append(String.format(Locale.ROOT, "%s %.2f", phase, now - phaseBegan));
    phaseBegan = now;
  }

  /** The line that stands before training: the whole, and each phase, in seconds. */
  String line() {
    return String.format(Locale.ROOT, "started in %.2f s (%s)", phaseBegan, phases);
  }
}
