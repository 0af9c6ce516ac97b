package dev.swarm.coordinator.source;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.InvalidCampaignException;
import dev.swarm.shared.text.NearestName;
import dev.swarm.shared.text.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;

/** Refuses a base commit that workers could not run as the operator sees it. Reads only. */
final class BaseTreeCheck {
  private static final String LARGE_FILE_POINTER = "version https://git-lfs.github.com/spec/";

  /** A pointer has three lines; nothing that is larger is looked into. */
  private static final long LARGEST_POINTER = 256;

  private static final long LARGEST_FILE = 100L << 20;

  private BaseTreeCheck() {}

  static void check(BaseTree tree, Path folder, CampaignFile file) throws IOException {
    checkNamed(tree, folder, "mutable_files", file.mutableFiles());
    checkNamed(tree, folder, "immutable_files", file.immutableFiles());
    checkProgram(tree, file);
    checkSubmodules(tree);
    checkPointers(tree);
    checkSizes(tree);
  }

  private static void checkNamed(BaseTree tree, Path folder, String key, List<String> files)
      throws IOException {
    for (String file : files) {
      Optional<String> link = linkOnTheWay(tree, file);
      if (link.isPresent()) {
        throw new InvalidCampaignException(
            "The campaign file names '%s' under %s, but '%s' is a symbolic link to '%s'; name the file itself, inside the campaign's folder."
                .formatted(file, key, link.get(), tree.text(link.get())));
      }
      if (!tree.has(file)) {
        boolean onDisk = Files.exists(folder.resolve(file), LinkOption.NOFOLLOW_LINKS);
        throw new InvalidCampaignException(
            "The campaign file names '%s' under %s, but the base commit has no such file; %s"
                .formatted(
                    file,
                    key,
                    onDisk
                        ? "commit it with: git add %s && git commit".formatted(file)
                        : "commit it or correct the name."));
      }
    }
  }

  /** The file itself or a folder above it, where that is a link. */
  private static Optional<String> linkOnTheWay(BaseTree tree, String file) {
    for (int end = file.indexOf('/'); ; end = file.indexOf('/', end + 1)) {
      String part = end < 0 ? file : file.substring(0, end);
      BaseTree.Entry entry = tree.inside().get(part);
      if (entry != null && entry.mode().equals(FileMode.SYMLINK)) {
        return Optional.of(part);
      }
      if (end < 0) {
        return Optional.empty();
      }
    }
  }

  /** A script that the run command starts and nobody has is found here, not on each machine. */
  private static void checkProgram(BaseTree tree, CampaignFile file) {
    Optional<String> script = RunScript.of(file.runCommand());
    if (script.isPresent() && !tree.has(script.get())) {
      throw new InvalidCampaignException(
          "The run command '%s' starts '%s', which the base commit does not have%s"
              .formatted(
                  file.runCommand(),
                  script.get(),
                  NearestName.hint(script.get(), tree.inside().keySet())));
    }
  }

  private static void checkSubmodules(BaseTree tree) {
    for (Map.Entry<String, BaseTree.Entry> each : tree.inside().entrySet()) {
      if (each.getValue().mode().equals(FileMode.GITLINK)) {
        throw new InvalidCampaignException(
            "The campaign's folder has the submodule '%s', which every worker would find empty; commit its files instead, or keep it outside the campaign's folder."
                .formatted(each.getKey()));
      }
    }
  }

  private static void checkSizes(BaseTree tree) throws IOException {
    for (Map.Entry<String, BaseTree.Entry> each : tree.everywhere().entrySet()) {
      BaseTree.Entry entry = each.getValue();
      if (entry.mode().equals(FileMode.GITLINK)) {
        continue;
      }
      long size = tree.size(entry);
      if (size > LARGEST_FILE) {
        throw new InvalidCampaignException(
            "'%s' has %d MB in the base commit, and the hub passes on files of up to %s; keep it outside the repository and name its place under data."
                .formatted(each.getKey(), size / 1_000_000, Sizes.format(LARGEST_FILE)));
      }
    }
  }

  private static void checkPointers(BaseTree tree) throws IOException {
    for (Map.Entry<String, BaseTree.Entry> each : tree.inside().entrySet()) {
      BaseTree.Entry entry = each.getValue();
      if (entry.mode().equals(FileMode.REGULAR_FILE)
          && tree.size(entry) <= LARGEST_POINTER
          && tree.text(entry).startsWith(LARGE_FILE_POINTER)) {
        throw new InvalidCampaignException(
            "'%s' is kept with Git LFS, so workers would get its pointer and not the file; keep it outside the repository and name its place under data."
                .formatted(each.getKey()));
      }
    }
  }
}
