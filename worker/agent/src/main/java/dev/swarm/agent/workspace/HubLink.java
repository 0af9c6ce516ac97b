package dev.swarm.agent.workspace;

import dev.swarm.access.ForeignCoordinatorException;
import dev.swarm.access.HubConnections;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/**
 * Talks to the hub: pushes and fetches refs under their own names. The token goes with the first
 * request, which saves the round trip of being asked for it, and the connection is kept open
 * between calls. Safe for any number of threads. After a crash a call is made again; doing one
 * twice changes nothing.
 */
final class HubLink {
  /** Connecting, and any silence while waiting for an answer. */
  private static final int PATIENCE_SECONDS = 30;

  /** The hub's own upkeep may hold a ref's lock for a moment. */
  private static final int LOCK_ATTEMPTS = 5;

  private final Repository repository;
  private final Remote remote;
  private final HubConnections connections;

  HubLink(Repository repository, Remote remote) {
    this.repository = repository;
    this.remote = remote;
    this.connections = new HubConnections(remote.token());
  }

  HubAnswer push(Collection<String> refs) throws IOException {
    HubAnswer answer = new HubAnswer.Ok();
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      List<RemoteRefUpdate> updates = new ArrayList<>();
      for (String ref : refs) {
        updates.add(update(ref));
      }
      answer =
          talk(
              transport -> {
                transport.push(NullProgressMonitor.INSTANCE, updates);
                return answerTo(updates);
              });
      if (updates.stream().noneMatch(HubLink::lockFailed)) {
        return answer;
      }
    }
    return answer;
  }

  HubAnswer fetch(Collection<RefSpec> refs) throws IOException {
    return talk(transport -> answerTo(transport.fetch(NullProgressMonitor.INSTANCE, refs)));
  }

  /** Fetches one ref, and another if the hub has it. */
  HubAnswer fetch(RefSpec needed, RefSpec welcome) throws IOException {
    return talk(
        transport -> {
          List<RefSpec> wanted = new ArrayList<>(List.of(needed));
          try (FetchConnection connection = transport.openFetch(List.of(welcome))) {
            if (connection.getRef(welcome.getSource()) != null) {
              wanted.add(welcome);
            }
          }
          return answerTo(transport.fetch(NullProgressMonitor.INSTANCE, wanted));
        });
  }

  private interface Talk {
    HubAnswer over(Transport transport) throws IOException;
  }

  private HubAnswer talk(Talk talk) throws IOException {
    TokenQuestion question = new TokenQuestion();
    try (Transport transport = open()) {
      transport.setCredentialsProvider(question);
      return talk.over(transport);
    } catch (TransportException failure) {
      return question.wasAsked() || ForeignCoordinatorException.behind(failure).isPresent()
          ? tokenRefused()
          : answerTo(failure);
    }
  }

  private RemoteRefUpdate update(String ref) throws IOException {
    Ref local = repository.exactRef(ref);
    if (local == null) {
      throw new WorkspaceException(
          WorkspaceException.Kind.MISSING, "There is no %s to push.".formatted(ref));
    }
    return new RemoteRefUpdate(
        repository, ref, local.getObjectId(), ref, false, null, (ObjectId) null);
  }

  private Transport open() throws TransportException, IOException {
    try {
      Transport transport = Transport.open(repository, new URIish(remote.address().toString()));
      transport.setTimeout(PATIENCE_SECONDS);
      transport.setTagOpt(TagOpt.NO_TAGS);
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(connections);
        http.setAdditionalHeaders(remote.headers());
      }
      return transport;
    } catch (URISyntaxException malformed) {
      throw new WorkspaceException(
          WorkspaceException.Kind.HUB_REFUSED,
          "%s is not the address of a hub.".formatted(remote.address()),
          malformed);
    }
  }

  private static HubAnswer answerTo(List<RemoteRefUpdate> updates) {
    List<String> reasons = new ArrayList<>();
    for (RemoteRefUpdate update : updates) {
      switch (update.getStatus()) {
        case OK, UP_TO_DATE -> {}
        case NOT_ATTEMPTED, AWAITING_REPORT -> {
          return new HubAnswer.Unreachable(
              new IOException("The hub did not say what became of " + update.getRemoteName()));
        }
        default -> reasons.add(update.getRemoteName() + ": " + reason(update));
      }
    }
    return reasons.isEmpty()
        ? new HubAnswer.Ok()
        : new HubAnswer.Refused(String.join("; ", reasons));
  }

  /** A ref that is here already and differs is left as it is, and JGit would not say so. */
  private static HubAnswer answerTo(FetchResult result) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (TrackingRefUpdate update : result.getTrackingRefUpdates()) {
      switch (update.getResult()) {
        case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
        case REJECTED ->
            reasons.add(update.getLocalName() + ": this clone has another commit under that name");
        default ->
            throw new IOException(
                "%s was not set: %s".formatted(update.getLocalName(), update.getResult()));
      }
    }
    return reasons.isEmpty()
        ? new HubAnswer.Ok()
        : new HubAnswer.Refused(String.join("; ", reasons));
  }

  private static String reason(RemoteRefUpdate update) {
    return switch (update.getStatus()) {
      case REJECTED_NONFASTFORWARD ->
          "the hub has commits on it that this clone's branch does not contain";
      case REJECTED_REMOTE_CHANGED -> "it changed in the hub meanwhile";
      default -> update.getMessage() == null ? update.getStatus().name() : update.getMessage();
    };
  }

  private static boolean lockFailed(RemoteRefUpdate update) {
    return update.getStatus() == RemoteRefUpdate.Status.REJECTED_OTHER_REASON
        && String.valueOf(update.getMessage()).contains("lock");
  }

  /** JGit tells a refusal from a broken line by the exception's words only. */
  private static HubAnswer answerTo(TransportException failure) throws TransportException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MissingObjectException || cause instanceof CorruptObjectException) {
        throw failure;
      }
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof NoRemoteRepositoryException
        || message.contains("not permitted")
        || message.contains("available for fetch")) {
      return new HubAnswer.Refused(message);
    }
    return new HubAnswer.Unreachable(failure);
  }

  private HubAnswer tokenRefused() {
    return new HubAnswer.Refused(
        "the hub at %s does not take the token of machine %s"
            .formatted(remote.address(), remote.machine()));
  }
}
