package io.diglm.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.drift.Drift;
import io.diglm.json.Json;
import io.diglm.page.ReportWriter;
import io.diglm.predict.Predictor;
import io.diglm.report.DriftWords;
import io.diglm.report.Fact;
import io.diglm.schema.Table;
import io.diglm.server.Router.Found;
import io.diglm.server.models.Answered;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.models.Traffic;
import io.diglm.server.rows.RowStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Routes that describe models, one row, and the rows received. */
final class InfoRoutes {
  private static final String EXPLAIN = ":explain";

  /** The query parameter that chooses one of several targets. */
  private static final String TARGET = "target";

  private final Models models;
  private final Limits limits;

  InfoRoutes(Models models, Limits limits) {
    this.models = models;
    this.limits = limits;
  }

  /** Returns the action for the rest of a path below {@code /v1/models}. */
  Optional<Found> find(List<String> steps, Call call) {
    if (steps.isEmpty()) {
      Action.AtOnce list = this::list;
      return Optional.of(new Found("GET", "models", list));
    }
    String name = steps.get(0);
    if (steps.size() == 1 && name.endsWith(EXPLAIN)) {
      String bare = name.substring(0, name.length() - EXPLAIN.length());
      Action.OfBody explain = body -> explain(call, bare, body);
      return Optional.of(new Found("POST", "explain", explain));
    }
    if (steps.size() == 1 && !name.contains(":")) {
      Action.OfBody card = body -> card(call, name);
      return Optional.of(new Found("GET", "card", card));
    }
    if (steps.size() == 2 && steps.get(1).equals("drift")) {
      Action.OfBody drift = body -> drift(call, name);
      return Optional.of(new Found("GET", "drift", drift));
    }
    return Optional.empty();
  }

  private Reply list() {
    JsonArray names = new JsonArray();
    models.names().forEach(names::add);
    JsonObject json = new JsonObject();
    json.add("models", names);
    return Reply.json(json);
  }

  private Reply card(Call call, String name) {
    try (ServedModel model = models.hold(name, Optional.empty())) {
      return Reply.json(ModelCard.of(model, model.predictor(call.query(TARGET))));
    }
  }

  /**
   * Rows that a user tries are not traffic: requests of a page while a slider moves are not
   * counted.
   */
  private Reply explain(Call call, String name, byte[] body) {
    try (ServedModel model = models.hold(name, Optional.empty())) {
      call.answeredBy(model.name(), model.version());
      Predictor own = model.predictor(call.query(TARGET));
      List<JsonObject> said = new ArrayList<>();
      RowStream.Answerer answerer =
          (table, failed) -> {
            if (table.rows() != 1) {
              throw new IllegalArgumentException(
                  "rows to explain must be 1, got %d".formatted(table.rows()));
            }
            Table one = table;
            Answered answered = model.tried(own, one, failed);
            said.add(OneRow.json(model, own, one, answered));
            return answered.columns();
          };
      new RowStream(model.manifest().schema(), List.of(), answerer, limits.line()).json(body, 2);
      return Reply.json(said.get(0));
    }
  }

  private Reply drift(Call call, String name) {
    Traffic.Span span = span(call.query("span").orElse("window"));
    try (ServedModel model = models.hold(name, Optional.empty())) {
      Drift drift = model.drift(span);
      DriftWords words = new DriftWords(model.manifest(), drift);
      boolean page = call.query("format").filter("html"::equals).isPresent();
      if (page) {
        String source =
            "%s, %s".formatted(name, span == Traffic.Span.WINDOW ? "the last rows" : "all rows");
        Fact made = new Fact("served by", "diglm serve, model %s".formatted(name));
        return Reply.text(
            "text/html; charset=utf-8",
            ReportWriter.page(words.report(source, Optional.empty(), made)));
      }
      JsonObject json = Json.object(drift);
      json.addProperty("verdict", words.verdict());
      json.addProperty("span", span.name().toLowerCase(Locale.ROOT));
      json.add("history", history(model.traffic().history()));
      if (!words.answers()) {
        json.remove("expected");
      }
      return Reply.json(json);
    }
  }

  /** The effect is null where the model keeps no scores to compare with. */
  private static JsonArray history(List<Traffic.Moment> moments) {
    JsonArray all = new JsonArray();
    for (Traffic.Moment moment : moments) {
      JsonObject json = new JsonObject();
      json.addProperty("rows", moment.rows());
      json.add(
          "effect",
          Double.isFinite(moment.effect())
              ? new JsonPrimitive(moment.effect())
              : JsonNull.INSTANCE);
      json.addProperty("refused", moment.refused());
      all.add(json);
    }
    return all;
  }

  private static Traffic.Span span(String text) {
    return switch (text) {
      case "window" -> Traffic.Span.WINDOW;
      case "run" -> Traffic.Span.RUN;
      default -> throw new IllegalArgumentException("span must be window or run, got another");
    };
  }
}
