package dev.swarm.coordinator.hub;

import dev.swarm.access.HubConnections;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.RemoteRefUpdate.Status;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** A plain git client with a clone of the hub, able to ask for pushes that no worker would. */
final class HubClient implements AutoCloseable {
  final Git git;
  private final URI hub;
  private final UsernamePasswordCredentialsProvider credentials;

  HubClient(URI hub, String machine, String token, Path folder) throws Exception {
    this.hub = hub;
    this.credentials = new UsernamePasswordCredentialsProvider(machine, token);
    this.git =
        Git.cloneRepository()
            .setURI(hub.toString())
            .setCredentialsProvider(credentials)
            .setTransportConfigCallback(HubClient::trust)
            .setDirectory(folder.toFile())
            .call();
  }

  ObjectId head() throws Exception {
    return git.getRepository().resolve("HEAD");
  }

  /** Commits on top of another commit, or as a root with its own history if it is null. */
  ObjectId commit(ObjectId parent, String content) throws Exception {
    if (parent == null) {
      git.checkout().setOrphan(true).setName("orphan-" + content).call();
    } else {
      git.checkout().setName(parent.name()).setForced(true).call();
    }
    Files.writeString(git.getRepository().getWorkTree().toPath().resolve("train.py"), content);
    git.add().addFilepattern("train.py").call();
    RevCommit commit =
        git.commit()
            .setMessage("experiment: " + content)
            .setAuthor("machine", "machine@swarm")
            .setCommitter("machine", "machine@swarm")
            .setSign(false)
            .call();
    return commit.getId();
  }

  /** The result of pushing one ref by force, as git push +commit:ref would. */
  RemoteRefUpdate push(ObjectId commit, String ref) throws Exception {
    RemoteRefUpdate update =
        new RemoteRefUpdate(
            git.getRepository(), null, commit, ref, true, (String) null, (ObjectId) null);
    try (Transport transport = Transport.open(git.getRepository(), new URIish(hub.toString()))) {
      transport.setCredentialsProvider(credentials);
      trust(transport);
      PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(update));
      return result.getRemoteUpdate(ref);
    }
  }

  private static void trust(Transport transport) {
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new HubConnections(RunningHub.TOKEN));
    }
  }

  RemoteRefUpdate delete(String ref) throws Exception {
    return push(ObjectId.zeroId(), ref);
  }

  static boolean taken(RemoteRefUpdate update) {
    return update.getStatus() == Status.OK || update.getStatus() == Status.UP_TO_DATE;
  }

  @Override
  public void close() {
    git.close();
  }
}
