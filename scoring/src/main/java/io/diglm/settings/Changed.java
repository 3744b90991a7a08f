package io.diglm.settings;

import io.diglm.json.Named;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Copies of records of settings with some components changed, so that a setting is named where it
 * is declared and not once more for each of its neighbours.
 */
public final class Changed {
  private Changed() {}

  /**
   * {@return a copy with another value of this component} The record checks the value.
   *
   * @param <R> the record
   * @param record to copy
   * @param component name of the component in Java
   * @param value the value; for an optional component it may be given without the Optional
   * @throws IllegalArgumentException if the record refuses the value, or if it is null
   */
  public static <R extends Record> R of(R record, String component, @Nullable Object value) {
    if (value == null) {
      String option =
          Arrays.stream(record.getClass().getRecordComponents())
              .filter(one -> one.getName().equals(component))
              .map(Changed::option)
              .findFirst()
              .orElse(component);
      throw new IllegalArgumentException(option + " must be given, got null");
    }
    return of(record, Map.of(component, value));
  }

  /**
   * {@return a copy with other values of these components, which the record checks together}
   *
   * @param <R> the record
   * @param record to copy
   * @param changes new values by the name of the component in Java
   */
  @SuppressWarnings("unchecked") // the constructor of a record returns that record
  public static <R extends Record> R of(R record, Map<String, Object> changes) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    int changed = 0;
    for (int i = 0; i < values.length; i++) {
      types[i] = components[i].getType();
      Object change = changes.get(components[i].getName());
      values[i] = change == null ? value(record, components[i]) : fitting(types[i], change);
      changed += change == null ? 0 : 1;
    }
    if (changed != changes.size()) {
      throw new IllegalArgumentException(
          "components must be of %s, got %s".formatted(record.getClass(), changes.keySet()));
    }
    try {
      return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new IllegalStateException(record.getClass() + " must be constructible, got " + e, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getClass() + " must be constructible, got " + e, e);
    }
  }

  /**
   * {@return a component's value}
   *
   * @param record with the component
   * @param component of its class
   */
  public static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " must be readable, got " + e, e);
    }
  }

  private static Object fitting(Class<?> type, Object value) {
    if (type == Optional.class && !(value instanceof Optional)) {
      return Optional.of(value);
    }
    if (type == OptionalInt.class && value instanceof Integer number) {
      return OptionalInt.of(number);
    }
    if (type == OptionalDouble.class && value instanceof Double number) {
      return OptionalDouble.of(number);
    }
    return value;
  }

  private static String option(RecordComponent component) {
    Named named = component.getAnnotation(Named.class);
    return named == null ? Require.option(component.getName()) : named.value().replace('_', '-');
  }
}
