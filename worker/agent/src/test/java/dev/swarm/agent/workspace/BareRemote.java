package dev.swarm.agent.workspace;

import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;

/** A plain bare repository in the hub's place, reached over file://, with a campaign in it. */
final class BareRemote implements AutoCloseable {
  static final String BRANCH = "autoresearch/mar5-m4max";

  final Path folder;
  final ObjectId base;
  private final Git git;

  BareRemote(Path parent, TestTree campaign) throws Exception {
    folder = parent.resolve("hub.git");
    git = Git.init().setBare(true).setGitDir(folder.toFile()).setInitialBranch("main").call();
    StoredConfig config = repository().getConfig();
    config.setBoolean("receive", null, "denyNonFastForwards", true);
    config.setBoolean("receive", null, "fsckObjects", true);
    config.setBoolean("receive", null, "autogc", false);
    config.save();
    base = campaign.commitTo(repository(), null, "base");
    set("refs/heads/main", base);
  }

  /**
   * A campaign in the root or, if the prefix ends in a slash, in a folder. Its .gitignore names the
   * mutable file and the ledger, and its .gitattributes would convert line endings: none may
   * matter.
   */
  static TestTree campaign(String prefix) {
    return TestTree.empty()
        .file(".gitattributes", "* text=auto eol=crlf\n")
        .file(
            ".gitignore",
            "__pycache__/\n*.pyc\n.venv/\ntrain.py\nresults.tsv\ncache-*\n!cache-kept\nvendor/\n")
        .file(prefix + "train.py", "MATRIX_LR = 0.04\n")
        .file(prefix + "prepare.py", "immutable\r\nwith both\nline endings\n")
        .file(prefix + "lib/model.py", "layers = 4\n")
        .file(prefix + "lib/.gitignore", "*.tmp\n")
        .file(prefix + "lib/deep/er/data.txt", "0123456789".repeat(10_000))
        .file(prefix + "lib.py", "sorts between lib and lib/\n")
        .file(prefix + "vendor/tracked.txt", "tracked though ignored\n")
        .file(prefix + "empty", "")
        .executable(prefix + "run.sh", "#!/bin/sh\n")
        .link(prefix + "link", "lib/model.py")
        .link(prefix + "dangling", "../nowhere");
  }

  void set(String ref, ObjectId commit) throws Exception {
    RefUpdate update = repository().updateRef(ref);
    update.setNewObjectId(commit);
    update.setForceUpdate(true);
    update.update();
  }

  Repository repository() {
    return git.getRepository();
  }

  ObjectId resolve(String ref) throws Exception {
    Ref found = repository().exactRef(ref);
    return found == null ? null : found.getObjectId();
  }

  ObjectId branch() throws Exception {
    return resolve(Constants.R_HEADS + BRANCH);
  }

  Workspace open(Path folder) {
    return open(folder, "");
  }

  Workspace open(Path folder, String campaignDirectory) {
    return Workspace.open(
        folder, new Remote(this.folder.toUri(), "m4max", ""), BRANCH, campaignDirectory);
  }

  @Override
  public void close() {
    git.close();
  }
}
