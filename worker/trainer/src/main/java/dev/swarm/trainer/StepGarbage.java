package dev.swarm.trainer;

import java.io.PrintStream;
import java.lang.ref.WeakReference;

/**
 * Has garbage collected between steps and not in them, as the specification asks for and as PyTorch
 * under DJL 0.35 needs: what {@code x.mul(0.5)} keeps for its gradient is the memory of a Java
 * buffer that nothing refers to, so a collection between forward and backward leaves the gradient
 * wrong or not a number. swarm-train gives the virtual machine a young generation that holds far
 * more than {@link #ALLOWANCE}, so none is forced on a step; one that falls into a step is told.
 *
 * <p>Not safe for two threads.
 */
final class StepGarbage {
  /**
   * Bytes that may gather before they are collected, and so the most by which the heap's resident
   * part grows after the first steps: those of dozens of steps.
   */
  private static final long ALLOWANCE = 32L << 20;

  private final PrintStream warnings;
  private WeakReference<Object> canary;
  private long usedAfterCollection;

  /** Collects what the start left behind. */
  StepGarbage(PrintStream warnings) {
    this.warnings = warnings;
    collect();
    stepBegins();
  }

  /** Call where the engine holds nothing of a step. */
  void betweenSteps() {
    if (used() - usedAfterCollection > ALLOWANCE) {
      collect();
    }
    stepBegins();
  }

  /** Call when a step's gradients have been used. */
  void stepEnds() {
    if (canary != null && canary.refersTo(null)) {
      canary = null;
      warnings.println(
          "A garbage collection fell into a step, whose gradient may be wrong;"
              + " give the virtual machine a larger young generation (-Xmn).");
    }
  }

  private void stepBegins() {
    if (canary != null) {
      canary = new WeakReference<>(new Object());
    }
  }

  private void collect() {
    System.gc();
    usedAfterCollection = used();
    canary = new WeakReference<>(new Object());
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
