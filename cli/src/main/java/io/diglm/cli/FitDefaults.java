package io.diglm.cli;

import io.diglm.train.FitConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/** Defaults of the options of {@code fit}: those of {@link FitConfig}, so that they cannot part. */
final class FitDefaults implements IDefaultValueProvider {
  private final Map<String, String> values = new HashMap<>();

  /** Reads the defaults off a configuration that sets nothing. */
  FitDefaults() {
    FitConfig config = FitConfig.of("target").build();
    add(config);
    add(config.flow());
    values.remove("target");
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return values.get(Values.name(argument));
  }

  /** Returns the option that sets a component, such as {@code batch-size} for batchSize. */
  static String option(String component) {
    return component.equals("architecture")
        ? "flow"
        : component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private void add(Record configuration) {
    for (RecordComponent component : configuration.getClass().getRecordComponents()) {
      Object value = read(configuration, component);
      if (!(value instanceof Record)) {
        text(value).ifPresent(t -> values.put(option(component.getName()), t));
      }
    }
  }

  private static Object read(Record configuration, RecordComponent component) {
    try {
      return component.getAccessor().invoke(configuration);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("component must be readable, got " + component, e);
    }
  }

  private static Optional<String> text(Object value) {
    if (value instanceof Optional<?>
        || value instanceof OptionalInt
        || value instanceof List<?>
        || value instanceof Duration) {
      return Optional.empty();
    }
    if (value instanceof Enum<?> constant) {
      return Optional.of(Values.lower(constant));
    }
    return Optional.of(String.valueOf(value).replaceFirst("\\.0$", ""));
  }
}
