package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.snapshot.CampaignAt;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/**
 * Gives the campaign's entity, wherever and whenever it starts, what its node knows of the campaign
 * already: every node follows the journal, so a failover reads none of its history. Nothing is
 * stored through it. Named in {@code coordinator.conf}.
 */
public final class KnownCampaign extends SnapshotStore {
  static final String PLUGIN = "swarm.known-campaign";

  private final Supplier<CampaignAt> known =
      context().system().settings().setup().get(Node.class).orElseThrow().known;

  /** What an actor system is created with. */
  static final class Node extends Setup {
    private final Supplier<CampaignAt> known;

    /**
     * @param known what the node knows of the campaign at any moment; any thread
     */
    Node(Supplier<CampaignAt> known) {
      this.known = known;
    }
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    CampaignAt now = known.get();
    return Futures.successful(
        now.position() == 0
            ? Optional.empty()
            : Optional.of(
                SelectedSnapshot.create(
                    new SnapshotMetadata(persistenceId, now.position(), 0), now.campaign())));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    return refused();
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return refused();
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return refused();
  }

  private static Future<Void> refused() {
    return Futures.failed(new UnsupportedOperationException("nothing is stored here"));
  }
}
