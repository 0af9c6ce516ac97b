package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Makes the work tree what a commit's tree says, and no more. It remembers nothing: every tracked
 * file is hashed each time, so neither a crash in the middle nor a run that covers its traces
 * leaves anything wrong behind. Only what differs is written, as a new file, never through a link.
 * File contents are the commit's bytes: no line ending is converted and no filter applied. One
 * call, one thread.
 */
final class WorkTree {
  private static final boolean POSIX = FileDeletion.POSIX;
  private static final String IGNORE_FILE = ".gitignore";

  /**
   * What no rule keeps: another git repository, and what Python compiled beside its sources, for
   * there a run could leave another program under an immutable file's name.
   */
  private static final Set<String> NEVER_KEPT = Set.of(".git", "__pycache__");

  private final Path root;
  private final CampaignDirectory campaign;
  private final ObjectReader reader;
  private final FileCheck check;
  private int written;
  private int removed;

  WorkTree(Path root, CampaignDirectory campaign, ObjectReader reader) {
    this.root = root;
    this.campaign = campaign;
    this.reader = reader;
    this.check = new FileCheck(reader);
  }

  Restored restore(ObjectId tree) throws IOException {
    makeFolder(root);
    restore(root, "", tree, IgnoreRules.NONE, false);
    return new Restored(written, removed);
  }

  /** The tracked files, by path from the root, that are not as the tree has them. */
  List<String> changed(ObjectId tree, Set<String> except) throws IOException {
    List<String> paths = new ArrayList<>();
    collectChanged(root, "", tree, true, except, paths);
    return paths;
  }

  private void restore(
      Path folder, String prefix, ObjectId tree, IgnoreRules outer, boolean ignored)
      throws IOException {
    SortedMap<String, TreeEntry> tracked = TreeEntry.list(reader, tree);
    IgnoreRules rules = rulesOf(prefix, tracked.get(IGNORE_FILE), outer);
    FileDeletion.makeUsable(folder);
    // Leftovers go first: where names do not differ by case, one may lie in a tracked file's place.
    removeLeftovers(folder, prefix, tracked, rules, ignored);
    for (TreeEntry entry : tracked.values()) {
      String path = prefix + entry.name();
      Path file = folder.resolve(entry.name());
      if (path.equals(campaign.ledger())) {
        continue;
      }
      if (entry.isFolder() || entry.isSubmodule()) {
        makeFolder(file);
      }
      if (entry.isFolder()) {
        boolean below = ignored || rules.ignore(path, true);
        restore(file, path + "/", entry.id(), rules, below);
      } else if (!entry.isSubmodule() && !check.same(file, entry)) {
        write(file, entry);
      }
    }
  }

  private IgnoreRules rulesOf(String prefix, TreeEntry file, IgnoreRules outer) throws IOException {
    return file == null || file.isFolder() || file.isSubmodule() || file.isLink()
        ? outer
        : outer.with(prefix, reader.open(file.id(), Constants.OBJ_BLOB).getBytes());
  }

  private void removeLeftovers(
      Path folder,
      String prefix,
      Map<String, TreeEntry> tracked,
      IgnoreRules rules,
      boolean ignored)
      throws IOException {
    for (Path child : children(folder)) {
      String name = child.getFileName().toString();
      String path = prefix + name;
      if (path.equals(campaign.ledger())) {
        removeFalseLedger(child);
      } else if (!tracked.containsKey(name)) {
        removeLeftover(child, path, rules, ignored);
      }
    }
  }

  private void removeLeftover(Path child, String path, IgnoreRules rules, boolean ignored)
      throws IOException {
    BasicFileAttributes attributes = FileCheck.attributes(child);
    boolean isFolder = attributes != null && attributes.isDirectory();
    boolean goes = NEVER_KEPT.contains(child.getFileName().toString());
    if (!goes && (ignored || rules.ignore(path, isFolder))) {
      return;
    }
    if (isFolder && !goes) {
      // A rule may keep something deep inside, as *.pyc does.
      restore(child, path + "/", ObjectId.zeroId(), rules, false);
      if (!children(child).isEmpty()) {
        return;
      }
    }
    FileDeletion.delete(child);
    removed++;
  }

  /** Whoever writes the ledger must not write through a link that a run has put in its place. */
  private void removeFalseLedger(Path ledger) throws IOException {
    BasicFileAttributes attributes = FileCheck.attributes(ledger);
    if (attributes != null && !attributes.isRegularFile()) {
      FileDeletion.delete(ledger);
      removed++;
    }
  }

  /** A folder of that name, and not a link to one elsewhere. */
  static void makeFolder(Path folder) throws IOException {
    BasicFileAttributes attributes = FileCheck.attributes(folder);
    if (attributes == null || !attributes.isDirectory()) {
      FileDeletion.delete(folder);
      Files.createDirectory(folder);
    }
  }

  private void write(Path file, TreeEntry entry) throws IOException {
    FileDeletion.delete(file);
    written++;
    if (entry.isLink()) {
      String target = new String(reader.open(entry.id(), Constants.OBJ_BLOB).getBytes(), UTF_8);
      Files.createSymbolicLink(file, FileSystems.getDefault().getPath(target));
      return;
    }
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      reader.open(entry.id(), Constants.OBJ_BLOB).copyTo(out);
    }
    if (entry.isExecutable() && POSIX) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(file, permissions);
    }
  }

  private void collectChanged(
      Path folder,
      String prefix,
      ObjectId tree,
      boolean reachable,
      Set<String> except,
      List<String> paths)
      throws IOException {
    for (TreeEntry entry : TreeEntry.list(reader, tree).values()) {
      String path = prefix + entry.name();
      Path file = folder.resolve(entry.name());
      if (entry.isFolder()) {
        // Behind a link in a folder's place nothing counts, however alike it looks.
        BasicFileAttributes attributes = reachable ? FileCheck.attributes(file) : null;
        boolean below = attributes != null && attributes.isDirectory();
        collectChanged(file, path + "/", entry.id(), below, except, paths);
      } else if (!entry.isSubmodule()
          && !except.contains(path)
          && !path.equals(campaign.ledger())
          && !(reachable && check.same(file, entry))) {
        paths.add(path);
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    }
    return children;
  }
}
