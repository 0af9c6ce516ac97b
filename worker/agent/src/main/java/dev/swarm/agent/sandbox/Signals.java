package dev.swarm.agent.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets a polite signal reach the command and not the program that shuts it in: that one would die
 * of it at once and take the command with it before it could clean up. Needs an {@code env} that
 * knows signals (coreutils 8.31); without it a run is ended without politeness.
 *
 * <p>Immutable.
 */
record Signals(Optional<String> env) {
  private static final String POLITE = "TERM,INT,HUP";

  /** The sandbox deaf to polite signals, the command in it not. */
  List<String> hold(List<String> sandbox, List<String> command) {
    List<String> whole = new ArrayList<>();
    env.ifPresent(program -> whole.addAll(List.of(program, "--ignore-signal=" + POLITE)));
    whole.addAll(sandbox);
    env.ifPresent(program -> whole.addAll(List.of(program, "--default-signal=" + POLITE)));
    whole.addAll(command);
    return whole;
  }
}
