package dev.swarm.agent.worker;

import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.shared.experiment.ExperimentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Outcomes that the coordinator has not acknowledged, each in a file of its own, oldest first. One
 * thread. What was added is on disk before {@link #add} returns.
 */
final class Outbox {
  private final Path folder;
  private final Map<HeldExperiment, ReportedOutcome> outcomes = new LinkedHashMap<>();

  private Outbox(Path folder) {
    this.folder = folder;
  }

  static Outbox open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Outbox outbox = new Outbox(folder);
    List<ReportedOutcome> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> !each.toString().endsWith(".new")).toList()) {
        found.add(ReportedOutcome.parseFrom(Files.readAllBytes(file)));
      }
    }
    found.sort(
        Comparator.comparingInt((ReportedOutcome each) -> number(each.getHeld()))
            .thenComparingLong(each -> each.getHeld().getToken()));
    found.forEach(each -> outbox.outcomes.put(each.getHeld(), each));
    return outbox;
  }

  void add(ReportedOutcome outcome) throws IOException {
    DurableFile.write(file(outcome.getHeld()), outcome.toByteArray());
    outcomes.put(outcome.getHeld(), outcome);
  }

  /** Forgets what the coordinator has made durable. */
  void acknowledge(Collection<HeldExperiment> acknowledged) throws IOException {
    for (HeldExperiment each : acknowledged) {
      if (outcomes.remove(each) != null) {
        Files.deleteIfExists(file(each));
      }
    }
  }

  boolean holds(HeldExperiment experiment) {
    return outcomes.containsKey(experiment);
  }

  /** The oldest ones whose commits are in the hub: the coordinator takes them in order only. */
  List<ReportedOutcome> reportable(Set<String> refsInHub) {
    return outcomes.values().stream().takeWhile(each -> refsInHub.contains(each.getRef())).toList();
  }

  List<ReportedOutcome> all() {
    return List.copyOf(outcomes.values());
  }

  /** A running experiment that was handed out again has a higher token than the waiting one. */
  private static int number(HeldExperiment held) {
    return ExperimentId.parse(held.getExperiment()).number();
  }

  private Path file(HeldExperiment held) {
    return folder.resolve(held.getExperiment() + "." + held.getToken());
  }
}
