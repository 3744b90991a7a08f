package io.diglm.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The structure of a record class in JSON.
 *
 * @param constructor the canonical one
 * @param fields its components in order
 * @param kind the name that distinguishes it from other records of its interface, if it needs one
 */
record Shape(Constructor<?> constructor, Field[] fields, Optional<Kind> kind) {
  private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();

  /**
   * A component.
   *
   * @param name in snake_case
   * @param inlined whether its own fields replace it
   */
  record Field(String name, Type type, Method accessor, boolean inlined) {
    Object of(Record value) {
      try {
        return accessor.invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalArgumentException("%s must be readable, got %s".formatted(name, e), e);
      }
    }
  }

  /** The field with the name of the kind, and that name. */
  record Kind(String field, String name) {}

  static Shape of(Class<?> type) {
    return KNOWN.computeIfAbsent(type, Shape::look);
  }

  private static Shape look(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Field[] fields = new Field[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < fields.length; i++) {
      RecordComponent component = components[i];
      types[i] = component.getType();
      component.getAccessor().setAccessible(true); // for a record that is not public
      fields[i] =
          new Field(
              name(component),
              component.getGenericType(),
              component.getAccessor(),
              component.isAnnotationPresent(Inline.class));
    }
    return new Shape(constructor(type, types), fields, kind(type, type));
  }

  private static String name(RecordComponent component) {
    Named named = component.getAnnotation(Named.class);
    return named == null ? name(component.getName()) : named.value();
  }

  private static Optional<Kind> kind(Class<?> record, Class<?> type) {
    Kinds kinds = type.getAnnotation(Kinds.class);
    if (kinds != null) {
      for (Kinds.Kind kind : kinds.value()) {
        if (kind.type() == record) {
          return Optional.of(new Kind(kinds.field(), kind.name()));
        }
      }
    }
    for (Class<?> parent : type.getInterfaces()) {
      Optional<Kind> found = kind(record, parent);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Constructor<?> constructor(Class<?> type, Class<?>[] types) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "%s must be a record of %s, got none".formatted(type, Arrays.toString(types)), e);
    }
  }

  /** Returns a Java name in snake_case. A run of capitals is one word. */
  static String name(String java) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < java.length(); i++) {
      boolean capital = Character.isUpperCase(java.charAt(i));
      if (capital && i > 0 && !Character.isUpperCase(java.charAt(i - 1))) {
        snake.append('_');
      }
      snake.append(java.charAt(i));
    }
    return snake.toString().toLowerCase(Locale.ROOT);
  }
}
