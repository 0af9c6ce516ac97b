package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A view as a list of mounts on an empty root, in the order in which they have to be made: what
 * lies deeper comes later, and of two for one place the more specific stands.
 */
final class MountPlan {
  private static final Path TEMPORARY = Path.of("/tmp");

  private MountPlan() {}

  static List<Mount> of(View view) {
    Map<Path, Mount> mounts = new LinkedHashMap<>();
    SystemPlaces.find().forEach(mount -> mounts.put(mount.place(), mount));
    put(mounts, new Mount(Mount.Kind.WRITE, view.ownTemporary(), TEMPORARY));
    put(mounts, new Mount(Mount.Kind.WRITE, view.ownHome(), view.home()));
    view.readable().forEach(path -> add(mounts, Mount.Kind.READ, path));
    view.writable().forEach(path -> add(mounts, Mount.Kind.WRITE, path));
    put(mounts, Mount.write(view.workTree()));
    view.fixed().forEach(path -> put(mounts, Mount.read(path)));
    List<Mount> inOrder = new ArrayList<>(mounts.values());
    inOrder.sort(Comparator.comparingInt(mount -> mount.place().getNameCount()));
    return inOrder;
  }

  /** Under its own name, and where that leads over links under its real one too. */
  private static void add(Map<Path, Mount> mounts, Mount.Kind kind, Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try {
      Path real = path.toRealPath();
      put(mounts, new Mount(kind, real, path));
      put(mounts, new Mount(kind, real, real));
    } catch (IOException unreadable) {
      // What the worker cannot reach, a run cannot either.
    }
  }

  private static void put(Map<Path, Mount> mounts, Mount mount) {
    mounts.put(mount.place(), mount);
  }
}
