package dev.swarm.agent.workspace;

import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Notices that a server asks for credentials. The token goes with every request, so being asked
 * means that it was refused; JGit says so only in words. Belongs to one call.
 */
final class TokenQuestion extends CredentialsProvider {
  private boolean asked;

  boolean wasAsked() {
    return asked;
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    return true;
  }

  @Override
  public boolean get(URIish address, CredentialItem... items) {
    asked = true;
    return false;
  }
}
