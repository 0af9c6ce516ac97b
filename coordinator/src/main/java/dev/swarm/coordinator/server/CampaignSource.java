package dev.swarm.coordinator.server;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.InvalidCampaignException;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobException;
import dev.swarm.shared.knob.KnobText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * What a campaign's repository says at its checked-out commit. Only what is committed counts, for
 * that is what the workers get.
 *
 * @param folder the repository's work tree
 * @param base the checked-out commit
 * @param file the campaign file, parsed and checked against the commit
 * @param fileText its text
 * @param knobs value by name of every declared knob
 */
record CampaignSource(
    Path folder, ObjectId base, CampaignFile file, String fileText, Map<String, String> knobs) {

  /**
   * Reads a campaign's repository.
   *
   * @throws InvalidCampaignException when the folder is not a campaign, or its file can't be used
   */
  static CampaignSource read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidCampaignException(
          "There is no folder %s; make a campaign there with: swarm init %s"
              .formatted(folder, folder));
    }
    try (Repository repository =
            new FileRepositoryBuilder().setMustExist(true).setWorkTree(folder.toFile()).build();
        RevWalk walk = new RevWalk(repository)) {
      ObjectId head = repository.resolve("HEAD");
      if (head == null) {
        throw new InvalidCampaignException(
            "%s has no commit yet; commit the campaign's files first.".formatted(folder));
      }
      return read(folder, repository, walk.parseCommit(head));
    } catch (RepositoryNotFoundException notGit) {
      throw new InvalidCampaignException(
          "%s is not a campaign: it is no git repository; make one with: swarm init DIR"
              .formatted(folder));
    }
  }

  private static CampaignSource read(Path folder, Repository repository, RevCommit base)
      throws IOException {
    Set<String> files = files(repository, base);
    String name =
        CampaignFile.NAMES.stream()
            .filter(files::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidCampaignException(
                        "%s is not a campaign: its checked-out commit has no %s; make one with: swarm init DIR"
                            .formatted(folder, CampaignFile.NAMES.get(0))));
    String text = text(repository, base, name);
    CampaignFile file = CampaignFile.parse(text);
    file.checkFiles(files);
    Map<String, String> knobs = new TreeMap<>();
    for (Knob knob : file.knobs()) {
      String holder = file.fileOf(knob.name());
      knobs.put(knob.name(), knob(knob, holder, text(repository, base, holder)));
    }
    return new CampaignSource(folder, base.getId(), file, text, knobs);
  }

  private static String knob(Knob knob, String holder, String source) {
    try {
      return KnobText.read(source, knob.name());
    } catch (KnobException wrong) {
      throw new InvalidCampaignException(
          wrong.getMessage() + " Declare only knobs that %s sets.".formatted(holder));
    }
  }

  private static Set<String> files(Repository repository, RevCommit commit) throws IOException {
    Set<String> files = new TreeSet<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setRecursive(true);
      walk.addTree(commit.getTree());
      while (walk.next()) {
        files.add(walk.getPathString());
      }
    }
    return files;
  }

  private static String text(Repository repository, RevCommit commit, String path)
      throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
      return new String(repository.open(walk.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
    }
  }
}
