package dev.swarm.agent.worker;

import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.CampaignTask;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.util.Optional;

/**
 * The campaign that the machine works for, and its clone of that campaign's hub. One thread, the
 * worker's loop. The worker's folder remembers which campaign it belongs to; all else comes with
 * the coordinator's word again.
 */
final class Membership implements AutoCloseable {
  private final WorkerOptions options;
  private final WorkerFolder folder;
  private final Offline offline;
  private final Reports reports;
  private Optional<String> campaign;
  private Optional<Joined> joined = Optional.empty();

  /**
   * @throws IOException when the folder can't be read
   */
  Membership(WorkerOptions options, WorkerFolder folder, Offline offline, Reports reports)
      throws IOException {
    this.options = options;
    this.folder = folder;
    this.offline = offline;
    this.reports = reports;
    this.campaign = folder.campaign();
  }

  /** Absent before a coordinator has told of a campaign. */
  Optional<Joined> joined() {
    return joined;
  }

  /** Whether the coordinator tells of the same campaign and hub as when it was joined. */
  boolean isUpToDate(LastWord word) {
    return joined
        .filter(each -> each.task().equals(word.desired().getCampaign()))
        .filter(each -> each.host().equals(word.host()))
        .isPresent();
  }

  /**
   * Joins what the coordinator tells of, whatever was joined before.
   *
   * @throws IOException when the folder belongs to another campaign, or can't be written
   */
  Joined join(LastWord word) throws IOException {
    CampaignTask task = word.desired().getCampaign();
    CampaignFile file = CampaignFile.parse(task.getFile()).forClass(options.hardwareClass());
    close();
    if (campaign.isEmpty()) {
      folder.belongTo(task.getId());
      campaign = Optional.of(task.getId());
    }
    Workspace workspace =
        Joined.workspace(options, word.host(), folder.path(), task, word.desired().getBranch());
    Joined fresh = Joined.of(task, word.host(), file, workspace, reports.pusher(workspace));
    offline.rebuild(fresh.branch());
    joined = Optional.of(fresh);
    reports.forgetHub();
    return fresh;
  }

  /** Adds which campaign it is, and how much of its ledger is here. */
  void addTo(WorkerState.Builder state) {
    state.setLedgerRows(joined.map(each -> each.branch().rows()).orElse(0));
    campaign.ifPresent(state::setCampaign);
  }

  @Override
  public void close() {
    joined.ifPresent(Joined::close);
    joined = Optional.empty();
  }
}
