package dev.swarm.coordinator.promotion;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.hub.Hub;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.source.Repositories;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * Carries out what somebody promotes. What can't be put on a receiver's head as it stands is told
 * at once, with the lines in conflict, and not queued. Any thread; it reads repositories, so not
 * one that must not block.
 */
public final class Promoter {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{4,40}");

  private final LiveCampaign live;
  private final Ledgers ledgers;
  private final Hub hub;
  private final Path campaignFolder;

  /**
   * @param campaignFolder the operator's own repository, where a commit may be that the hub lacks
   */
  public Promoter(LiveCampaign live, Ledgers ledgers, Hub hub, Path campaignFolder) {
    this.live = live;
    this.ledgers = ledgers;
    this.hub = hub;
    this.campaignFolder = campaignFolder;
  }

  /**
   * What somebody asks.
   *
   * @param what an experiment, a commit or a branch
   * @param to a branch or its machine, {@code class:CLASS}, or {@code all}
   * @param now whether it comes before everything else that waits there
   * @param stack whether a branch's wins go over together
   * @param dryRun whether to say only what would be done
   * @param expires until when it may wait; absent until it is handed out
   */
  public record Wish(
      String what,
      String to,
      boolean now,
      boolean stack,
      boolean dryRun,
      Optional<Instant> expires) {}

  /**
   * Finds, checks, previews and, unless it is a dry run, queues.
   *
   * @return by machine, once what was queued is durable
   * @throws Refusal when something named is not there, or can't be carried anywhere
   */
  public CompletionStage<List<Promotion>> promote(Wish wish, Instant at) {
    Campaign campaign = live.campaign();
    Settings settings =
        campaign
            .settings()
            .orElseThrow(() -> Refusal.unsuitable("The campaign has not started here yet."));
    Sources.Source source = source(campaign, settings, wish);
    List<MachineName> to = Receivers.named(wish.to(), campaign.machines().values(), source.from());
    Command.Promote asked =
        new Command.Promote(
            source.transplants(), source.from(), to, wish.now(), wish.expires(), at);
    Reply foreseen = campaign.decide(asked).reply();
    if (!(foreseen instanceof Reply.Promoted promoted)) {
      throw Refusal.unsuitable(((Reply.Rejected) foreseen).sentence());
    }
    Map<MachineName, Promotion> answers = new TreeMap<>();
    List<MachineName> able = new ArrayList<>();
    for (Reply.Promotion each : promoted.promotions()) {
      Machine machine = campaign.machines().get(each.machine());
      List<Preview> previews =
          each.proposals().stream().map(proposal -> preview(settings, machine, proposal)).toList();
      // Of several, a later one may stand on an earlier one: their worker will see.
      boolean possible = previews.size() != 1 || previews.get(0).possible();
      if (possible && !previews.isEmpty()) {
        able.add(machine.name());
      }
      answers.put(machine.name(), answer(machine, each, previews, possible, wish.dryRun()));
    }
    if (wish.dryRun() || able.isEmpty()) {
      return CompletableFuture.completedFuture(List.copyOf(answers.values()));
    }
    return live.submit(
            new Command.Promote(
                source.transplants(), source.from(), able, wish.now(), wish.expires(), at))
        .thenApply(reply -> combined(answers, reply, campaign));
  }

  private static Promotion answer(
      Machine machine,
      Reply.Promotion foreseen,
      List<Preview> previews,
      boolean possible,
      boolean dryRun) {
    boolean show = dryRun || !possible;
    return new Promotion(
        machine.name(),
        machine.branch().name(),
        possible ? foreseen.proposals().size() : 0,
        possible
            ? foreseen.sentence()
            : "It can't be put on %s as it is.".formatted(machine.branch().name()),
        show ? String.join("\n", previews.stream().map(Preview::diff).toList()) : "");
  }

  private static List<Promotion> combined(
      Map<MachineName, Promotion> answers, Reply reply, Campaign campaign) {
    if (!(reply instanceof Reply.Promoted promoted)) {
      throw Refusal.unsuitable(((Reply.Rejected) reply).sentence());
    }
    for (Reply.Promotion each : promoted.promotions()) {
      answers.put(
          each.machine(),
          new Promotion(
              each.machine(),
              campaign.machines().get(each.machine()).branch().name(),
              each.proposals().size(),
              each.sentence(),
              ""));
    }
    return List.copyOf(answers.values());
  }

  private Sources.Source source(Campaign campaign, Settings settings, Wish wish) {
    Sources sources = new Sources(campaign, ledgers);
    Optional<Sources.Source> found =
        sources
            .branch(wish.what(), wish.stack())
            .or(() -> sources.experiment(wish.what()))
            .or(() -> commit(sources, settings, wish.what()));
    Sources.Source source = found.orElseThrow(() -> sources.unknown(wish.what()));
    if (wish.stack()
        && source.transplants().stream().allMatch(each -> each.only().isPresent())
        && source.from().isEmpty()) {
      throw Refusal.unsuitable("A commit is one change; --stack is for the wins of a branch.");
    }
    return source;
  }

  /**
   * An experiment's commit stands for that experiment. Names such as HEAD are those of the
   * operator's own repository.
   */
  private Optional<Sources.Source> commit(Sources sources, Settings settings, String name) {
    Optional<ObjectId> inHub =
        HASH.matcher(name).matches() ? hubReader(settings).resolve(name) : Optional.empty();
    Optional<LedgerRecord> record = inHub.flatMap(commit -> ledgers.findCommit(commit.name()));
    if (record.isPresent()) {
      return Optional.of(sources.experiment(record.get()));
    }
    if (inHub.isPresent()) {
      return Optional.of(
          single(new CommitChange(hubReader(settings), settings.file()).of(inHub.get())));
    }
    try (Repository own = Repositories.around(campaignFolder).orElse(null)) {
      if (own == null) {
        return Optional.empty();
      }
      CommitReader reader = new CommitReader(own, settings.directory());
      Optional<ObjectId> commit = reader.resolve(name);
      Optional<Transplant.Part> part =
          commit.map(each -> new CommitChange(reader, settings.file()).of(each));
      commit.ifPresent(each -> hub.bring(campaignFolder, each));
      return part.map(Promoter::single);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Sources.Source single(Transplant.Part part) {
    return new Sources.Source(List.of(Transplant.of(part)), Optional.empty());
  }

  private Preview preview(Settings settings, Machine machine, Proposal proposal) {
    ObjectId head =
        machine
            .branch()
            .head()
            .map(Head::commit)
            .map(ObjectId::fromString)
            .orElse(ObjectId.fromString(settings.baseCommit()));
    return Preview.of(proposal, machine, settings.file(), hubReader(settings), head);
  }

  private CommitReader hubReader(Settings settings) {
    return new CommitReader(hub.reading(), settings.directory());
  }
}
