package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.EventSerializer;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A judged experiment as bytes, as the journal holds its event: a quarter of what the objects take,
 * and a swarm judges hundreds of thousands. Immutable.
 */
final class PackedRecord implements KeptLine {
  private static final EventSerializer EVENTS = new EventSerializer();

  private final String branch;
  private final String hardwareClass;
  private final long atMillis;
  private final int number;
  private final long commitStart;
  private final byte[] judged;
  private final byte[][] runs;

  /** Shared with every other experiment that ran on the same; null where it is not known. */
  private final Map<String, String> knobsBefore;

  /**
   * @param runs every run behind the verdict where there were several, else none
   * @param knobsBefore the knobs of what it ran on
   */
  PackedRecord(
      String branch,
      String hardwareClass,
      Event.ExperimentJudged judged,
      List<Event.RunMeasured> runs,
      Optional<Map<String, String>> knobsBefore) {
    this.branch = branch;
    this.hardwareClass = hardwareClass;
    this.atMillis = judged.at().toEpochMilli();
    this.number = judged.id().number();
    this.commitStart = start(judged.commit());
    this.judged = EVENTS.toBinary(judged);
    this.runs = runs.stream().map(EVENTS::toBinary).toArray(byte[][]::new);
    this.knobsBefore = knobsBefore.orElse(null);
  }

  /** The experiment's number on its machine. */
  int number() {
    return number;
  }

  /** Whether it ran as a commit, 40 hex digits. */
  boolean ranAs(String commit) {
    return commitStart == start(commit) && line().commit().equals(commit);
  }

  private static long start(String commit) {
    return Long.parseUnsignedLong(commit, 0, 16, 16);
  }

  @Override
  public String branch() {
    return branch;
  }

  @Override
  public Instant at() {
    return Instant.ofEpochMilli(atMillis);
  }

  @Override
  public boolean isWanted(PageRequest request) {
    return true;
  }

  @Override
  public LedgerRecord line() {
    return line(
        (Event.ExperimentJudged) unpack(judged, "ExperimentJudged"),
        Arrays.stream(runs).map(run -> (Event.RunMeasured) unpack(run, "RunMeasured")).toList());
  }

  /** The line, by somebody who has the events it was packed from. */
  LedgerRecord line(Event.ExperimentJudged event, List<Event.RunMeasured> details) {
    return new LedgerRecord(
        branch,
        hardwareClass,
        event.row(),
        event.experiment(),
        event.commit(),
        event.outcome(),
        event.runs(),
        event.comparison(),
        details.stream().map(RunRecord::of).toList(),
        event.verdict(),
        Optional.ofNullable(knobsBefore)
            .map(before -> KnobChange.of(before, event.experiment().proposal().edit())),
        event.transfer(),
        event.at());
  }

  private static Object unpack(byte[] bytes, String manifest) {
    try {
      return EVENTS.fromBinary(bytes, manifest);
    } catch (NotSerializableException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
