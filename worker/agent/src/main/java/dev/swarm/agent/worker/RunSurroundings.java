package dev.swarm.agent.worker;

import dev.swarm.agent.sandbox.Surroundings;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.Network;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this machine shows to its runs: the work tree, the programs, the campaign's data, and the
 * caches. Those are shared by all runs, so only a baseline, which runs the campaign's own code, may
 * write to them; what is compiled on the way is kept in a cache of this worker.
 *
 * <p>Immutable; looks at the disk when asked.
 *
 * @param home of whoever started the worker
 * @param folder the worker's own, which no run may see
 * @param programs put first on a run's PATH, with the trainer beside them; may be empty
 * @param cache for what is made once and used by every run
 * @param path as in the environment variable PATH
 */
record RunSurroundings(Path home, Path folder, List<Path> programs, Path cache, String path) {
  private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/opt");

  /** A folder above one on PATH that has one of these is an installation as a whole. */
  private static final List<String> INSTALLED =
      List.of("lib", "versions", "conda-meta", "pyvenv.cfg", "release");

  private static final List<String> CACHES =
      List.of(".cache/uv", ".cache/huggingface", ".cache/torch");
  private static final List<String> LIBRARIES = List.of(".local/lib", ".local/share/uv");

  /**
   * Of this process.
   *
   * @param cache as SWARM_CACHE names it; blank for the usual one
   */
  static RunSurroundings of(WorkerOptions options, WorkerFolder folder, String cache) {
    Path home = Path.of(System.getProperty("user.home")).toAbsolutePath();
    List<Path> programs = new ArrayList<>();
    options.programs().ifPresent(bin -> programs.add(bin.toAbsolutePath()));
    options
        .programs()
        .ifPresent(bin -> programs.add(bin.toAbsolutePath().resolveSibling("trainer")));
    return new RunSurroundings(
        home,
        folder.path().toAbsolutePath().normalize(),
        programs,
        cache.isBlank() ? home.resolve(".cache/autoresearch") : Path.of(cache).toAbsolutePath(),
        System.getenv().getOrDefault("PATH", ""));
  }

  /**
   * Of one run.
   *
   * @param baseline whether it runs the campaign's own code, unchanged
   * @throws IOException when the campaign names data that would show the worker's own folder
   */
  Surroundings of(Workspace workspace, CampaignFile campaign, boolean baseline) throws IOException {
    List<Path> readable = new ArrayList<>(installed());
    List<Path> writable = new ArrayList<>(List.of(compiled()));
    List<Path> caches = baseline ? writable : readable;
    caches.add(cache);
    CACHES.stream().map(home::resolve).filter(Files::isDirectory).forEach(caches::add);
    for (String data : campaign.data()) {
      readable.add(data(data));
    }
    return new Surroundings(
        workspace.root(),
        home,
        fixed(workspace, campaign),
        readable,
        writable,
        campaign.network() == Network.ALLOWED);
  }

  /** What a run must be told of it. */
  Map<String, String> environment(CampaignFile campaign, boolean baseline) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SWARM_CACHE", cache.toString());
    environment.put("TORCHINDUCTOR_CACHE_DIR", compiled().resolve("inductor").toString());
    environment.put("TRITON_CACHE_DIR", compiled().resolve("triton").toString());
    environment.put("CUDA_CACHE_PATH", compiled().resolve("cuda").toString());
    if (campaign.network() == Network.NONE) {
      environment.put("UV_OFFLINE", "1");
      environment.put("HF_HUB_OFFLINE", "1");
    }
    if (!baseline) {
      environment.put("UV_NO_CACHE", "1");
    }
    return environment;
  }

  private Path compiled() {
    return folder.resolve("compiled");
  }

  private Path data(String named) throws IOException {
    Path place =
        (named.equals("~") || named.startsWith("~/")
                ? Path.of(home + named.substring(1))
                : Path.of(named))
            .toAbsolutePath()
            .normalize();
    if (showsSecrets(place)) {
      throw new IOException(
          "The campaign's data path %s would show the worker's own folder to experiments; name the folder that holds only the data."
              .formatted(named));
    }
    if (!Files.exists(place)) {
      throw new IOException(
          "The campaign's data is not on this machine: there is no %s.".formatted(place));
    }
    return place;
  }

  private List<Path> fixed(Workspace workspace, CampaignFile campaign) {
    return campaign.immutableFiles().stream()
        .map(workspace.directory()::resolve)
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private List<Path> installed() {
    List<Path> found = new ArrayList<>(programs);
    found.add(Path.of(System.getProperty("java.home")));
    Stream.of(path.split(File.pathSeparator))
        .filter(entry -> entry.startsWith("/"))
        .map(entry -> Path.of(entry).normalize())
        .filter(entry -> SYSTEM.stream().noneMatch(entry::startsWith))
        .filter(entry -> !showsSecrets(entry))
        .map(this::installation)
        .forEach(found::add);
    LIBRARIES.stream().map(home::resolve).forEach(found::add);
    return found;
  }

  private Path installation(Path entry) {
    Path above = entry.getParent();
    boolean whole =
        above != null
            && !showsSecrets(above)
            && !above.equals(home.resolve(".local"))
            && INSTALLED.stream().anyMatch(name -> Files.exists(above.resolve(name)));
    return whole ? above : entry;
  }

  /** It holds, or lies in, what a run must not see. */
  private boolean showsSecrets(Path place) {
    Path own = home.resolve(".swarm");
    return home.startsWith(place)
        || folder.startsWith(place)
        || place.startsWith(folder)
        || own.startsWith(place)
        || place.startsWith(own);
  }
}
