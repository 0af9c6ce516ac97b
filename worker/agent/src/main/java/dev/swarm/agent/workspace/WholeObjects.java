package dev.swarm.agent.workspace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * Writes objects and makes sure that what lies under their names is whole. Git takes an object that
 * exists for granted; if a power cut left half of one, every later commit with the same content
 * would stand on it. Such an object is removed and written again. Safe for any number of threads.
 */
final class WholeObjects {
  private final FileRepository repository;

  WholeObjects(FileRepository repository) {
    this.repository = repository;
  }

  ObjectId blob(byte[] content) throws IOException {
    return write(Constants.OBJ_BLOB, content);
  }

  ObjectId tree(TreeFormatter tree) throws IOException {
    return write(Constants.OBJ_TREE, tree.toByteArray());
  }

  ObjectId commit(CommitBuilder commit) throws IOException {
    return write(Constants.OBJ_COMMIT, commit.build());
  }

  private ObjectId write(int type, byte[] content) throws IOException {
    ObjectId id = insert(type, content);
    try {
      readBack(id);
    } catch (IOException broken) {
      forget(id);
      insert(type, content);
      readBack(id);
    }
    return id;
  }

  private ObjectId insert(int type, byte[] content) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id = inserter.insert(type, content);
      inserter.flush();
      return id;
    }
  }

  private void readBack(ObjectId id) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      reader.open(id).copyTo(OutputStream.nullOutputStream());
    }
  }

  private void forget(ObjectId id) throws IOException {
    Path file = repository.getObjectDatabase().fileFor(id).toPath();
    Files.deleteIfExists(file);
    try {
      // JGit remembers that the object exists until it fails to find it.
      readBack(id);
    } catch (MissingObjectException expected) {
      return;
    }
  }
}
