package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.offline.OfflineRun;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Status;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What nodes tell each other comes back as it was. */
class NodeSerializerTest {
  private static final MachineName BOX = new MachineName("box");
  private static final ExperimentId ID = new ExperimentId(BOX, 7);
  private static final Instant AT = Instant.ofEpochMilli(1_766_000_000_123L);
  private static final RunFacts FACTS =
      new RunFacts(
          Optional.of(AT),
          Duration.ofNanos(1_234_567_891),
          Optional.of(Duration.ofMillis(3)),
          Optional.empty(),
          Optional.of(new LineChange(1, 2)),
          true);
  private static final Transplant TRANSPLANT =
      new Transplant(
          Transplant.Kind.STACK,
          List.of(
              new Transplant.Part(
                  new ChangeId("m4-3"),
                  Optional.of("h100"),
                  new Edit(Map.of("LR", "1"), Optional.of(new Patch("a", "b"))),
                  Map.of("LR", "2"),
                  "LR 2 -> 1"),
              new Transplant.Part(
                  new ChangeId("m4-4"), Optional.empty(), Edit.NONE, Map.of(), "nothing")),
          true);

  private static ActorSystem<Replica.Message> system;
  private static NodeSerializer serializer;

  @BeforeAll
  static void start() {
    system =
        ActorSystem.create(
            Behaviors.ignore(),
            "swarm",
            ConfigFactory.parseString("pekko.stdout-loglevel = OFF")
                .withFallback(ConfigFactory.defaultReference()));
    serializer = new NodeSerializer((ExtendedActorSystem) Adapter.toClassic(system));
  }

  @AfterAll
  static void stop() {
    system.terminate();
  }

  @Test
  void carriesEveryCommand() throws Exception {
    for (Command command : commands()) {
      Batcher.Submit submit = new Batcher.Submit(command, 42, system);
      assertThat(there(submit)).isEqualTo(submit);
    }
    assertThat(commands()).extracting(Object::getClass).hasSameElementsAs(records(Command.class));
  }

  @Test
  void carriesEveryReply() throws Exception {
    List<Reply> replies =
        List.of(
            Reply.ACCEPTED,
            new Reply.Imported(3, 4),
            new Reply.Promoted(
                List.of(
                    new Reply.Promotion(
                        BOX,
                        List.of(
                            Proposal.baseline(),
                            new Proposal(TRANSPLANT.edit(), "d", "r", TRANSPLANT)
                                .at(new Climb(Optional.of("large"), Optional.of(ID)))),
                        "It waits there."))),
            new Reply.Rejected(Reply.Code.OUT_OF_ORDER, "Not yet; \"wait\"."));
    for (Reply reply : replies) {
      Replica.Answer answer = new Replica.Answer(1, Long.MAX_VALUE, reply);
      assertThat(there(answer)).isEqualTo(answer);
    }
    assertThat(replies).extracting(Object::getClass).hasSameElementsAs(records(Reply.class));
  }

  @Test
  void carriesNewsAndPositionsAndRumours() throws Exception {
    Replica.News news =
        new Replica.News(
            5, List.of(new Event.LeaseExpired(BOX, AT), new Event.LoopApproved(BOX, AT)));
    assertThat(there(news)).isEqualTo(news);
    Replica.Position position = new Replica.Position("a life", 9, "a node");
    assertThat(there(position)).isEqualTo(position);
    Batcher.Follow follow = new Batcher.Follow(system);
    assertThat(there(follow)).isEqualTo(follow);

    Gossip.Rumours rumours =
        (Gossip.Rumours)
            there(
                new Gossip.Rumours(
                    "here",
                    List.of(
                        new Neighbours.Rumour(BOX, Optional.of(new byte[] {1, 2})),
                        new Neighbours.Rumour(BOX, Optional.empty())),
                    Optional.of("http://hub"),
                    List.of("refs/heads/x")));
    assertThat(rumours.hub()).contains("http://hub");
    assertThat(rumours.pushed()).containsExactly("refs/heads/x");
    assertThat(rumours.node()).isEqualTo("here");
    assertThat(rumours.rumours()).extracting(Neighbours.Rumour::machine).containsOnly(BOX);
    assertThat(rumours.rumours().get(0).said().orElseThrow()).containsExactly(1, 2);
    assertThat(rumours.rumours().get(1).said()).isEmpty();
  }

  @Test
  void understandsACommandThatANewerVersionKnowsMoreAbout() throws Exception {
    byte[] newer =
        "{\"kind\":\"ExpireLease\",\"machine\":{\"text\":\"box\"},\"incarnation\":\"f\",\"at\":7,\"mood\":\"good\"}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(CommandJson.command(newer)).isInstanceOf(Command.ExpireLease.class);
  }

  @Test
  void saysThatAnUnknownMessageCameFromAnotherVersion() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "Song"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("Another node told a 'Song', which this version does not know.");
  }

  private static Object there(Object message) throws NotSerializableException {
    return serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
  }

  private static List<Command> commands() {
    return List.of(
        new Command.StartCampaign(
            "name: x\n",
            "b".repeat(40),
            "",
            Map.of("LR", "0.04"),
            new Settings.Limits(-7, OptionalInt.of(3), 1, true),
            AT),
        new Command.Join(
            BOX,
            "cpu",
            "folder",
            "1",
            Set.of(new Command.Held(ID, 3), new Command.Held(ID, 4)),
            AT),
        new Command.Join(BOX, "cpu", "folder", "1", Set.of(), Optional.of("17"), AT),
        new Command.TakeOfflineRun(
            BOX,
            "17",
            2,
            3,
            new OfflineRun(
                "box-1700001",
                Proposal.baseline(),
                Optional.of("box-3"),
                Judgement.Side.INCUMBENT,
                "c".repeat(40),
                new Outcome.Measured(0.1, OptionalDouble.empty(), Map.of(), FACTS)),
            AT),
        new Command.ExpireLease(BOX, "folder", AT),
        report(
            new Outcome.Measured(
                0.1 + 0.2, OptionalDouble.of(2048), Map.of("val_bpb", 0.3), FACTS)),
        report(new Outcome.Measured(-0.0, OptionalDouble.empty(), Map.of(), FACTS)),
        report(new Outcome.Crashed("oom", "No memory.", "a\tb\u0000\n", FACTS)),
        report(new Outcome.Interrupted("The disk is full.", FACTS)),
        new Command.ApproveLoop(Optional.empty(), AT),
        new Command.ApproveLoop(Optional.of(BOX), AT),
        new Command.Pause(Optional.of(BOX), AT),
        new Command.Resume(Optional.empty(), AT),
        new Command.Promote(
            List.of(TRANSPLANT), Optional.of(BOX), List.of(BOX), true, Optional.of(AT), AT),
        new Command.ImportLedger(
            BOX,
            "cpu",
            "results.tsv",
            List.of(
                new ImportedRow(
                    "k",
                    "0",
                    3,
                    new LedgerRow(
                        "abc", OptionalDouble.of(1), OptionalDouble.empty(), Status.KEEP, "d"),
                    "keep",
                    Map.of("x", "y"))),
            AT));
  }

  private static Command report(Outcome outcome) {
    return new Command.ReportOutcome(ID, 9, Optional.of(ID), "c".repeat(40), outcome, AT);
  }

  private static List<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? List.of(type)
        : Arrays.stream(type.getPermittedSubclasses())
            .<Class<?>>flatMap(member -> records(member).stream())
            .toList();
  }
}
