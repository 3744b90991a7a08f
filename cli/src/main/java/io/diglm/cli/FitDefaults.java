package io.diglm.cli;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Table;
import io.diglm.train.FitConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/** Defaults of the options of {@code fit}: those of {@link FitConfig}, so that they cannot part. */
final class FitDefaults implements IDefaultValueProvider {
  /** The column of an image set's classes. */
  private static final String LABEL = "label";

  private final Map<String, String> values = new HashMap<>();

  /** Reads the defaults off a configuration that sets nothing. */
  FitDefaults() {
    this(FitConfig.of("target").build());
    values.remove("target");
  }

  /** Returns the defaults of a fit of p(x) alone. */
  static FitDefaults ofDensity() {
    return new FitDefaults(FitConfig.ofDensity().build());
  }

  /** Returns the defaults of a fit of p(x) alone to images. */
  static FitDefaults ofDensity(Table images) {
    return new FitDefaults(FitConfig.ofDensity().forImages(shape(images)).build());
  }

  private static ImageShape shape(Table images) {
    return images.images().orElseThrow().shape();
  }

  private FitDefaults(FitConfig config) {
    add(config);
    add(config.flow());
    if (config.frequencies().isEmpty()) {
      values.remove("frequencies"); // the rows decide
    }
  }

  /**
   * Returns the defaults of a fit to images; of images without classes, the target has none.
   *
   * @param weighted whether the user says how much p(x) counts: it does so throughout then
   */
  static FitDefaults ofImages(Table table, boolean weighted) {
    FitDefaults defaults = new FitDefaults(FitConfig.ofImages(LABEL, shape(table)).build());
    if (table.find(LABEL).isEmpty()) {
      defaults.values.remove("target");
    }
    if (weighted) {
      defaults.values.remove("density-weight-start");
    }
    return defaults;
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
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(FitDefaults::text);
    }
    if (value instanceof OptionalInt number) {
      return number.stream().mapToObj(Integer::toString).findFirst();
    }
    if (value instanceof OptionalDouble number) {
      return number.stream().boxed().findFirst().flatMap(FitDefaults::text);
    }
    if (value instanceof List<?> || value instanceof Duration) {
      return Optional.empty();
    }
    if (value instanceof Enum<?> constant) {
      return Optional.of(Values.lower(constant));
    }
    return Optional.of(String.valueOf(value).replaceFirst("\\.0$", ""));
  }
}
