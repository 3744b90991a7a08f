package io.diglm.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.Thresholds;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A request that changes the rejection rule: {@code {"slack": C}} or {@code {"false_alarms": A}},
 * and with either or alone {@code {"score": "NAME"}}; as the options of {@code diglm threshold}.
 */
final class ThresholdRequest {
  private static final Set<String> FIELDS = Set.of("slack", "false_alarms", "score");

  private ThresholdRequest() {}

  /** Returns what a body asks for. */
  static UnaryOperator<Thresholds> read(byte[] body) {
    JsonElement json = parsed(body);
    if (!(json instanceof JsonObject object) || object.size() == 0) {
      throw new IllegalArgumentException(
          "body must be a JSON object with slack or false_alarms, score, or both, got another");
    }
    for (String name : object.keySet()) {
      if (!FIELDS.contains(name)) {
        throw new IllegalArgumentException(
            "fields must be slack or false_alarms, and score, got another");
      }
    }
    if (object.has("slack") && object.has("false_alarms")) {
      throw new IllegalArgumentException("body must have slack or false_alarms, got both");
    }
    Optional<RejectionRule> slack = number(object, "slack").map(RejectionRule.MinimumDensity::new);
    Optional<RejectionRule> rule =
        slack.or(() -> number(object, "false_alarms").map(RejectionRule.FalseAlarms::new));
    Optional<NoveltyScore> score =
        Optional.ofNullable(object.get("score")).map(ThresholdRequest::score);
    return old -> {
      Thresholds scored = score.map(old::withNovelty).orElse(old);
      return rule.map(scored::withRejection).orElse(scored);
    };
  }

  private static JsonElement parsed(byte[] body) {
    try {
      return Json.parse(new String(body, UTF_8));
    } catch (JsonProblem e) {
      throw new IllegalArgumentException("body must be JSON, got " + e.getMessage(), e);
    }
  }

  private static Optional<Double> number(JsonObject object, String name) {
    JsonElement value = object.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!Json.isNumber(value)) {
      throw new IllegalArgumentException(name + " must be a number, got another");
    }
    return Optional.of(value.getAsDouble());
  }

  private static NoveltyScore score(JsonElement value) {
    String text = Json.isText(value) ? value.getAsString() : "";
    List<NoveltyScore> all = Arrays.asList(NoveltyScore.values());
    return all.stream()
        .filter(score -> score.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "score must be one of %s, got another"
                        .formatted(
                            all.stream().map(s -> s.name().toLowerCase(Locale.ROOT)).toList())));
  }
}
