package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.pollination.Offer;
import dev.swarm.shared.pollination.OfferBook;
import dev.swarm.shared.search.Observations;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;

/**
 * What of a campaign has to be written down so that it can be made again; the rest follows from it.
 *
 * @param receivers classes that offers are kept at hand for
 */
public record CampaignImage(
    Optional<Start> start,
    long lastToken,
    boolean paused,
    PSortedMap<MachineName, Machine> machines,
    PMap<ChangeId, Offer> offers,
    PSet<String> receivers,
    PMap<String, Observations> observations,
    PSortedMap<MachineName, ImportedHistory> imports) {
  /** What a campaign was started with, without what its file's text says already. */
  public record Start(
      String id,
      String fileText,
      String baseCommit,
      String directory,
      Map<String, String> baseKnobs,
      Settings.Limits limits) {
    private static Start of(Settings settings) {
      return new Start(
          settings.id(),
          settings.fileText(),
          settings.baseCommit(),
          settings.directory(),
          settings.baseKnobs(),
          settings.limits());
    }

    private Settings settings() {
      return new Settings(
          id, CampaignFile.parse(fileText), fileText, baseCommit, directory, baseKnobs, limits);
    }
  }

  /** Of a campaign as it is. */
  public static CampaignImage of(Campaign campaign) {
    return new CampaignImage(
        campaign.settings().map(Start::of),
        campaign.lastToken(),
        campaign.paused(),
        campaign.machines(),
        campaign.offers().all(),
        HashTreePSet.from(campaign.offers().open().keySet()),
        campaign.observations(),
        campaign.imports());
  }

  /** The campaign once more, equal to what it was. */
  public Campaign campaign() {
    Optional<Settings> settings = start.map(Start::settings);
    return new Campaign(
        settings,
        lastToken,
        paused,
        machines,
        settings
            .map(each -> Assignments.idle(each, machines.values()))
            .orElse(HashTreePSet.empty()),
        OfferBook.of(offers, receivers),
        Configurations.of(machines.values()),
        observations,
        imports);
  }
}
