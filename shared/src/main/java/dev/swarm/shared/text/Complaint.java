package dev.swarm.shared.text;

/**
 * Something that a person has to put right. The message is one sentence or two: what happened and
 * what to do. A command that ends with one prints it and exits with 1.
 */
public class Complaint extends RuntimeException {
  public Complaint(String message) {
    super(message);
  }

  public Complaint(String message, Throwable cause) {
    super(message, cause);
  }
}
