package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** One name in a tree object. The raw name is kept so that a rewritten tree keeps its bytes. */
record TreeEntry(String name, byte[] rawName, FileMode mode, ObjectId id) {
  /** Git sorts by bytes, a folder as if its name ended in a slash. */
  static final Comparator<TreeEntry> GIT_ORDER =
      (left, right) -> Arrays.compareUnsigned(left.sortKey(), right.sortKey());

  static TreeEntry of(String name, FileMode mode, ObjectId id) {
    return new TreeEntry(name, name.getBytes(UTF_8), mode, id);
  }

  /** The entries of a tree by name; none for the zero id, which stands for no tree at all. */
  static SortedMap<String, TreeEntry> list(ObjectReader reader, ObjectId tree) throws IOException {
    SortedMap<String, TreeEntry> entries = new TreeMap<>();
    if (tree.equals(ObjectId.zeroId())) {
      return entries;
    }
    ObjectChecker checker = new ObjectChecker();
    CanonicalTreeParser parser = new CanonicalTreeParser();
    for (parser.reset(reader, tree); !parser.eof(); parser.next()) {
      byte[] rawName = new byte[parser.getNameLength()];
      parser.getName(rawName, 0);
      String name = new String(rawName, UTF_8);
      refuseHostile(checker, name, tree);
      entries.put(
          name, new TreeEntry(name, rawName, parser.getEntryFileMode(), parser.getEntryObjectId()));
    }
    return entries;
  }

  /** A tree from a careless remote may hold names such as "..", which must never reach the disk. */
  private static void refuseHostile(ObjectChecker checker, String name, ObjectId tree)
      throws CorruptObjectException {
    checker.checkPath(name);
    if (name.indexOf('/') >= 0) {
      throw new CorruptObjectException(tree, "a name with a slash");
    }
  }

  boolean isFolder() {
    return mode == FileMode.TREE;
  }

  boolean isSubmodule() {
    return mode == FileMode.GITLINK;
  }

  boolean isLink() {
    return mode == FileMode.SYMLINK;
  }

  boolean isExecutable() {
    return mode == FileMode.EXECUTABLE_FILE;
  }

  private byte[] sortKey() {
    if (!isFolder()) {
      return rawName;
    }
    byte[] key = Arrays.copyOf(rawName, rawName.length + 1);
    key[rawName.length] = '/';
    return key;
  }
}
