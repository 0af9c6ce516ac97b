package dev.swarm.agent.workspace;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * Makes a tree from another by replacing some files' contents. Only the folders on the way to them
 * are written anew, so the cost does not grow with the repository. Everything else, modes included,
 * stays as it is. Safe for any number of threads.
 */
final class TreeEdit {
  private final WholeObjects objects;

  TreeEdit(WholeObjects objects) {
    this.objects = objects;
  }

  /** The tree with these files, by path from its root; the same tree if there are none. */
  ObjectId replace(ObjectReader reader, ObjectId tree, Map<String, byte[]> files)
      throws IOException {
    if (files.isEmpty()) {
      return tree;
    }
    SortedMap<String, TreeEntry> entries = TreeEntry.list(reader, tree);
    Map<String, Map<String, byte[]>> folders = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String path = file.getKey();
      int slash = path.indexOf('/');
      if (slash < 0) {
        entries.put(path, replaced(path, entries.get(path), file.getValue()));
      } else {
        folders
            .computeIfAbsent(path.substring(0, slash), name -> new TreeMap<>())
            .put(path.substring(slash + 1), file.getValue());
      }
    }
    for (Map.Entry<String, Map<String, byte[]>> folder : folders.entrySet()) {
      String name = folder.getKey();
      ObjectId below = folderId(name, entries.get(name));
      ObjectId edited = replace(reader, below, folder.getValue());
      entries.put(name, TreeEntry.of(name, FileMode.TREE, edited));
    }
    return write(entries);
  }

  private TreeEntry replaced(String name, TreeEntry present, byte[] content) throws IOException {
    if (present != null && present.isFolder()) {
      throw conflict(name, "a folder");
    }
    // What was a symbolic link becomes a file: its new content is no path.
    FileMode mode =
        present != null && present.mode() == FileMode.EXECUTABLE_FILE
            ? FileMode.EXECUTABLE_FILE
            : FileMode.REGULAR_FILE;
    return TreeEntry.of(name, mode, objects.blob(content));
  }

  private static ObjectId folderId(String name, TreeEntry present) {
    if (present == null) {
      return ObjectId.zeroId();
    }
    if (!present.isFolder()) {
      throw conflict(name, "a file");
    }
    return present.id();
  }

  private static WorkspaceException conflict(String name, String kind) {
    return new WorkspaceException(
        WorkspaceException.Kind.CONFLICT,
        "%s is %s in the commit the experiment stands on; correct the campaign's mutable files."
            .formatted(name, kind));
  }

  private ObjectId write(SortedMap<String, TreeEntry> entries) throws IOException {
    TreeFormatter tree = new TreeFormatter();
    entries.values().stream()
        .sorted(TreeEntry.GIT_ORDER)
        .forEach(entry -> tree.append(entry.rawName(), entry.mode(), entry.id()));
    return objects.tree(tree);
  }
}
