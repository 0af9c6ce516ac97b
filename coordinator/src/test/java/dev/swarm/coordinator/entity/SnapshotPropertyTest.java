package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.CampaignImage;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Decision;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Kept;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.snapshot.Projection;
import dev.swarm.coordinator.snapshot.RecordCodec;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any campaign comes back from its bytes as it was, and goes on as it would have. */
class SnapshotPropertyTest {
  private final RecordCodec codec = new RecordCodec();

  @Property(tries = 150)
  void goesOnFromASnapshotAsFromTheWholeJournal(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int commands,
      @ForAll @IntRange(min = 0, max = 100) int percent)
      throws IOException {
    List<Event> events = history(seed, commands);
    int taken = events.size() * percent / 100;
    Ledgers whole = new Ledgers();
    Ledgers resumed = new Ledgers();
    Campaign replayed = Campaign.NEW;
    Campaign recovered = Campaign.NEW;
    for (int i = 0; i <= events.size(); i++) {
      if (i == taken) {
        Record image = whole.image();
        byte[] snapshot = codec.write(CampaignImage.of(replayed), image);
        List<Record> read = codec.read(snapshot, List.of(CampaignImage.class, whole.imageType()));
        assertThat(read.get(1)).isEqualTo(image);
        recovered = ((CampaignImage) read.get(0)).campaign();
        assertThat(recovered).isEqualTo(replayed);
        restore(resumed, read.get(1));
      }
      if (i < events.size()) {
        replayed = replayed.apply(events.get(i));
        whole.apply(i + 1, events.get(i));
      }
      if (i >= taken && i < events.size()) {
        recovered = recovered.apply(events.get(i));
        resumed.apply(i + 1, events.get(i));
      }
    }
    assertThat(recovered).isEqualTo(replayed);
    Record image = resumed.image();
    assertThat(image).isEqualTo(whole.image());
  }

  @Property(tries = 100)
  void readsNothingElseFromBytesThatWereDamaged(@ForAll long seed) throws IOException {
    Campaign campaign = Campaign.NEW;
    for (Event event : history(seed, 60)) {
      campaign = campaign.apply(event);
    }
    byte[] bytes = codec.write(CampaignImage.of(campaign));
    Random random = new Random(seed);

    byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);

    // The ten bytes before are gzip's, and say nothing of what follows.
    bytes[10 + random.nextInt(bytes.length - 10)] ^= (byte) (1 << random.nextInt(8));
    try {
      // A few bits fill up a byte.
      assertThat(read(bytes)).isEqualTo(campaign);
    } catch (IOException damaged) {
      assertThat(damaged).hasMessageStartingWith("it ");
    }
  }

  private Campaign read(byte[] bytes) throws IOException {
    return ((CampaignImage) codec.read(bytes, List.of(CampaignImage.class)).get(0)).campaign();
  }

  private static <I extends Record> void restore(Projection<I> projection, Record image) {
    projection.restore(projection.imageType().cast(image));
  }

  /** A busy swarm's events; now and then somebody imports a ledger or promotes a win. */
  private static List<Event> history(long seed, int commands) {
    RandomCommands usual = new RandomCommands(seed);
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    Campaign campaign = Campaign.NEW;
    for (int i = 0; i < commands; i++) {
      Command command = usual.next(campaign);
      if (i == 0) {
        command = RandomCommands.start(200);
      } else if (random.nextInt(20) == 0) {
        command = imported(random);
      } else if (random.nextInt(10) == 0) {
        command = promoted(campaign, random).orElse(command);
      }
      Decision decision = campaign.decide(command);
      events.addAll(decision.events());
      campaign = decision.after();
    }
    return events;
  }

  private static Optional<Command> promoted(Campaign campaign, Random random) {
    for (Machine machine : campaign.machines().values()) {
      List<Transplant.Part> parts =
          machine.branch().steps().stream()
              .flatMap((Kept step) -> step.parts(machine.membership().hardwareClass()).stream())
              .toList();
      if (!parts.isEmpty() && random.nextBoolean()) {
        List<MachineName> others =
            campaign.machines().keySet().stream()
                .filter(name -> !name.equals(machine.name()))
                .toList();
        return Optional.of(
            new Command.Promote(
                parts.stream().map(Transplant::of).toList(),
                Optional.of(machine.name()),
                others,
                random.nextBoolean(),
                random.nextBoolean()
                    ? Optional.of(Instant.ofEpochMilli(100_000))
                    : Optional.empty(),
                Instant.ofEpochMilli(random.nextInt(1000))));
      }
    }
    return Optional.empty();
  }

  private static Command imported(Random random) {
    String key = "row" + random.nextInt(50);
    return new Command.ImportLedger(
        new MachineName("elsewhere" + random.nextInt(2)),
        "h100",
        "results.tsv",
        List.of(
            new ImportedRow(
                key,
                Integer.toString(random.nextInt(3)),
                random.nextInt(100),
                new LedgerRow(
                    "a1b2c3d",
                    random.nextBoolean() ? OptionalDouble.of(0.99) : OptionalDouble.empty(),
                    OptionalDouble.of(44),
                    Status.KEEP,
                    "it"),
                "keep",
                Map.of("steps", "900"))),
        Instant.ofEpochMilli(2));
  }
}
