package dev.swarm.access;

import java.security.cert.CertificateException;
import java.util.Optional;

/** Who answers does not have the swarm's token. */
public final class ForeignCoordinatorException extends CertificateException {
  private static final long serialVersionUID = 1L;

  ForeignCoordinatorException() {
    super("The token is not this swarm's; use the coordinator's token file.");
  }

  /**
   * This, if it is why something failed.
   *
   * @param failure may be null
   */
  public static Optional<ForeignCoordinatorException> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ForeignCoordinatorException foreign) {
        return Optional.of(foreign);
      }
    }
    return Optional.empty();
  }
}
