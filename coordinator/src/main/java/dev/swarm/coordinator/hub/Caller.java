package dev.swarm.coordinator.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who sends a request: a machine that names itself, or somebody who only reads. */
record Caller(Optional<String> machine) {
  private static final String ATTRIBUTE = Caller.class.getName();

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  static Caller of(HttpServletRequest request) {
    return (Caller) request.getAttribute(ATTRIBUTE);
  }
}
