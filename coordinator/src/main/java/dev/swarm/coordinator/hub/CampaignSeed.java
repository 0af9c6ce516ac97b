package dev.swarm.coordinator.hub;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.BundleWriter;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * Brings a commit from the operator's repository into the hub: the campaign's base as its main
 * branch, or one that is promoted. It goes by way of a bundle, because a bundle takes any commit,
 * not only the tip of a branch, and writes nothing into the operator's repository. After a crash it
 * is simply done again: the ref is set last.
 */
final class CampaignSeed {
  private final FileRepository hub;

  CampaignSeed(FileRepository hub) {
    this.hub = hub;
  }

  /**
   * @param ref that the commit gets in the hub
   */
  void bring(Path campaignRepository, ObjectId baseCommit, String ref)
      throws IOException, URISyntaxException {
    Path bundle = hub.getDirectory().toPath().resolve("seed.bundle");
    try {
      try (Repository campaign = open(campaignRepository)) {
        refuseUnusable(campaign, campaignRepository, baseCommit);
        write(campaign, baseCommit, ref, bundle);
      }
      URIish address = new URIish("bundle://" + bundle.toAbsolutePath());
      try (Transport transport = Transport.open(hub, address)) {
        transport.fetch(NullProgressMonitor.INSTANCE, List.of(new RefSpec(ref + ":" + ref)));
      }
    } finally {
      Files.deleteIfExists(bundle);
    }
  }

  private static Repository open(Path folder) throws IOException {
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(folder.toFile());
    if (builder.getGitDir() == null) {
      throw new HubException(
          "%s is not a git repository; run git init and commit there first.".formatted(folder));
    }
    return builder.build();
  }

  private static void refuseUnusable(Repository campaign, Path folder, ObjectId baseCommit)
      throws IOException {
    if (!campaign.getObjectDatabase().getShallowCommits().isEmpty()) {
      throw new HubException(
          "%s is a shallow clone, which cannot be passed on whole; run git fetch --unshallow there."
              .formatted(folder));
    }
    try (RevWalk walk = new RevWalk(campaign)) {
      walk.parseCommit(baseCommit);
    } catch (MissingObjectException missing) {
      throw new HubException(
          "%s has no commit %s; name a commit that it has as the campaign's base."
              .formatted(folder, baseCommit.name()),
          missing);
    }
  }

  private static void write(Repository campaign, ObjectId baseCommit, String ref, Path bundle)
      throws IOException {
    PackConfig packing = new PackConfig(campaign);
    // Deltas that exist are kept; looking for new ones would cost minutes on a large history.
    packing.setDeltaCompress(false);
    BundleWriter writer = new BundleWriter(campaign);
    writer.setPackConfig(packing);
    writer.include(ref, baseCommit);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(bundle))) {
      writer.writeBundle(NullProgressMonitor.INSTANCE, out);
    }
  }
}
