package dev.swarm.coordinator.snapshot;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/** The shape of every type that a state is made of, found by looking at it. Not thread-safe. */
final class Shapes {
  private final Map<Type, Shape> known = new HashMap<>();

  Shapes() {
    Shape truth =
        Shape.<Boolean>of(RecordCodec.Output::writeBoolean, RecordCodec.Input::readBoolean);
    known.put(boolean.class, truth);
    known.put(Boolean.class, truth);
    Shape whole =
        Shape.<Integer>of((output, value) -> output.writeNumber(value), Shapes::readWhole);
    known.put(int.class, whole);
    known.put(Integer.class, whole);
    Shape longWhole =
        Shape.<Long>of(RecordCodec.Output::writeNumber, RecordCodec.Input::readNumber);
    known.put(long.class, longWhole);
    known.put(Long.class, longWhole);
    Shape real = Shape.<Double>of(RecordCodec.Output::writeDouble, RecordCodec.Input::readDouble);
    known.put(double.class, real);
    known.put(Double.class, real);
    known.put(
        String.class, Shape.<String>of(RecordCodec.Output::writeText, RecordCodec.Input::readText));
    known.put(
        Instant.class,
        Shape.<Instant>of(
            (output, value) -> {
              output.writeNumber(value.getEpochSecond());
              output.writeNumber(value.getNano());
            },
            input -> Instant.ofEpochSecond(input.readNumber(), input.readNumber())));
    known.put(
        Duration.class,
        Shape.<Duration>of(
            (output, value) -> {
              output.writeNumber(value.getSeconds());
              output.writeNumber(value.getNano());
            },
            input -> Duration.ofSeconds(input.readNumber(), input.readNumber())));
    known.put(
        OptionalInt.class,
        Shape.<OptionalInt>of(
            (output, value) -> {
              output.writeBoolean(value.isPresent());
              if (value.isPresent()) {
                output.writeNumber(value.getAsInt());
              }
            },
            input -> input.readBoolean() ? OptionalInt.of(readWhole(input)) : OptionalInt.empty()));
    known.put(
        OptionalDouble.class,
        Shape.<OptionalDouble>of(
            (output, value) -> {
              output.writeBoolean(value.isPresent());
              if (value.isPresent()) {
                output.writeDouble(value.getAsDouble());
              }
            },
            input ->
                input.readBoolean()
                    ? OptionalDouble.of(input.readDouble())
                    : OptionalDouble.empty()));
  }

  private static int readWhole(RecordCodec.Input input) throws IOException {
    return Math.toIntExact(input.readNumber());
  }

  Shape of(Type type) {
    Shape shape = known.get(type);
    if (shape != null) {
      return shape;
    }
    if (type instanceof ParameterizedType generic) {
      shape = container((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
      known.put(type, shape);
      return shape;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      shape =
          Shape.<Enum<?>>of(
              (output, value) -> output.writeNumber(value.ordinal()),
              input -> constants[input.readCount()]);
      known.put(type, shape);
      return shape;
    }
    if (plain.isRecord()) {
      // Known before its parts are, for it may be part of itself.
      RecordShape record = new RecordShape(plain);
      known.put(type, record);
      record.complete(this);
      return record;
    }
    if (plain.isSealed()) {
      ChoiceShape choice = new ChoiceShape();
      known.put(type, choice);
      choice.complete(plain, this);
      return choice;
    }
    throw new IllegalArgumentException("A snapshot can't hold a " + type.getTypeName());
  }

  private Shape container(Class<?> type, Type[] of) {
    Shape first = of(of[0]);
    if (type == Optional.class) {
      return Shape.<Optional<?>>of(
          (output, value) -> {
            output.writeBoolean(value.isPresent());
            if (value.isPresent()) {
              first.write(output, value.get());
            }
          },
          input -> input.readBoolean() ? Optional.of(first.read(input)) : Optional.empty());
    }
    if (type == List.class) {
      return collection(first, List::copyOf);
    }
    if (type == PVector.class) {
      return collection(first, TreePVector::from);
    }
    if (type == Set.class) {
      return collection(first, Set::copyOf);
    }
    if (type == PSet.class) {
      // Elements of one hash lie in the order in which they came, the last one first.
      return collection(first, all -> HashTreePSet.from(reversed(all)));
    }
    Shape second = of(of[1]);
    if (type == Map.class) {
      return map(first, second, all -> Collections.unmodifiableMap(new TreeMap<>(asMap(all))));
    }
    if (type == PSortedMap.class) {
      return map(first, second, Shapes::sorted);
    }
    if (type == PMap.class) {
      return map(first, second, Shapes::persistent);
    }
    throw new IllegalArgumentException("A snapshot can't hold a " + type.getName());
  }

  private static Shape collection(Shape element, Function<List<Object>, Object> made) {
    return Shape.<Collection<?>>of(
        (output, value) -> {
          output.writeNumber(value.size());
          for (Object each : value) {
            element.write(output, each);
          }
        },
        input -> {
          int count = input.readCount();
          List<Object> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            all.add(element.read(input));
          }
          return made.apply(all);
        });
  }

  private static Shape map(
      Shape key, Shape value, Function<List<Map.Entry<Object, Object>>, Object> made) {
    return Shape.<Map<?, ?>>of(
        (output, map) -> {
          output.writeNumber(map.size());
          for (Map.Entry<?, ?> each : map.entrySet()) {
            key.write(output, each.getKey());
            value.write(output, each.getValue());
          }
        },
        input -> {
          int count = input.readCount();
          List<Map.Entry<Object, Object>> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            all.add(Map.entry(key.read(input), value.read(input)));
          }
          return made.apply(all);
        });
  }

  private static Object sorted(List<Map.Entry<Object, Object>> entries) {
    PSortedMap<Object, Object> map = TreePMap.empty(Shapes::compare);
    for (Map.Entry<Object, Object> each : entries) {
      map = map.plus(each.getKey(), each.getValue());
    }
    return map;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static Map<Object, Object> asMap(List<Map.Entry<Object, Object>> entries) {
    Map<Object, Object> map = new HashMap<>();
    entries.forEach(each -> map.put(each.getKey(), each.getValue()));
    return map;
  }

  private static Object persistent(List<Map.Entry<Object, Object>> entries) {
    PMap<Object, Object> map = HashTreePMap.empty();
    for (Map.Entry<Object, Object> each : reversed(entries)) {
      map = map.plus(each.getKey(), each.getValue());
    }
    return map;
  }

  private static <T> List<T> reversed(List<T> all) {
    List<T> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    return reversed;
  }

  /** Any of the members of a sealed type, by its place among them. */
  private static final class ChoiceShape implements Shape {
    private final List<Class<?>> members = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();

    void complete(Class<?> type, Shapes all) {
      Arrays.stream(type.getPermittedSubclasses())
          .forEach(
              member -> {
                members.add(member);
                shapes.add(all.of(member));
              });
    }

    @Override
    public void write(RecordCodec.Output output, Object value) throws IOException {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).isInstance(value)) {
          output.writeNumber(i);
          shapes.get(i).write(output, value);
          return;
        }
      }
      throw new IllegalArgumentException("A snapshot can't hold a " + value.getClass());
    }

    @Override
    public Object read(RecordCodec.Input input) throws IOException {
      return shapes.get(input.readCount()).read(input);
    }
  }
}
