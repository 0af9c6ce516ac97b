package dev.swarm.coordinator.load;

import com.typesafe.config.Config;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.CampaignImage;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.init.DefaultCampaign;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.snapshot.RecordCodec;
import dev.swarm.coordinator.source.CampaignSource;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Makes the folder of a coordinator whose swarm has judged many experiments of late. */
final class HistoryWriter {
  private static final int SNAPSHOTS = 5;

  private final SplittableRandom random = new SplittableRandom(11);
  private final LiveCampaign campaign;
  private final int machines;

  private HistoryWriter(LiveCampaign campaign, int machines) {
    this.campaign = campaign;
    this.machines = machines;
  }

  /**
   * What was written.
   *
   * @param judged how many experiments have their verdict, baselines among them
   */
  record Written(long judged, SnapshotCost snapshot) {}

  /**
   * What one snapshot of it all costs.
   *
   * @param takeMillis while whoever waits for an answer waits for this
   * @param makeMillis on another thread
   */
  record SnapshotCost(double takeMillis, double makeMillis, int bytes) {}

  /**
   * Through the real campaign and journal, in a folder that is not there yet.
   *
   * @param database the journal's address for JDBC; absent for the embedded one
   */
  static Written write(Path folder, Optional<String> database, int machines, int experiments)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    Path folderOfCampaign = folder.resolve("campaign");
    DefaultCampaign.write(folderOfCampaign, Optional.empty(), Map.of());
    CampaignSource source = CampaignSource.read(folderOfCampaign, Optional.empty());
    Config journal =
        database.isPresent()
            ? PostgresJournal.open(database.get())
            : SqliteJournal.open(folder.resolve("state").resolve("journal.db"));
    Ledgers ledgers = new Ledgers();
    try (LiveCampaign campaign = LiveCampaign.start(journal, ledgers)) {
      long judged = new HistoryWriter(campaign, machines).write(source, experiments);
      return new Written(judged, cost(campaign.campaign(), ledgers));
    }
  }

  /** The median of some. */
  private static SnapshotCost cost(Campaign campaign, Ledgers ledgers) throws IOException {
    double[] take = new double[SNAPSHOTS];
    double[] make = new double[SNAPSHOTS];
    int bytes = 0;
    RecordCodec codec = new RecordCodec();
    for (int i = 0; i < SNAPSHOTS; i++) {
      long began = System.nanoTime();
      Record image = ledgers.image();
      long taken = System.nanoTime();
      bytes = codec.write(CampaignImage.of(campaign), image).length;
      take[i] = (taken - began) / 1e6;
      make[i] = (System.nanoTime() - taken) / 1e6;
    }
    Arrays.sort(take);
    Arrays.sort(make);
    return new SnapshotCost(take[SNAPSHOTS / 2], make[SNAPSHOTS / 2], bytes);
  }

  private long write(CampaignSource source, int experiments)
      throws ExecutionException, InterruptedException {
    submit(
        List.of(
            new Command.StartCampaign(
                source.fileText(),
                source.base().name(),
                source.directory(),
                source.knobs(),
                new Settings.Limits(42, OptionalInt.empty(), 1, false),
                now())));
    List<Command> joins = new ArrayList<>();
    for (int i = 0; i < machines; i++) {
      joins.add(
          new Command.Join(
              new MachineName("m" + i), "h100", "folder-of-m" + i, "process", Set.of(), now()));
    }
    submit(joins);
    long judged = 0;
    while (judged < experiments) {
      List<Command> reports = new ArrayList<>();
      for (Machine machine : campaign.campaign().machines().values()) {
        machine.workload().running().map(each -> report(machine, each)).ifPresent(reports::add);
      }
      submit(reports);
      judged =
          campaign.campaign().machines().values().stream()
              .mapToLong(machine -> machine.branch().tally().rows())
              .sum();
    }
    return judged;
  }

  private Command report(Machine machine, Experiment experiment) {
    double head = machine.branch().head().map(each -> each.metric()).orElse(1.0);
    return new Command.ReportOutcome(
        experiment.id(),
        experiment.token(),
        experiment.base(),
        "%040x".formatted(experiment.token()),
        new Outcome.Measured(
            head + 0.001 + 0.002 * random.nextGaussian(),
            OptionalDouble.of(45_000),
            Map.of(
                "training_seconds", 300.1,
                "total_seconds", 325.9,
                "peak_vram_mb", 45_060.2,
                "mfu_percent", 39.8,
                "total_tokens_M", 499.6,
                "num_steps", 953.0,
                "num_params_M", 50.3,
                "depth", 8.0),
            new RunFacts(
                Optional.of(now()),
                Duration.ofSeconds(326),
                Optional.of(Duration.ofMillis(400 + random.nextInt(200))),
                Optional.of(Duration.ofMillis(50 + random.nextInt(100))),
                Optional.empty(),
                false)),
        now());
  }

  private void submit(List<Command> commands) throws ExecutionException, InterruptedException {
    List<CompletableFuture<Reply>> replies =
        commands.stream().map(each -> campaign.submit(each).toCompletableFuture()).toList();
    for (CompletableFuture<Reply> reply : replies) {
      if (reply.get() instanceof Reply.Rejected rejected) {
        throw new IllegalStateException(rejected.sentence());
      }
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(System.currentTimeMillis());
  }
}
