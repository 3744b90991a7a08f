package io.diglm.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Table;
import io.diglm.train.FitConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Defaults of the options of {@code fit}: those of {@link FitConfig}, so that the two cannot
 * differ.
 */
final class FitDefaults implements IDefaultValueProvider {
  /** The column with the classes of an image set. */
  private static final String LABEL = "label";

  private final Map<String, String> values = new HashMap<>();

  /** Reads the defaults from a configuration that sets nothing. */
  FitDefaults() {
    this(FitConfig.of("target"));
    values.remove("target");
  }

  /** Returns the defaults of a fit of p(x) alone. */
  static FitDefaults ofDensity() {
    return new FitDefaults(FitConfig.ofDensity());
  }

  /** Returns the defaults of a fit of p(x) alone to images. */
  static FitDefaults ofDensity(Table images) {
    return new FitDefaults(FitConfig.ofDensity().forImages(shape(images)));
  }

  private static ImageShape shape(Table images) {
    return images.images().orElseThrow().shape();
  }

  private FitDefaults(FitConfig config) {
    // The frequencies of the configuration, which can depend on the rows, come after those of the
    // flow.
    add(Json.object(config.flow()));
    JsonObject all = Json.object(config);
    all.remove("flow");
    values.remove("frequencies");
    add(all);
  }

  /**
   * Returns the defaults of a fit to images. The target has no default for images without classes.
   *
   * @param weighted whether the user sets the weight of p(x), which is then constant
   */
  static FitDefaults ofImages(Table table, boolean weighted) {
    FitDefaults defaults = new FitDefaults(FitConfig.ofImages(LABEL, shape(table)));
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

  /** Returns the option that sets what JSON has under this name, such as {@code batch-size}. */
  static String option(String json) {
    return json.equals("architecture") ? "flow" : json.replace('_', '-');
  }

  private void add(JsonObject configuration) {
    configuration
        .asMap()
        .forEach((name, value) -> text(value).ifPresent(t -> values.put(option(name), t)));
    values.remove("time-limit"); // none, in another form
  }

  private static Optional<String> text(JsonElement value) {
    return Optional.of(value)
        .filter(JsonElement::isJsonPrimitive)
        .map(v -> v.getAsString().replaceFirst("\\.0$", ""));
  }
}
