package dev.swarm.coordinator.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.edit.Application;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobException;
import dev.swarm.shared.knob.KnobText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Turns what a commit changes into something that can be carried: its knobs and, if need be, it.
 */
final class CommitChange {
  private static final String LEDGER = "results.tsv";

  private final CommitReader reader;
  private final CampaignFile campaign;

  CommitChange(CommitReader reader, CampaignFile campaign) {
    this.reader = reader;
    this.campaign = campaign;
  }

  /**
   * What a commit changes against its parent.
   *
   * @throws Refusal when it has no one parent, changes nothing, or changes what may not be changed
   */
  Transplant.Part of(ObjectId commit) {
    List<ObjectId> parents = reader.parents(commit);
    String name = commit.name().substring(0, 7);
    if (parents.size() != 1) {
      throw Refusal.unsuitable(
          "Commit %s is %s, so it is no one change; promote a commit that has one parent."
              .formatted(name, parents.isEmpty() ? "the first of its history" : "a merge"));
    }
    refuseImmutable(name, parents.get(0), commit);
    Application.Files before = reader.files(parents.get(0));
    Application.Files after = reader.files(commit);
    Map<String, String> old = new TreeMap<>();
    Map<String, String> settings = new TreeMap<>();
    for (Knob knob : campaign.knobs()) {
      Optional<String> was = value(before, knob.name());
      Optional<String> is = value(after, knob.name());
      if (was.isPresent() && is.isPresent() && !was.equals(is)) {
        old.put(knob.name(), was.get());
        settings.put(knob.name(), is.get());
      }
    }
    Edit knobs = new Edit(settings);
    boolean knobsSayAll = !settings.isEmpty() && isAll(knobs, before, after);
    return new Transplant.Part(
        new ChangeId(commit.name()),
        Optional.empty(),
        knobsSayAll ? knobs : new Edit(settings, Optional.of(Patch.of(commit.name()))),
        old,
        reader.title(commit));
  }

  private void refuseImmutable(String name, ObjectId parent, ObjectId commit) {
    String prefix = reader.directory().isEmpty() ? "" : reader.directory() + "/";
    List<String> mutable = campaign.mutableFiles().stream().map(prefix::concat).toList();
    List<String> changed =
        reader.changed(parent, commit).stream()
            .filter(path -> !path.equals(prefix + LEDGER))
            .toList();
    List<String> immutable = changed.stream().filter(path -> !mutable.contains(path)).toList();
    if (!immutable.isEmpty()) {
      throw Refusal.unsuitable(
          "Commit %s changes %s, which no experiment may; promote a commit that changes %s only."
              .formatted(name, String.join(", ", immutable), String.join(", ", mutable)));
    }
    if (changed.isEmpty()) {
      throw Refusal.unsuitable("Commit %s changes nothing.".formatted(name));
    }
  }

  private boolean isAll(Edit knobs, Application.Files before, Application.Files after) {
    Application applied = Application.of(knobs, campaign, before, before, after);
    return applied instanceof Application.Applied files
        && campaign.mutableFiles().stream()
            .allMatch(
                file ->
                    Arrays.equals(
                        Optional.ofNullable(files.files().get(file))
                            .or(() -> before.read(file))
                            .orElse(null),
                        after.read(file).orElse(null)));
  }

  private Optional<String> value(Application.Files files, String knob) {
    try {
      return files
          .read(campaign.fileOf(knob))
          .map(bytes -> KnobText.read(new String(bytes, UTF_8), knob));
    } catch (KnobException unset) {
      return Optional.empty();
    }
  }
}
