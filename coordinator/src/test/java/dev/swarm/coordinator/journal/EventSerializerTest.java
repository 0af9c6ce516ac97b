package dev.swarm.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.campaign.Event;
import java.io.NotSerializableException;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventSerializerTest {
  private final EventSerializer serializer = new EventSerializer();

  @Property(tries = 2000)
  void readsBackEveryEventAsItWas(@ForAll("events") Event event) throws NotSerializableException {
    byte[] written = serializer.toBinary(event);

    assertThat(serializer.fromBinary(written, serializer.manifest(event))).isEqualTo(event);
  }

  @Example
  void triesEveryEventThatThereIs() {
    assertThat(everyType()).hasSameElementsAs(Events.byType().keySet());
  }

  @Example
  void saysThatAnUnknownEventWasWrittenByANewerVersion() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "SwarmDissolved"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage(
            "The journal holds a 'SwarmDissolved', which this version does not know; it was written by a newer one.");
  }

  @Example
  void saysThatABrokenEventIsBroken() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {(byte) 0xff}, "LeaseExpired"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageStartingWith("The journal holds a broken 'LeaseExpired': ");
  }

  @Provide
  Arbitrary<Event> events() {
    List<Arbitrary<Event>> each =
        Events.byType().values().stream().map(type -> type.map(event -> (Event) event)).toList();
    return Arbitraries.oneOf(each);
  }

  private static List<Class<?>> everyType() {
    return records(Event.class).toList();
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(EventSerializerTest::records);
  }
}
