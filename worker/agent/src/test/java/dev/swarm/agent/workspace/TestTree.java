package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of a commit, written and read with plain JGit and not with the code under test. A file
 * is shown as its mode and its content, one character per byte.
 */
record TestTree(SortedMap<String, String> files) {
  static TestTree empty() {
    return new TestTree(new TreeMap<>());
  }

  TestTree file(String path, String content) {
    return put(FileMode.REGULAR_FILE, path, content);
  }

  TestTree executable(String path, String content) {
    return put(FileMode.EXECUTABLE_FILE, path, content);
  }

  TestTree link(String path, String target) {
    return put(FileMode.SYMLINK, path, target);
  }

  private TestTree put(FileMode mode, String path, String content) {
    TreeMap<String, String> more = new TreeMap<>(files);
    more.put(path, shown(mode, content.getBytes(UTF_8)));
    return new TestTree(more);
  }

  static String shown(FileMode mode, byte[] content) {
    return mode + " " + new String(content, ISO_8859_1);
  }

  static TestTree of(Repository repository, ObjectId commit) throws Exception {
    TreeMap<String, String> files = new TreeMap<>();
    try (RevWalk revisions = new RevWalk(repository);
        TreeWalk walk = new TreeWalk(repository)) {
      RevCommit parsed = revisions.parseCommit(commit);
      walk.addTree(parsed.getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        files.put(
            walk.getPathString(),
            shown(walk.getFileMode(), repository.open(walk.getObjectId(0)).getBytes()));
      }
    }
    return new TestTree(files);
  }

  ObjectId commitTo(Repository repository, ObjectId parent, String message) throws Exception {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (var file : files.entrySet()) {
        String[] modeAndContent = file.getValue().split(" ", 2);
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.fromBits(Integer.parseInt(modeAndContent[0], 8)));
        entry.setObjectId(
            inserter.insert(Constants.OBJ_BLOB, modeAndContent[1].getBytes(ISO_8859_1)));
        builder.add(entry);
      }
      builder.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      if (parent != null) {
        commit.setParentId(parent);
      }
      PersonIdent operator =
          new PersonIdent("operator", "operator@example.org", Instant.EPOCH, ZoneOffset.UTC);
      commit.setAuthor(operator);
      commit.setCommitter(operator);
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }
}
