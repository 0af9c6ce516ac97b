package dev.swarm.agent.worker;

import dev.swarm.agent.workspace.Remote;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.CampaignTask;
import dev.swarm.proto.v1.Proposal;
import dev.swarm.shared.campaign.CampaignFile;
import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What a worker has once the coordinator has told it of the campaign.
 *
 * @param task as it was told; another one, such as a hub on another port, needs another of these
 * @param host of the coordinator that told it, and of its hub
 * @param file the campaign file
 */
record Joined(
    CampaignTask task,
    String host,
    CampaignFile file,
    Workspace workspace,
    LocalBranch branch,
    Pusher pusher)
    implements AutoCloseable {

  static Joined of(
      CampaignTask task, String host, CampaignFile file, Workspace workspace, Pusher pusher) {
    ObjectId base = ObjectId.fromString(task.getBaseCommit());
    return new Joined(
        task, host, file, workspace, new LocalBranch(workspace, file.metric(), base), pusher);
  }

  /** The campaign file as it holds for a run of a proposal, whatever its rung. */
  CampaignFile fileFor(Proposal proposal) {
    return file.ladder()
        .filter(ladder -> proposal.hasRung())
        .flatMap(ladder -> ladder.rung(proposal.getRung()))
        .map(file::on)
        .orElse(file);
  }

  /** The machine's clone of the hub that the task names. */
  static Workspace workspace(
      WorkerOptions options, String host, Path folder, CampaignTask task, String branch) {
    URI hub = URI.create("https://%s:%d/campaign.git".formatted(host, task.getHubPort()));
    return Workspace.open(
        folder,
        new Remote(hub, options.machine().text(), options.token()),
        branch,
        task.getDirectory());
  }

  @Override
  public void close() {
    pusher.close();
    workspace.close();
  }
}
