package dev.swarm.coordinator.entity;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Commands and replies as JSON, for their way between nodes: records by their components, the
 * members of a sealed type by their simple name. Fields that are not known are skipped, so that two
 * versions can talk while a cluster is brought up to date node by node. Thread-safe.
 */
final class CommandJson {
  private static final String KIND = "kind";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(new SealedTypes())
          .build();

  private CommandJson() {}

  static byte[] write(Command command) {
    return write(Command.class, command);
  }

  static byte[] write(Reply reply) {
    return write(Reply.class, reply);
  }

  static Command command(byte[] json) throws IOException {
    return MAPPER.readValue(json, Command.class);
  }

  static Reply reply(byte[] json) throws IOException {
    return MAPPER.readValue(json, Reply.class);
  }

  private static byte[] write(Class<?> type, Object value) {
    try {
      return MAPPER.writerFor(type).writeValueAsBytes(value);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("No JSON for " + value, failure);
    }
  }

  /** The language knows the members of a sealed type, so no list of them has to be kept. */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated type) {
      return type.getRawType().isSealed()
          ? JsonTypeInfo.Value.construct(
              JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, KIND, null, false, null)
          : super.findPolymorphicTypeInfo(config, type);
    }

    @Override
    public List<NamedType> findSubtypes(Annotated type) {
      return type.getRawType().isSealed()
          ? members(type.getRawType())
              .map(member -> new NamedType(member, member.getSimpleName()))
              .toList()
          : super.findSubtypes(type);
    }

    private static Stream<Class<?>> members(Class<?> type) {
      return Arrays.stream(type.getPermittedSubclasses())
          .flatMap(member -> member.isSealed() ? members(member) : Stream.of(member));
    }
  }
}
