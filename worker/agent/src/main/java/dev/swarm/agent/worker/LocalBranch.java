package dev.swarm.agent.worker;

import dev.swarm.agent.wire.AgentWire;
import dev.swarm.agent.wire.OfflineWire;
import dev.swarm.agent.workspace.HubAnswer;
import dev.swarm.agent.workspace.KeptCommit;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.BranchHead;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.shared.ledger.LedgerTsv;
import dev.swarm.shared.offline.OfflineVerdict;
import dev.swarm.shared.verdict.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The machine's branch in its clone, made to follow the coordinator's word: the ledger's rows, and
 * a commit for every incumbent with the ledger folded in. One thread. Nothing here is kept over a
 * restart but the clone itself: rows and head come again, and the same head gives the same commit.
 */
final class LocalBranch {
  private final Workspace workspace;
  private final String metric;
  private final ObjectId base;
  private final List<LedgerEntry> rows = new ArrayList<>();
  private final List<LedgerEntry> provisional = new ArrayList<>();
  private final Map<String, ObjectId> incumbents = new HashMap<>();
  private String head = "";
  private int written;

  LocalBranch(Workspace workspace, String metric, ObjectId base) {
    this.workspace = workspace;
    this.metric = metric;
    this.base = base;
  }

  int rows() {
    return rows.size();
  }

  /** The rows that the coordinator gave. */
  List<LedgerEntry> ledger() {
    return List.copyOf(rows);
  }

  /**
   * Adds a verdict of the worker's own, until the coordinator gives its: a row, and for a keep a
   * commit that the branch advances to. The same verdicts give the same commits again.
   *
   * @param endedAt Unix milliseconds
   */
  void advanceProvisionally(OfflineVerdict verdict, long endedAt) {
    provisional.add(OfflineWire.row(verdict));
    workspace.writeResults(whole());
    if (verdict.verdict().status() == Status.KEEP) {
      KeptCommit kept =
          new KeptCommit(
              ObjectId.fromString(verdict.commit()), whole(), Instant.ofEpochMilli(endedAt));
      incumbents.put(
          verdict.experiment(), workspace.commitProvisionally(verdict.experiment(), kept));
    }
  }

  /**
   * Goes back to where the coordinator says that the branch stands, whatever the worker made of it
   * by itself; its own commits keep refs of their own.
   *
   * @return whether the branch stands there; else rows are missing, which are asked for
   */
  boolean returnTo(DesiredState desired) {
    takeRows(desired);
    BranchHead target = desired.getHead();
    if (!desired.hasHead() || rows.size() < target.getLedgerRows()) {
      return false;
    }
    provisional.clear();
    workspace.writeResults(ledger(rows.size()));
    written = rows.size();
    incumbents.put(target.getExperiment(), workspace.resetToKept(kept(target)));
    head = target.getExperiment();
    return true;
  }

  /**
   * Takes in rows and head.
   *
   * @return whether the branch advanced and has to be pushed
   */
  boolean follow(DesiredState desired) {
    takeRows(desired);
    if (written < rows.size()) {
      workspace.writeResults(ledger(rows.size()));
      written = rows.size();
    }
    if (!desired.hasHead() || desired.getHead().getExperiment().equals(head)) {
      return false;
    }
    BranchHead next = desired.getHead();
    if (rows.size() < next.getLedgerRows()) {
      // The rows come with the answer to the state that asks for them.
      return false;
    }
    incumbents.put(next.getExperiment(), workspace.commitKept(kept(next)));
    head = next.getExperiment();
    return true;
  }

  private void takeRows(DesiredState desired) {
    for (LedgerEntry entry : desired.getLedgerList()) {
      if (entry.getRow() == rows.size() + 1) {
        rows.add(entry);
      }
    }
  }

  private KeptCommit kept(BranchHead next) {
    ObjectId experiment = ObjectId.fromString(next.getExperimentCommit());
    fetchIfMissing(experiment, next);
    return new KeptCommit(
        experiment, ledger(next.getLedgerRows()), Instant.ofEpochMilli(next.getAdvancedAtMs()));
  }

  /**
   * The commit an assignment is to be made on; absent while its incumbent is not known here.
   *
   * @throws IOException when the hub does not give a commit that is none of the branch's
   */
  Optional<ObjectId> baseOf(Assignment assignment) throws IOException {
    if (assignment.hasBaseCommit()) {
      ObjectId commit = ObjectId.fromString(assignment.getBaseCommit());
      workspace.fetchCommits(commit);
      return Optional.of(commit);
    }
    return assignment.hasBase()
        ? Optional.ofNullable(incumbents.get(assignment.getBase()))
        : Optional.of(base);
  }

  /** After a restart in another folder the head's own commit is only in the hub. */
  private void fetchIfMissing(ObjectId experiment, BranchHead next) {
    String ref = Workspace.experimentRef(next.getExperiment());
    if (workspace.has(experiment)) {
      return;
    }
    HubAnswer answer = workspace.fetch(Workspace.EXPERIMENTS + "*");
    if (!workspace.has(experiment)) {
      throw new IllegalStateException(
          "The hub does not give %s for the head of the branch: %s".formatted(ref, answer));
    }
  }

  private byte[] ledger(int count) {
    return render(rows.subList(0, count).stream());
  }

  private byte[] whole() {
    return render(Stream.concat(rows.stream(), provisional.stream()));
  }

  private byte[] render(Stream<LedgerEntry> entries) {
    return LedgerTsv.render(metric, entries.map(AgentWire::row).toList())
        .getBytes(StandardCharsets.UTF_8);
  }
}
