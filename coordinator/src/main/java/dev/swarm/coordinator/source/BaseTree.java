package dev.swarm.coordinator.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of a base commit. Those of the campaign's folder are named by their path inside it.
 * Belongs to one thread.
 */
final class BaseTree implements AutoCloseable {
  /** One file, link or submodule of the commit. */
  record Entry(ObjectId id, FileMode mode) {}

  private final ObjectReader reader;
  private final Map<String, Entry> inside = new TreeMap<>();
  private final Map<String, Entry> everywhere = new TreeMap<>();

  private BaseTree(ObjectReader reader) {
    this.reader = reader;
  }

  /**
   * @param directory the campaign's, from the repository's root; empty for the root
   */
  static BaseTree of(Repository repository, ObjectId commit, String directory) throws IOException {
    BaseTree tree = new BaseTree(repository.newObjectReader());
    String prefix = directory.isEmpty() ? "" : directory + "/";
    try (RevWalk commits = new RevWalk(tree.reader);
        TreeWalk walk = new TreeWalk(tree.reader)) {
      walk.setRecursive(true);
      walk.addTree(commits.parseCommit(commit).getTree());
      while (walk.next()) {
        String path = walk.getPathString();
        Entry entry = new Entry(walk.getObjectId(0), walk.getFileMode(0));
        tree.everywhere.put(path, entry);
        if (path.startsWith(prefix)) {
          tree.inside.put(path.substring(prefix.length()), entry);
        }
      }
    }
    return tree;
  }

  boolean has(String path) {
    return inside.containsKey(path);
  }

  /** By path from the campaign's folder. */
  Map<String, Entry> inside() {
    return inside;
  }

  /** By path from the repository's root. */
  Map<String, Entry> everywhere() {
    return everywhere;
  }

  /** In bytes. */
  long size(Entry file) throws IOException {
    return reader.getObjectSize(file.id(), ObjectReader.OBJ_ANY);
  }

  /** The text of a file that is there. */
  String text(String path) throws IOException {
    return text(inside.get(path));
  }

  String text(Entry file) throws IOException {
    return new String(reader.open(file.id()).getBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    reader.close();
  }
}
