package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.campaign.RunLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small formats: what is written can be read, and what is not ours is refused. */
final class FormatsTest {

  @Test
  void readsBackARecordWhateverTheCommandHolds() {
    RunRecord record =
        new RunRecord(
            "e-1",
            Long.MAX_VALUE,
            "abc",
            "n",
            "echo \\n 'a=b'\n\tjava -cp x\\y Train.java\r\n",
            new RunLimits(
                Duration.ofMillis(1500), Duration.ofSeconds(9), OptionalLong.of(5), 6, 7, 8),
            true,
            Instant.ofEpochMilli(1_700_000_000_123L),
            OptionalLong.of(3));

    assertThat(RunRecord.fromFields(KeyValues.parse(KeyValues.print(record.toFields()))))
        .isEqualTo(record);
  }

  @Test
  void refusesARecordCutShort() {
    assertThatThrownBy(() -> RunRecord.fromFields(Map.of("experiment", "e", "token", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base");
  }

  static Stream<Exit> exits() {
    Duration after = Duration.ofMillis(300_123);
    return Stream.concat(
        Stream.of(
            new Exit.Exited(139, after),
            new Exit.TimedOut(after),
            new Exit.Lost("the host was\nrebooted"),
            new Exit.DeviceBusy("pid 7"),
            new Exit.NotStarted("")),
        Stream.of(Exit.Killer.values()).map(by -> new Exit.Killed(by, "a = b \\ c", after)));
  }

  @ParameterizedTest
  @MethodSource("exits")
  void readsBackEveryExit(Exit exit) {
    assertThat(ExitFields.parse(KeyValues.parse(KeyValues.print(ExitFields.print(exit)))))
        .isEqualTo(exit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0,2-3", "1-1", " 4 , 6-7 "})
  void readsCores(String text) {
    Cores cores = Cores.parse(text);

    assertThat(Cores.parse(cores.toString())).isEqualTo(cores);
    assertThat(cores.count()).isEqualTo(cores.numbers().size());
  }

  @Test
  void writesCoresAsAList() {
    assertThat(Cores.parse("3,0,1-2").toString()).isEqualTo("0,1,2,3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "a", "3-1", "-1", "0,,1", "0-9999", "1-2-3", "0;rm"})
  void refusesWhatNamesNoCores(String text) {
    assertThatThrownBy(() -> Cores.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0,2-3");
  }

  @Test
  void readsAProcessWhoseNameLooksLikeFields() {
    ProcStat stat =
        ProcStat.parse("77 (a) S (b) Z 1 75 74 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 134977 9 9");

    assertThat(stat).isEqualTo(new ProcStat(77, true, 1, 75, 74, 134977));
  }

  @Test
  void readsALineOfPs() {
    String line = "  77     1    75 Ss   /bin/sleep 300 HOME=/x SWARM_RUN=n-1 LANG=C";

    assertThat(PsTable.parse(line, "n-1")).contains(new ProcessTable.Row(77, 1, 75, 0, true));
    assertThat(PsTable.parse(line, "n-")).map(ProcessTable.Row::marked).contains(false);
    assertThat(PsTable.parse("  77 1 75 Z [sleep] <defunct>", "n-1")).isEmpty();
  }

  @Test
  void countsGroupSessionMarkAndDescendantsAsTheRuns() {
    List<ProcessTable.Row> rows =
        List.of(
            new ProcessTable.Row(10, 1, 10, 10, false), // leads the group
            new ProcessTable.Row(11, 10, 10, 10, false), // in the group
            new ProcessTable.Row(12, 1, 12, 10, false), // only in the session
            new ProcessTable.Row(13, 1, 13, 13, true), // only marked
            new ProcessTable.Row(14, 13, 14, 14, false), // only the child of one
            new ProcessTable.Row(15, 14, 15, 15, false), // and its child
            new ProcessTable.Row(20, 1, 20, 20, false),
            new ProcessTable.Row(99, 13, 13, 10, true)); // we

    assertThat(ProcessTable.members(rows, OptionalLong.of(10), 99))
        .isEqualTo(Set.of(10L, 11L, 12L, 13L, 14L, 15L));
    assertThat(ProcessTable.members(rows, OptionalLong.empty(), 99))
        .isEqualTo(Set.of(13L, 14L, 15L));
  }

  @Test
  void readsTheKernelsCountOfKillsForMemory() {
    assertThat(OomKills.parse(List.of("pgfault 7", "oom_kill 3", "oom_kill_x 9"))).hasValue(3);
    assertThat(OomKills.parse(List.of("pgfault 7"))).isEmpty();
  }

  @Test
  void callsASigkillOfAHostOutOfMemoryTheDoingOfWhoHeldTheMost() {
    Instant start = Instant.ofEpochSecond(1000);
    RunRecord record =
        new RunRecord(
            "e",
            1,
            "b",
            "n",
            "c",
            Bench.limits(Duration.ofSeconds(9)),
            false,
            start,
            OptionalLong.of(3));
    WrapperExit killed = new WrapperExit(WrapperExit.State.EXITED, 137, "", start.plusSeconds(5));

    assertThat(exit(record, killed, OptionalLong.of(4), 60))
        .isEqualTo(
            new Exit.Killed(
                Exit.Killer.OUT_OF_MEMORY,
                "the host ran out of memory and killed it",
                Duration.ofSeconds(5)));
    assertThat(exit(record, killed, OptionalLong.of(4), 40))
        .isInstanceOfSatisfying(
            Exit.Killed.class,
            exit -> {
              assertThat(exit.by()).isEqualTo(Exit.Killer.HOST);
              assertThat(exit.why()).contains("held no more than");
            });
    assertThat(exit(record, killed, OptionalLong.of(3), 60))
        .isInstanceOfSatisfying(
            Exit.Killed.class, exit -> assertThat(exit.by()).isEqualTo(Exit.Killer.HOST));
  }

  /** Of a host that has 100 bytes. */
  private static Exit exit(
      RunRecord record, WrapperExit wrapperExit, OptionalLong oomKills, long peak) {
    return new RunEnding(
            record,
            Optional.empty(),
            Optional.of(wrapperExit),
            Optional.empty(),
            false,
            oomKills,
            new HostMemory(OptionalLong.of(peak), 100))
        .exit(Instant.EPOCH, () -> "");
  }
}
