package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a Linux system that every program needs: libraries, their configuration, and the
 * accelerators' device files. Of {@code /etc} only what is named here: the rest may hold secrets,
 * which a worker that runs as root could read.
 */
final class SystemPlaces {
  private static final Path ROOT = Path.of("/");

  private static final List<String> FOLDERS =
      List.of(
          "usr",
          "bin",
          "sbin",
          "lib",
          "lib32",
          "lib64",
          "libx32",
          "opt",
          "nix/store",
          "gnu/store",
          "run/opengl-driver",
          "sys/devices",
          "sys/class",
          "sys/bus",
          "sys/module",
          "sys/fs/cgroup");

  private static final List<String> CONFIGURATION =
      List.of(
          "alternatives",
          "ca-certificates",
          "crypto-policies",
          "fonts",
          "gai.conf",
          "group",
          "host.conf",
          "hostname",
          "hosts",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "mime.types",
          "nsswitch.conf",
          "os-release",
          "passwd",
          "pki/ca-trust",
          "pki/java",
          "pki/tls/certs",
          "protocols",
          "resolv.conf",
          "services",
          "ssl/certs",
          "ssl/openssl.cnf",
          "timezone");

  /** Names with a version in them. */
  private static final String VERSIONED = "{java*,python*,OpenCL,nvidia*,cuda*,vulkan,rocm*}";

  private static final String ACCELERATORS = "{nvidia*,kfd,dri,dxg}";

  private SystemPlaces() {}

  static List<Mount> find() {
    List<Mount> found = new ArrayList<>();
    FOLDERS.forEach(folder -> addSystem(ROOT.resolve(folder), found));
    Path etc = ROOT.resolve("etc");
    CONFIGURATION.forEach(name -> addSystem(etc.resolve(name), found));
    matching(etc, VERSIONED).forEach(path -> found.add(Mount.read(path)));
    matching(ROOT.resolve("dev"), ACCELERATORS).forEach(path -> found.add(Mount.device(path)));
    return found;
  }

  /** A link such as /bin stays a link; one into what is not there, as resolv.conf is, does not. */
  private static void addSystem(Path path, List<Mount> found) {
    try {
      if (path.getNameCount() == 1 && Files.isSymbolicLink(path)) {
        found.add(new Mount(Mount.Kind.LINK, Files.readSymbolicLink(path), path));
      } else if (Files.exists(path)) {
        found.add(new Mount(Mount.Kind.READ, path.toRealPath(), path));
      }
    } catch (IOException unreadable) {
      // Then no program here can need it either.
    }
  }

  private static List<Path> matching(Path folder, String names) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, names)) {
      paths.forEach(found::add);
    } catch (IOException none) {
      return List.of();
    }
    return found;
  }
}
