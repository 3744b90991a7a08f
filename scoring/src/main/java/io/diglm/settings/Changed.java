package io.diglm.settings;

import io.diglm.json.Named;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Copies records of settings with one component changed. So each setting is named only where it is
 * declared.
 */
public final class Changed {
  private Changed() {}

  /**
   * Returns a copy with another value of this component. The record checks the value.
   *
   * @param value the value; for an optional component it may be given without the Optional
   * @throws IllegalArgumentException if the record refuses the value, or if it is null
   */
  @SuppressWarnings("unchecked") // the constructor of a record returns that record
  public static <R extends Record> R of(R record, String component, @Nullable Object value) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    boolean found = false;
    try {
      for (int i = 0; i < values.length; i++) {
        types[i] = components[i].getType();
        boolean changed = components[i].getName().equals(component);
        values[i] = changed ? fitting(components[i], value) : of(components[i], record);
        found |= changed;
      }
      if (!found) {
        throw new IllegalArgumentException(
            "component must be one of %s, got %s"
                .formatted(Arrays.toString(components), component));
      }
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

  private static Object of(RecordComponent component, Record record)
      throws ReflectiveOperationException {
    return component.getAccessor().invoke(record);
  }

  private static Object fitting(RecordComponent component, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(option(component) + " must be given, got null");
    }
    Class<?> type = component.getType();
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
