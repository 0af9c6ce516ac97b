package dev.swarm.shared.edit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.knob.KnobException;
import dev.swarm.shared.knob.KnobText;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What comes of putting an edit on an incumbent's mutable files. A patch is merged three ways and
 * the knobs are set after it; where it conflicts, the knobs are set alone. For a change that is
 * nothing but knobs, both come to the same, so it has no patch.
 */
public sealed interface Application {
  /**
   * The edit could be applied.
   *
   * @param files new content of the mutable files that change, by path from the campaign's folder
   * @param conflict where the patch conflicted, so that only the knobs were set; absent otherwise
   */
  record Applied(Map<String, byte[]> files, Optional<String> conflict) implements Application {
    public Applied {
      files = Collections.unmodifiableMap(new TreeMap<>(files));
    }
  }

  /** The incumbent has all of it already. */
  record NoChange() implements Application {}

  /**
   * The edit can't be applied.
   *
   * @param reason one sentence
   * @param conflict the conflicting lines; empty where a knob is the reason
   */
  record Impossible(String reason, String conflict) implements Application {}

  /** The mutable files of a commit. */
  interface Files {
    /** The content of a file by its path from the campaign's folder; absent where there is none. */
    Optional<byte[]> read(String path);
  }

  /**
   * Puts an edit on an incumbent.
   *
   * @param from where the edit's patch begins; not asked without one
   * @param to where the edit's patch ends; not asked without one
   */
  static Application of(Edit edit, CampaignFile campaign, Files incumbent, Files from, Files to) {
    Map<String, byte[]> files = new TreeMap<>();
    StringBuilder conflicts = new StringBuilder();
    if (edit.patch().isPresent()) {
      for (String file : campaign.mutableFiles()) {
        TextMerge merge = TextMerge.of(bytes(from, file), bytes(to, file), bytes(incumbent, file));
        files.put(file, merge.text());
        conflicts.append(merge.conflicts() ? ConflictDiff.of(file, merge.text()) : "");
      }
    }
    Optional<String> conflict =
        conflicts.isEmpty() ? Optional.empty() : Optional.of(conflicts.toString());
    if (conflict.isPresent()) {
      if (edit.knobs().isEmpty()) {
        return new Impossible(
            "Its patch conflicts with what stands here, and it sets no knob.", conflict.get());
      }
      files.clear();
    }
    try {
      campaign
          .byFile(edit.knobs())
          .forEach(
              (file, settings) -> {
                byte[] before = files.getOrDefault(file, bytes(incumbent, file));
                files.put(file, KnobText.set(new String(before, UTF_8), settings).getBytes(UTF_8));
              });
    } catch (KnobException unset) {
      return new Impossible(unset.getMessage(), conflict.orElse(""));
    }
    files
        .entrySet()
        .removeIf(each -> Arrays.equals(each.getValue(), bytes(incumbent, each.getKey())));
    return files.isEmpty() && !edit.isNothing() ? new NoChange() : new Applied(files, conflict);
  }

  private static byte[] bytes(Files files, String path) {
    return files.read(path).orElse(new byte[0]);
  }
}
