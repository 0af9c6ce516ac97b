package dev.swarm.shared.campaign;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.text.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the files that a campaign file names, as far as that takes no repository. */
final class FilePaths {
  private FilePaths() {}

  /** The paths as git has them: relative, with no {@code ./} in front. */
  static List<String> check(String key, List<String> files) {
    List<String> paths = new ArrayList<>();
    for (String file : files) {
      String path = file.replaceFirst("^(\\./)+", "");
      List<String> parts = List.of(path.split("/", -1));
      if (path.startsWith("/") || path.startsWith("~") || parts.contains("..")) {
        throw new InvalidCampaignException(
            "The campaign file names '%s' under %s, which lies outside the campaign's folder; name files by their path inside it."
                .formatted(file, key));
      }
      if (parts.contains("") || parts.contains(".") || parts.contains(".git")) {
        throw new InvalidCampaignException(
            "The campaign file names '%s' under %s, which is no path of a file; write it as git ls-files does."
                .formatted(file, key));
      }
      if (paths.contains(path)) {
        throw new InvalidCampaignException(
            "The campaign file names '%s' twice under %s; once is enough.".formatted(file, key));
      }
      paths.add(path);
    }
    return paths;
  }

  static void checkApart(List<String> mutable, List<String> immutable) {
    Set<String> both = new HashSet<>(mutable);
    both.retainAll(immutable);
    for (String file : both) {
      throw new InvalidCampaignException(
          "The campaign file names '%s' as mutable and as immutable; decide for one."
              .formatted(file));
    }
  }

  static void checkKnobs(CampaignFile file) {
    for (Knob knob : file.knobs()) {
      Optional<String> place = knob.file();
      if (place.isPresent() && !file.mutableFiles().contains(place.get())) {
        throw new InvalidCampaignException(
            "The knob '%s' stands in '%s', which is not one of the mutable_files%s"
                .formatted(
                    knob.name(), place.get(), NearestName.hint(place.get(), file.mutableFiles())));
      }
    }
  }
}
