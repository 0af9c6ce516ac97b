package dev.swarm.coordinator.promotion;

import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.edit.Application;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What a proposal would come to on a machine's head.
 *
 * @param possible whether it can be measured there
 * @param diff what it would change, or where it conflicts
 */
record Preview(boolean possible, String diff) {
  /**
   * Merges as the machine's worker would.
   *
   * @param repository where the commits of the proposal and of the head are
   * @param head the commit of the machine's incumbent
   */
  static Preview of(
      Proposal proposal,
      Machine machine,
      CampaignFile campaign,
      CommitReader repository,
      ObjectId head) {
    Edit edit = proposal.edit();
    Application.Files incumbent = repository.files(head);
    Application.Files from = incumbent;
    Application.Files to = incumbent;
    if (edit.patch().isPresent()) {
      ObjectId first = ObjectId.fromString(edit.patch().get().first());
      from = repository.files(repository.parents(first).get(0));
      to = repository.files(ObjectId.fromString(edit.patch().get().last()));
    }
    Application application = Application.of(edit, campaign, incumbent, from, to);
    if (application instanceof Application.NoChange) {
      return new Preview(false, "%s has it already.\n".formatted(machine.branch().name()));
    }
    if (application instanceof Application.Impossible impossible) {
      return new Preview(
          false,
          "%s\n%sMake the change by hand on %s (%s), commit it, and promote that commit.\n"
              .formatted(
                  impossible.reason(),
                  impossible.conflict(),
                  machine.branch().name(),
                  head.name().substring(0, 7)));
    }
    Application.Applied applied = (Application.Applied) application;
    List<String> shown = new ArrayList<>();
    applied
        .conflict()
        .ifPresent(
            conflict ->
                shown.add(
                    "Its patch conflicts with what stands there, so only its knobs (%s) are set.\n%s"
                        .formatted(settings(edit.knobs()), conflict)));
    applied
        .files()
        .forEach(
            (path, text) ->
                shown.add(UnifiedDiff.of(path, incumbent.read(path).orElse(new byte[0]), text)));
    return new Preview(true, String.join("", shown));
  }

  private static String settings(Map<String, String> knobs) {
    return String.join(
        ", ",
        knobs.entrySet().stream().map(each -> each.getKey() + " = " + each.getValue()).toList());
  }
}
