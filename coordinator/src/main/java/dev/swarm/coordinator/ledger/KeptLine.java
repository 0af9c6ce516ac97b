package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.ledger.ImportedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line as the read side keeps it: what it is looked for by, and in which events of the journal
 * the rest stands. A swarm judges hundreds of thousands of experiments, and a line takes a
 * twentieth of what its events do.
 */
sealed interface KeptLine {
  /** Whose line it is. */
  MachineName machine();

  /** As {@link LedgerLine#branch}. */
  String branch();

  /** {@link LedgerLine#at} in milliseconds since 1970. */
  long atMillis();

  /** The numbers of the events that it is made of. */
  List<Long> events();

  /** Whether it is of a kind that is asked for. */
  default boolean isWanted(PageRequest request) {
    return true;
  }

  /**
   * The line itself.
   *
   * @param journal at least its events, by their numbers
   */
  LedgerLine line(Map<Long, Event> journal, KnobHistory knobs);

  /**
   * A judged experiment.
   *
   * @param event that judged it
   * @param runs the events of its runs where there were several, else none
   * @param number of the experiment on its machine
   * @param commitStart the first 16 digits of its commit
   * @param carried the changes from elsewhere in it
   */
  record Judged(
      MachineName machine,
      String branch,
      String hardwareClass,
      long event,
      List<Long> runs,
      int number,
      long commitStart,
      List<ChangeId> carried,
      long atMillis)
      implements KeptLine {
    /** Whether it may have run as a commit, 40 hex digits. */
    boolean mayBe(String commit) {
      return commitStart == start(commit);
    }

    static long start(String commit) {
      return Long.parseUnsignedLong(commit, 0, 16, 16);
    }

    @Override
    public List<Long> events() {
      if (runs.isEmpty()) {
        return List.of(event);
      }
      List<Long> all = new ArrayList<>(runs);
      all.add(event);
      return all;
    }

    @Override
    public LedgerRecord line(Map<Long, Event> journal, KnobHistory knobs) {
      Event.ExperimentJudged judged = (Event.ExperimentJudged) journal.get(event);
      return line(
          judged,
          runs.stream().map(run -> RunRecord.of((Event.RunMeasured) journal.get(run))).toList(),
          knobs.before(judged.experiment()));
    }

    /** The line, by somebody who has what it is made of. */
    LedgerRecord line(
        Event.ExperimentJudged judged,
        List<RunRecord> details,
        Optional<Map<String, String>> knobsBefore) {
      return new LedgerRecord(
          branch,
          hardwareClass,
          judged.row(),
          judged.experiment(),
          judged.commit(),
          judged.outcome(),
          judged.runs(),
          judged.comparison(),
          details,
          judged.verdict(),
          knobsBefore.map(before -> KnobChange.of(before, judged.experiment().proposal().edit())),
          judged.transfer(),
          judged.at());
    }
  }

  /**
   * What was measured on another rung.
   *
   * @param number of the experiment on its machine
   * @param measures the head that it ran once more there, for it changed nothing; absent for an
   *     idea
   */
  record Rung(
      MachineName machine,
      String branch,
      String hardwareClass,
      long event,
      int number,
      Optional<ExperimentId> measures,
      long atMillis)
      implements KeptLine {
    @Override
    public List<Long> events() {
      return List.of(event);
    }

    @Override
    public boolean isWanted(PageRequest request) {
      return request.rungs();
    }

    @Override
    public RungRecord line(Map<Long, Event> journal, KnobHistory knobs) {
      Event.RungMeasured measured = (Event.RungMeasured) journal.get(event);
      return new RungRecord(
          branch,
          hardwareClass,
          measured.experiment(),
          measured.commit(),
          measured.outcome(),
          measured.comparison(),
          measured.at());
    }
  }

  /** An outcome that came too late. */
  record Late(MachineName machine, String branch, long event, long atMillis) implements KeptLine {
    @Override
    public List<Long> events() {
      return List.of(event);
    }

    @Override
    public boolean isWanted(PageRequest request) {
      return request.tooLate();
    }

    @Override
    public LateOutcome line(Map<Long, Event> journal, KnobHistory knobs) {
      Event.EvidenceRecorded evidence = (Event.EvidenceRecorded) journal.get(event);
      return new LateOutcome(
          branch,
          evidence.id(),
          evidence.token(),
          evidence.commit(),
          evidence.outcome(),
          evidence.reason(),
          evidence.at());
    }
  }

  /**
   * An imported row.
   *
   * @param place among the rows of its event, from 0
   * @param row among all that was imported for the machine, from 1
   * @param segment among the machine's imported segments, from 1
   */
  record Imported(
      MachineName machine,
      String branch,
      long event,
      int place,
      int row,
      int segment,
      long atMillis)
      implements KeptLine {
    @Override
    public List<Long> events() {
      return List.of(event);
    }

    @Override
    public ImportedRecord line(Map<Long, Event> journal, KnobHistory knobs) {
      Event.LedgerImported imported = (Event.LedgerImported) journal.get(event);
      ImportedRow content = imported.rows().get(place);
      return new ImportedRecord(
          machine, imported.hardwareClass(), imported.file(), row, segment, content, imported.at());
    }
  }
}
