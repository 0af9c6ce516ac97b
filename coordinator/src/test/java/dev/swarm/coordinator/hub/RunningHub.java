package dev.swarm.coordinator.hub;

import dev.swarm.access.Identity;
import dev.swarm.coordinator.access.Token;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.lib.ObjectId;

/** A seeded hub behind a real server on a free port of the loopback address. */
final class RunningHub implements AutoCloseable {
  static final String TOKEN = "correct-horse";

  final Hub hub;
  final HubServer server;
  final ObjectId base;
  final List<String> told = new CopyOnWriteArrayList<>();
  private final Path folder;

  RunningHub(Path folder, Map<String, String> branches) throws Exception {
    this.folder = folder;
    try (CampaignRepository campaign = new CampaignRepository(folder.resolve("campaign"))) {
      campaign.commit("prepare.py", "immutable");
      base = campaign.commit("train.py", "base");
      hub = Hub.open(folder.resolve("hub"));
      hub.seed(campaign.folder, base);
    }
    server =
        HubServer.start(
            hub,
            "127.0.0.1",
            0,
            Token.of(TOKEN),
            Identity.of(TOKEN),
            machine -> Optional.ofNullable(branches.get(machine)),
            (machine, ref, commit) -> told.add(machine + " " + ref + " " + commit.name()));
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + server.port() + "/campaign.git");
  }

  HubClient client(String machine) throws Exception {
    return new HubClient(address(), machine, TOKEN, folder.resolve("clone-" + machine));
  }

  @Override
  public void close() {
    server.close();
    hub.close();
  }
}
