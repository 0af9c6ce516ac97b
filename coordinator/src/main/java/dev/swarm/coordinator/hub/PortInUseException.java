package dev.swarm.coordinator.hub;

/** Another program listens on the address that the hub was told to serve. */
public final class PortInUseException extends HubException {
  PortInUseException(String host, int port, Throwable cause) {
    super(
        "Port %d on %s is in use by another program; stop it, or choose another with --git-port."
            .formatted(port, host),
        cause);
  }
}
