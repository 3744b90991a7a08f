package io.diglm.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The configuration that a model was made with, as a file for {@code diglm fit --config}. */
final class ConfigText {
  /** Texts that YAML reads unchanged. */
  private static final Pattern PLAIN =
      Pattern.compile("(?!null$|true$|false$)[A-Za-z0-9/][\\w./-]*");

  /** Settings without an option; further targets are beside the first. */
  private static final List<String> HIDDEN = List.of("latent_variance", "more_targets");

  private final Manifest manifest;
  private final StringBuilder text = new StringBuilder();

  private ConfigText(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Returns the text of the file.
   *
   * @param model the path of the model, for a comment
   */
  static String of(Path model, Manifest manifest) {
    ConfigText config = new ConfigText(manifest);
    config.text.append("# What made %s: diglm fit --config FILE\n".formatted(model));
    config.rows();
    config.options(manifest.training());
    return config.text.toString();
  }

  private void rows() {
    List<String> sources = manifest.provenance().data().sources();
    boolean files = sources.stream().noneMatch(List.of("query", "standard input")::contains);
    if (files) {
      JsonArray tables = new JsonArray();
      sources.stream().flatMap(s -> List.of(s.split(", ")).stream()).forEach(tables::add);
      line("tables", tables);
    } else {
      text.append("# The rows came from %s: give them anew.\n".formatted(sources.get(0)));
    }
  }

  private void options(JsonObject configuration) {
    boolean target = manifest.schema().target().isPresent();
    for (Map.Entry<String, JsonElement> component : configuration.entrySet()) {
      String name = component.getKey();
      JsonElement value = component.getValue();
      String option = name.equals("architecture") ? "flow" : name.replace('_', '-');
      boolean unset =
          value instanceof JsonNull
              || (value.equals(new JsonPrimitive(false)) && !name.equals("codes"))
              || HIDDEN.contains(name)
              || (!target && SettingOptions.ofTarget().contains(option));
      if (name.equals("target") && !target) {
        line("no-target", new JsonPrimitive(true));
      } else if (name.equals("target")) {
        line("target", targets(configuration, value));
      } else if (name.equals("families")) {
        families(value.getAsJsonObject());
      } else if (value instanceof JsonObject nested) {
        JsonObject flow = nested.deepCopy();
        flow.remove("frequencies"); // the number of components in the configuration
        options(flow);
      } else if (name.equals("time_limit")) {
        limit(Duration.parse(value.getAsString()));
      } else if (!unset && !(value instanceof JsonArray list && list.isEmpty())) {
        line(option, value);
      }
    }
  }

  /** Returns the target, with further ones after commas. */
  private static JsonElement targets(JsonObject configuration, JsonElement first) {
    StringBuilder all = new StringBuilder(first.getAsString());
    if (configuration.get("more_targets") instanceof JsonArray more) {
      more.forEach(name -> all.append(',').append(name.getAsString()));
    }
    return new JsonPrimitive(all.toString());
  }

  private void families(JsonObject byTarget) {
    if (byTarget.size() > 0) {
      List<String> all =
          byTarget.entrySet().stream()
              .map(own -> own.getKey() + "=" + own.getValue().getAsString())
              .toList();
      line("family", new JsonPrimitive(String.join(",", all)));
    }
  }

  private void limit(Duration limit) {
    if (!limit.isZero()) {
      line("time-limit", new JsonPrimitive(Math.max(1, limit.toSeconds()) + "s"));
    }
  }

  private void line(String name, JsonElement value) {
    text.append(name).append(": ").append(yaml(value)).append('\n');
  }

  private static String yaml(JsonElement value) {
    if (value instanceof JsonArray list) {
      return "[" + String.join(", ", list.asList().stream().map(ConfigText::yaml).toList()) + "]";
    }
    if (Json.isNumber(value)) {
      return value.getAsString().replaceFirst("\\.0$", "");
    }
    // Double quotes mean the same in YAML as in JSON.
    return Json.isText(value) && !PLAIN.matcher(value.getAsString()).matches()
        ? Json.text(value)
        : value.getAsString();
  }
}
