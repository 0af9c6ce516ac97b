package dev.swarm.coordinator.init;

import dev.swarm.coordinator.source.Repositories;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;

/**
 * Makes a campaign of a repository that is there: one file is added, and nothing else is touched.
 */
public final class RepositoryCampaign {
  private static final String CAMPAIGN_FILE = CampaignFile.NAMES.get(0);

  private RepositoryCampaign() {}

  /**
   * Finds what the campaign file has to say and writes it.
   *
   * @param folder where the campaign is to be, at a repository's root or below
   * @param overwrite whether a campaign file that is there may go
   * @return what was found, line by line
   * @throws Complaint when something can't be found that has to be there
   */
  public static List<String> write(Path folder, Wishes wishes, boolean overwrite) {
    for (String name : CampaignFile.NAMES) {
      if (Files.exists(folder.resolve(name)) && !(overwrite && name.equals(CAMPAIGN_FILE))) {
        throw new Complaint(
            "%s has a campaign file already (%s); serve it with: swarm coordinator %s%s"
                .formatted(
                    folder,
                    name,
                    folder,
                    name.equals(CAMPAIGN_FILE) ? " or write it anew with --force" : ""));
      }
    }
    try {
      Discovery found = Discovery.of(folder, wishes);
      String text = CampaignFileText.of(found);
      CampaignFile.parse(text);
      Files.writeString(folder.resolve(CAMPAIGN_FILE), text);
      return Findings.lines(found);
    } catch (IOException failure) {
      throw new Complaint(
          "The campaign file can't be written to %s: %s".formatted(folder, failure.getMessage()),
          failure);
    }
  }

  /** Commits the campaign file and nothing else, whatever else is staged. */
  public static void commit(Path folder) {
    try (Repository repository = Repositories.around(folder).orElseThrow();
        Git git = new Git(repository)) {
      String directory = Repositories.directory(repository, folder);
      String path = directory.isEmpty() ? CAMPAIGN_FILE : directory + "/" + CAMPAIGN_FILE;
      git.add().addFilepattern(path).call();
      git.commit().setOnly(path).setMessage("Add the campaign file").setSign(false).call();
    } catch (IOException | GitAPIException failure) {
      throw new Complaint(
          "%s was written but not committed: %s".formatted(CAMPAIGN_FILE, failure.getMessage()),
          failure);
    }
  }
}
