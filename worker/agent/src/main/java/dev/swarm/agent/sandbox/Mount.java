package dev.swarm.agent.sandbox;

import java.nio.file.Path;

/**
 * One thing in a run's view.
 *
 * @param source what it is on the host; of a link, what it points to
 * @param place where the run sees it
 */
record Mount(Kind kind, Path source, Path place) {

  enum Kind {
    READ,
    WRITE,
    DEVICE,
    LINK
  }

  static Mount read(Path path) {
    return new Mount(Kind.READ, path, path);
  }

  static Mount write(Path path) {
    return new Mount(Kind.WRITE, path, path);
  }

  static Mount device(Path path) {
    return new Mount(Kind.DEVICE, path, path);
  }
}
