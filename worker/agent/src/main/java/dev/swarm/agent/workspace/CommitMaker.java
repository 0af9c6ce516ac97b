package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Builds the two commits of an experiment in the object database, from nothing but what it is given
 * and the parent's tree: neither the work tree nor .gitignore nor the user's git configuration
 * plays a part, so the same values always give the same hash. Safe for any number of threads.
 */
final class CommitMaker {
  private final FileRepository repository;
  private final CampaignDirectory campaign;
  private final String machine;
  private final WholeObjects objects;
  private final TreeEdit trees;

  CommitMaker(FileRepository repository, CampaignDirectory campaign, String machine) {
    this.repository = repository;
    this.campaign = campaign;
    this.machine = machine;
    this.objects = new WholeObjects(repository);
    this.trees = new TreeEdit(objects);
  }

  ObjectId experiment(ExperimentCommit wanted) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    wanted.files().forEach((path, content) -> files.put(campaign.path(path), content));
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      RevCommit parent = walk.parseCommit(wanted.parent());
      ObjectId tree = trees.replace(reader, parent.getTree(), files);
      return commit(tree, parent, wanted.message(), wanted.time());
    }
  }

  ObjectId kept(KeptCommit wanted) throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      RevCommit experiment = walk.parseCommit(wanted.experiment());
      if (experiment.getParentCount() != 1) {
        throw new WorkspaceException(
            WorkspaceException.Kind.CONFLICT,
            "%s is not the commit of an experiment, which has one parent."
                .formatted(experiment.name()));
      }
      ObjectId tree =
          trees.replace(reader, experiment.getTree(), Map.of(campaign.ledger(), wanted.results()));
      return commit(tree, experiment.getParent(0), experiment.getFullMessage(), wanted.time());
    }
  }

  private ObjectId commit(ObjectId tree, ObjectId parent, String message, Instant time)
      throws IOException {
    PersonIdent author = new PersonIdent(machine, machine + "@swarm", time, ZoneOffset.UTC);
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentId(parent);
    commit.setAuthor(author);
    commit.setCommitter(author);
    commit.setEncoding(UTF_8);
    commit.setMessage(message);
    return objects.commit(commit);
  }
}
