package dev.swarm.shared.knob;

/** A knob that a text does not set exactly once. The message is one sentence. */
public final class KnobException extends RuntimeException {
  KnobException(String message) {
    super(message);
  }
}
