package dev.swarm.agent.worker;

import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.Ladder;
import dev.swarm.shared.edit.Application;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.wire.ProposalWire;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The mutable files of an experiment as it is to run.
 *
 * @param files that differ from the incumbent's, by path from the campaign's directory
 * @param settingsOnly whether the edit's patch conflicted, so that only its knobs were set
 */
record EditedFiles(Map<String, byte[]> files, boolean settingsOnly) {
  /** The kind of crash of an edit that can't be applied, as the coordinator knows it. */
  private static final String INAPPLICABLE = "edit";

  /** The kind of crash of an edit that its incumbent has already. */
  private static final String NO_CHANGE = "no-change";

  /**
   * Puts an assignment's edit on its incumbent; the commits of a patch are fetched if need be.
   *
   * @param incumbent the commit it is made on
   * @throws InapplicableEdit when that can't be done, or does nothing
   * @throws IOException when the hub does not give the patch's commits
   */
  static EditedFiles of(
      Assignment assignment, ObjectId incumbent, Workspace workspace, CampaignFile campaign)
      throws InapplicableEdit, IOException {
    Edit edit = ProposalWire.edit(assignment.getProposal().getEdit());
    Map<String, String> scale = scale(assignment, campaign);
    Application.Files from = path -> Optional.empty();
    Application.Files to = from;
    if (edit.patch().isPresent()) {
      Patch patch = edit.patch().get();
      ObjectId last = ObjectId.fromString(patch.last());
      workspace.fetchCommits(ObjectId.fromString(patch.first()), last);
      ObjectId first = workspace.parent(ObjectId.fromString(patch.first()));
      from = path -> workspace.read(first, path);
      to = path -> workspace.read(last, path);
    }
    Application application =
        Application.of(
            edit.with(over(edit.knobs(), scale)),
            campaign,
            path -> workspace.read(incumbent, path),
            from,
            to);
    if (application instanceof Application.Impossible impossible) {
      throw new InapplicableEdit(INAPPLICABLE, impossible.reason(), impossible.conflict());
    }
    if (application instanceof Application.NoChange && assignment.getProposal().hasRung()) {
      return new EditedFiles(Map.of(), false);
    }
    if (application instanceof Application.NoChange) {
      throw new InapplicableEdit(NO_CHANGE, "It changes nothing of what stands here.", "");
    }
    Application.Applied applied = (Application.Applied) application;
    return new EditedFiles(applied.files(), applied.conflict().isPresent());
  }

  /** What the rung sets that it is to be measured on. */
  private static Map<String, String> scale(Assignment assignment, CampaignFile campaign) {
    return campaign
        .ladder()
        .filter(ladder -> assignment.getProposal().hasRung())
        .flatMap(ladder -> ladder.rung(assignment.getProposal().getRung()))
        .map(Ladder.Rung::knobs)
        .orElse(Map.of());
  }

  private static Map<String, String> over(Map<String, String> knobs, Map<String, String> scale) {
    Map<String, String> all = new TreeMap<>(knobs);
    all.putAll(scale);
    return all;
  }
}
