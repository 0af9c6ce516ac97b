package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;

/**
 * What one caller may push: its own branch, forward only, and its own experiments, once each. Names
 * are judged before the pack is read, so a foreign push stores nothing; history is judged after.
 * Belongs to one push and its thread.
 */
final class PushRules {
  private final Repository hub;
  private final Caller caller;
  private final Optional<String> branch;

  PushRules(Repository hub, Caller caller, MachineBranches branches) {
    this.hub = hub;
    this.caller = caller;
    this.branch =
        caller.machine().flatMap(branches::branchOf).map(name -> Constants.R_HEADS + name);
  }

  /** The branch that the caller may push to, as a full ref name. */
  Optional<String> branch() {
    return branch;
  }

  void judgeNames(Collection<ReceiveCommand> commands) {
    for (ReceiveCommand command : commands) {
      if (undecided(command)) {
        reasonAgainstName(command).ifPresent(reason -> refuse(command, reason));
      }
    }
  }

  void judgeHistory(Collection<ReceiveCommand> commands, RevWalk walk) throws IOException {
    for (ReceiveCommand command : commands) {
      if (undecided(command)) {
        judgeHistory(command, walk);
      }
    }
  }

  private Optional<String> reasonAgainstName(ReceiveCommand command) {
    if (command.getType() == ReceiveCommand.Type.DELETE) {
      return Optional.of("nothing is ever deleted from the hub");
    }
    if (caller.machine().isEmpty()) {
      return Optional.of("a push must name its machine: give the machine's name as user name");
    }
    String machine = caller.machine().get();
    if (branch.isEmpty()) {
      return Optional.of("no machine named %s has joined this campaign".formatted(machine));
    }
    String ref = command.getRefName();
    if (ref.equals(branch.get()) || isOwnExperiment(machine, ref)) {
      return Optional.empty();
    }
    return Optional.of(
        "machine %s may push only to %s and %s%s-<number>[.<attempt>]"
            .formatted(machine, branch.get(), Hub.EXPERIMENTS, machine));
  }

  /**
   * {@code m4-7}, or {@code m4-7.2} for its second attempt. A machine m4 must not own the
   * experiments of a machine m4-2, so only digits may follow.
   */
  private static boolean isOwnExperiment(String machine, String ref) {
    return Pattern.matches(
        Pattern.quote(Hub.EXPERIMENTS + machine) + "-[0-9]{1,18}([.][0-9]{1,9})?", ref);
  }

  private void judgeHistory(ReceiveCommand command, RevWalk walk) throws IOException {
    RevObject pushed = walk.parseAny(command.getNewId());
    if (!(pushed instanceof RevCommit commit)) {
      refuse(command, "only commits may be pushed");
      return;
    }
    ObjectId present = presentId(command.getRefName());
    if (present == null) {
      judgeNew(command, commit, walk);
    } else if (!command.getRefName().equals(branch.orElseThrow())) {
      judgeKnownExperiment(command, present);
    } else if (!contains(walk, commit, present)) {
      refuse(
          command,
          "the branch only advances, and %s does not contain its head %s"
              .formatted(brief(commit), brief(present)));
    }
  }

  private void judgeNew(ReceiveCommand command, RevCommit commit, RevWalk walk) throws IOException {
    ObjectId base = presentId(Hub.MAIN);
    if (base == null) {
      refuse(command, "the hub has no base commit yet");
    } else if (!standsOn(walk, commit, base)) {
      refuse(
          command,
          "%s does not stand on the campaign's base %s".formatted(brief(commit), brief(base)));
    }
  }

  /** Most experiments stand right on the branch's head, which saves walking its whole history. */
  private boolean standsOn(RevWalk walk, RevCommit commit, ObjectId base) throws IOException {
    ObjectId head = presentId(branch.orElseThrow());
    for (RevCommit parent : commit.getParents()) {
      if (parent.equals(head) || parent.equals(base)) {
        return true;
      }
    }
    return contains(walk, commit, base);
  }

  private static void judgeKnownExperiment(ReceiveCommand command, ObjectId present) {
    if (present.equals(command.getNewId())) {
      // Pushed before, perhaps by a worker that died before it heard so: nothing is left to do.
      command.setResult(Result.OK);
    } else {
      refuse(
          command,
          "the experiment already has commit %s, and an experiment's commit never changes"
              .formatted(brief(present)));
    }
  }

  private ObjectId presentId(String name) throws IOException {
    Ref ref = hub.exactRef(name);
    return ref == null ? null : ref.getObjectId();
  }

  private static boolean contains(RevWalk walk, RevCommit commit, ObjectId ancestor)
      throws IOException {
    return walk.isMergedInto(walk.parseCommit(ancestor), commit);
  }

  private static boolean undecided(ReceiveCommand command) {
    return command.getResult() == Result.NOT_ATTEMPTED;
  }

  private static void refuse(ReceiveCommand command, String reason) {
    command.setResult(Result.REJECTED_OTHER_REASON, reason);
  }

  private static String brief(ObjectId id) {
    return id.abbreviate(7).name();
  }
}
