package dev.swarm.coordinator.snapshot;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** A record, by its components in order. */
final class RecordShape implements Shape {
  private final Constructor<?> constructor;
  private final Method[] accessors;
  private final Shape[] parts;

  RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException("A record without its constructor: " + type, impossible);
    }
    constructor.setAccessible(true);
    accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    Arrays.stream(accessors).forEach(each -> each.setAccessible(true));
    parts = new Shape[components.length];
  }

  void complete(Shapes shapes) {
    RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
    for (int i = 0; i < parts.length; i++) {
      parts[i] = shapes.of(components[i].getGenericType());
    }
  }

  @Override
  public void write(RecordCodec.Output output, Object value) throws IOException {
    try {
      for (int i = 0; i < parts.length; i++) {
        parts[i].write(output, accessors[i].invoke(value));
      }
    } catch (IllegalAccessException | InvocationTargetException failure) {
      throw new IllegalStateException("A record that can't be read: " + value, failure);
    }
  }

  @Override
  public Object read(RecordCodec.Input input) throws IOException {
    Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = parts[i].read(input);
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException refused) {
      throw new IOException(
          "it holds what no %s is made of"
              .formatted(constructor.getDeclaringClass().getSimpleName()),
          refused);
    }
  }
}
