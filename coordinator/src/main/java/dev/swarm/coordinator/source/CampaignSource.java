package dev.swarm.coordinator.source;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.InvalidCampaignException;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobException;
import dev.swarm.shared.knob.KnobText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * What a campaign's repository says at its base commit. Only what is committed counts, for that is
 * what the workers get; a repository that would give them something else than its operator sees is
 * refused in one sentence. Immutable; nothing is written.
 *
 * @param folder the campaign's, at the repository's root or below
 * @param directory where the campaign lies in its repository, with slashes; empty for its root
 * @param base the commit that every branch starts from
 * @param file the campaign file, parsed and checked against the commit
 * @param fileText its text
 * @param knobs value by name of every declared knob
 */
public record CampaignSource(
    Path folder,
    String directory,
    ObjectId base,
    CampaignFile file,
    String fileText,
    Map<String, String> knobs) {

  /**
   * Reads a campaign's repository.
   *
   * @param folder the campaign's, at the repository's root or below
   * @param base a commit, branch or tag; absent for what is checked out, which must then be a
   *     branch without uncommitted changes
   * @throws InvalidCampaignException when the folder is not a campaign, or can't be used as it is
   * @throws IOException when the repository can't be read
   */
  public static CampaignSource read(Path folder, Optional<String> base) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidCampaignException(
          "There is no folder %s; make a campaign there with: swarm init %s"
              .formatted(folder, folder));
    }
    try (Repository repository = Repositories.around(folder).orElseThrow(() -> noGit(folder))) {
      String directory = Repositories.directory(repository, folder);
      Checkout checkout = new Checkout(repository, folder, directory);
      ObjectId commit = base.isPresent() ? checkout.named(base.get()) : checkout.branchTip();
      try (BaseTree tree = BaseTree.of(repository, commit, directory)) {
        String name = campaignFile(folder, tree);
        CampaignFile file = CampaignFile.parse(tree.text(name));
        BaseTreeCheck.check(tree, folder, file);
        if (base.isEmpty()) {
          checkout.refuseChanges();
        }
        return new CampaignSource(
            folder, directory, commit, file, tree.text(name), knobs(file, tree));
      }
    }
  }

  private static InvalidCampaignException noGit(Path folder) {
    return new InvalidCampaignException(
        "%s is not a campaign: it is no git repository; make one with: swarm init DIR"
            .formatted(folder));
  }

  private static String campaignFile(Path folder, BaseTree tree) {
    Optional<String> found = Optional.empty();
    for (String name : CampaignFile.NAMES) {
      if (tree.has(name) && found.isPresent()) {
        throw new InvalidCampaignException(
            "%s has both %s and %s; remove one of them."
                .formatted(folder, CampaignFile.NAMES.get(0), CampaignFile.NAMES.get(1)));
      }
      found = found.or(() -> Optional.of(name).filter(tree::has));
    }
    return found.orElseThrow(() -> new InvalidCampaignException(without(folder)));
  }

  private static String without(Path folder) {
    for (String name : CampaignFile.NAMES) {
      if (Files.exists(folder.resolve(name))) {
        return "%s is not committed in %s; commit it with: git add %s && git commit"
            .formatted(name, folder, name);
      }
    }
    return "%s is not a campaign: its base commit has no %s; make one with: swarm init %s"
        .formatted(folder, CampaignFile.NAMES.get(0), folder);
  }

  private static Map<String, String> knobs(CampaignFile file, BaseTree tree) throws IOException {
    Map<String, String> values = new TreeMap<>();
    for (Knob knob : file.knobs()) {
      String holder = file.fileOf(knob.name());
      try {
        values.put(knob.name(), KnobText.read(tree.text(holder), knob.name()));
      } catch (KnobException wrong) {
        throw new InvalidCampaignException(
            wrong.getMessage() + " Declare only knobs that %s sets once.".formatted(holder));
      }
    }
    return values;
  }
}
