package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.pollination.OfferBook;
import dev.swarm.shared.pollination.Portfolio;
import dev.swarm.shared.search.Observations;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Everything that decisions about a campaign need, and no more: what is finished lives in the read
 * side. Immutable; {@code decide} and {@code apply} are pure functions, so the same journal gives
 * the same campaign on any node.
 *
 * @param settings absent until the campaign is started
 * @param lastToken the highest lease token ever given
 * @param paused whether nothing is handed out
 * @param machines by name
 * @param idle machines that would take more than they have, if there were anything for them
 * @param offers wins that other machines may try
 * @param configurations what each branch that has advanced has come to
 * @param observations what a search may learn from, by hardware class
 * @param imports what was imported, by the machine's name
 */
public record Campaign(
    Optional<Settings> settings,
    long lastToken,
    boolean paused,
    PSortedMap<MachineName, Machine> machines,
    PSet<MachineName> idle,
    OfferBook offers,
    PSortedMap<MachineName, Portfolio.Configuration> configurations,
    PMap<String, Observations> observations,
    PSortedMap<MachineName, ImportedHistory> imports) {
  /** A campaign nothing has happened to. */
  public static final Campaign NEW =
      new Campaign(
          Optional.empty(),
          0,
          false,
          TreePMap.empty(),
          HashTreePSet.empty(),
          OfferBook.EMPTY,
          TreePMap.empty(),
          HashTreePMap.empty(),
          TreePMap.empty());

  /** The state after an event that {@link #decide} gave or the journal holds. */
  public Campaign apply(Event event) {
    if (event instanceof Event.CampaignStarted started) {
      return new Campaign(
          Optional.of(
              new Settings(
                  "%.12s-%d".formatted(started.baseCommit(), started.at().toEpochMilli()),
                  CampaignFile.parse(started.fileText()),
                  started.fileText(),
                  started.baseCommit(),
                  started.directory(),
                  started.baseKnobs(),
                  started.limits())),
          lastToken,
          paused,
          machines,
          idle,
          offers,
          configurations,
          observations,
          imports);
    }
    if (event instanceof Event.LimitsChanged changed) {
      Settings limited = settings.orElseThrow().with(changed.limits());
      return new Campaign(
          Optional.of(limited),
          lastToken,
          paused,
          machines,
          Assignments.idle(limited, machines.values()),
          offers,
          configurations,
          observations,
          imports);
    }
    if (event instanceof Event.LedgerImported imported) {
      return new Campaign(
          settings,
          lastToken,
          paused,
          machines,
          idle,
          offers,
          configurations,
          observations,
          Imports.apply(imports, imported));
    }
    if (event instanceof Event.CampaignPaused || event instanceof Event.CampaignResumed) {
      return new Campaign(
          settings,
          lastToken,
          event instanceof Event.CampaignPaused,
          machines,
          idle,
          offers,
          configurations,
          observations,
          imports);
    }
    if (event instanceof Event.OfMachine ofMachine) {
      Machine before = machines.get(ofMachine.machine());
      Machine after = Memberships.apply(settings.orElseThrow(), before, event);
      after = Assignments.apply(after, event);
      after = Ratchet.apply(settings.orElseThrow(), after, event);
      after = Queues.apply(after, event);
      after = Ladders.apply(settings.orElseThrow(), after, event);
      after = Absences.apply(before, after, event);
      after = Receptions.apply(offers, before, after, event);
      return new Campaign(
          settings,
          Math.max(lastToken, Assignments.token(event)),
          paused,
          machines.plus(ofMachine.machine(), after),
          Assignments.isIdle(settings.orElseThrow(), after)
              ? idle.plus(ofMachine.machine())
              : idle.minus(ofMachine.machine()),
          Offers.apply(settings.orElseThrow(), offers, before, event),
          Configurations.apply(configurations, after, event),
          Ideas.apply(settings.orElseThrow(), observations, before, event),
          imports);
    }
    throw new IllegalStateException("No state follows from " + event);
  }

  /** What follows from a command: events to persist, and the reply to give after that. */
  public Decision decide(Command command) {
    Draft draft = new Draft(this);
    Reply reply = reply(draft, command);
    return new Decision(draft.events(), draft.campaign(), reply);
  }

  private Reply reply(Draft draft, Command command) {
    if (command instanceof Command.StartCampaign start) {
      return start(draft, start);
    }
    if (settings.isEmpty()) {
      return new Reply.Rejected(
          Reply.Code.CAMPAIGN_NOT_STARTED,
          "The campaign has not started here; start its coordinator first.");
    }
    if (command instanceof Command.Join join) {
      return Memberships.join(draft, join);
    }
    if (command instanceof Command.ExpireLease expire) {
      return Memberships.expire(draft, expire);
    }
    if (command instanceof Command.ReportOutcome report) {
      return Ratchet.report(draft, report);
    }
    if (command instanceof Command.TakeOfflineRun run) {
      return Absences.take(draft, run);
    }
    if (command instanceof Command.ApproveLoop approve) {
      return Assignments.approve(draft, approve);
    }
    if (command instanceof Command.Pause pause) {
      return Pauses.pause(draft, pause);
    }
    if (command instanceof Command.Resume resume) {
      return Pauses.resume(draft, resume);
    }
    if (command instanceof Command.Promote promote) {
      return Promotions.promote(draft, promote);
    }
    if (command instanceof Command.ImportLedger importLedger) {
      return Imports.take(draft, importLedger);
    }
    throw new IllegalStateException("No decision about " + command);
  }

  private Reply start(Draft draft, Command.StartCampaign start) {
    if (settings.isEmpty()) {
      draft.add(
          new Event.CampaignStarted(
              start.fileText(),
              start.baseCommit(),
              start.directory(),
              start.baseKnobs(),
              start.limits(),
              start.at()));
      return Reply.ACCEPTED;
    }
    Settings now = settings.get();
    if (!now.fileText().equals(start.fileText())
        || !now.baseCommit().equals(start.baseCommit())
        || !now.directory().equals(start.directory())) {
      return new Reply.Rejected(
          Reply.Code.CAMPAIGN_DIFFERS,
          "The campaign file or the base commit has changed since the campaign started (base %.7s then, %.7s now), so results could not be compared; go back to it with --base %.7s, or start a new campaign in another folder."
              .formatted(now.baseCommit(), start.baseCommit(), now.baseCommit()));
    }
    if (!now.limits().equals(start.limits())) {
      draft.add(new Event.LimitsChanged(start.limits(), start.at()));
      Assignments.fillAll(draft, start.at());
    }
    return Reply.ACCEPTED;
  }
}
