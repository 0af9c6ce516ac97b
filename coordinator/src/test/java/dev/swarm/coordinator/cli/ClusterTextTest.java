package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.proto.v1.CoordinatorStatus;
import dev.swarm.proto.v1.SwarmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code swarm status} says of several coordinators. */
class ClusterTextTest {
  @Test
  void saysNothingOfACoordinatorThatIsAlone() {
    assertThat(ClusterText.of(List.of(), Style.PLAIN)).isEmpty();
    assertThat(StatusJson.of(SwarmStatus.getDefaultInstance())).doesNotContainKey("coordinators");
  }

  @Test
  void saysInOneLineThatAllAreHereAndWhichDecides() {
    assertThat(text("here", "here decides", "here"))
        .containsExactly("coordinators: n:2 decides; n:1 and n:3 are here");
  }

  @Test
  void saysWhatOneMoreLostWouldMean() {
    assertThat(text("missing", "here decides", "here"))
        .containsExactly(
            "coordinators: n:2 decides; n:3 is here; n:1 is missing",
            "2 of 3 coordinators are here; with one more lost nobody may decide until 2 are here again. Start again: n:1");
    assertThat(text("missing", "missing", "here decides"))
        .containsExactly(
            "coordinators: n:3 decides; n:1 and n:2 are missing",
            "1 of 3 coordinators is here; with one more lost nobody may decide until 2 are here again. Start again: n:1 and n:2");
    assertThat(text("leaving", "here decides", "joining", "here", "here"))
        .containsExactly(
            "coordinators: n:2 decides; n:4 and n:5 are here; n:3 is joining; n:1 is leaving",
            "3 of 5 coordinators are here. Start again: n:1 and n:3");
  }

  @Test
  void saysThatNobodyDecidesWhileAnotherTakesOver() {
    String nobody =
        "Nobody decides at this moment; another one takes over within some ten seconds, and no run is lost.";
    assertThat(text("unreachable", "here", "here"))
        .containsExactly("coordinators: n:2 and n:3 are here; n:1 does not answer", nobody);
    assertThat(text("missing", "here", "here"))
        .containsExactly("coordinators: n:2 and n:3 are here; n:1 is missing", nobody);
  }

  @Test
  void saysOfOneThatIsCutOffThatItMayStopItself() {
    String cutOff =
        "The one that answers here does not reach enough of the others, and may stop itself in some seconds; start them again, or ask one of them.";
    assertThat(text("here decides", "unreachable", "unreachable"))
        .containsExactly("coordinators: n:1 decides; n:2 and n:3 do not answer", cutOff);
    assertThat(text("missing", "unreachable", "here"))
        .containsExactly("coordinators: n:3 is here; n:2 does not answer; n:1 is missing", cutOff);
  }

  @Test
  void comesBeforeTheMachinesAndInTheJson() {
    SwarmStatus status =
        SwarmStatus.newBuilder()
            .setCampaign("tiny")
            .addCoordinators(coordinator(1, "here decides"))
            .addCoordinators(coordinator(2, "missing").toBuilder().setAnswers(true))
            .build();

    assertThat(StatusTable.of(status, Style.PLAIN).lines())
        .first()
        .asString()
        .startsWith("coordinators: n:1 decides");
    assertThat(StatusJson.of(status).get("coordinators"))
        .isEqualTo(
            List.of(
                Map.of("address", "n:1", "state", "here", "decides", true, "answers", false),
                Map.of("address", "n:2", "state", "missing", "decides", false, "answers", true)));
  }

  /** The lines for nodes n:1, n:2 and so on. */
  private static List<String> text(String... states) {
    List<CoordinatorStatus> all = new ArrayList<>();
    for (String state : states) {
      all.add(coordinator(all.size() + 1, state));
    }
    return ClusterText.of(all, Style.PLAIN).lines().toList();
  }

  private static CoordinatorStatus coordinator(int number, String state) {
    return CoordinatorStatus.newBuilder()
        .setAddress("n:" + number)
        .setState(state.split(" ")[0])
        .setDecides(state.endsWith("decides"))
        .build();
  }
}
