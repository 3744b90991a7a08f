package io.diglm.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.diglm.cli.Command;
import io.diglm.fuzz.ModelParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Manifests of which somebody edited one value and made all checksums good again, given to {@code
 * diglm predict}: refused, or the same answers. Every value of the manifest has its turn.
 */
final class ManifestAttack {
  /** What {@code diglm threshold} sets, so that any value of it is the user's. */
  private static final List<String> SETTINGS =
      List.of("/thresholds/rejection", "/thresholds/novelty");

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");

  private final Path table;
  private final Path edited;
  private final String manifest;
  private final byte[] weights;
  private final String answers;

  ManifestAttack(Attacked attacked) throws IOException {
    Path model = attacked.model();
    table = attacked.table();
    edited = attacked.folder().resolve("edited.diglm");
    manifest = new String(ModelParts.entry(model, ModelParts.MANIFEST), UTF_8);
    weights = ModelParts.entry(model, ModelParts.WEIGHTS);
    answers = Command.run("predict", model, table).out();
  }

  /** Edits values in turn, so many in all. */
  Tally edits(int count) {
    Tally tally = new Tally("edits of a manifest");
    List<List<String>> places = new ArrayList<>();
    places(JsonParser.parseString(manifest), List.of(), places);
    int values = others(new JsonPrimitive(1)).size();
    int all = places.size() * values;
    for (int k = 0; k < count; k++) {
      // A stride through all pairs of a place and a value, so that any count is a fair sample.
      int at = (int) ((long) all * k / count) % all;
      List<String> place = places.get(at / values);
      int value = at % values;
      tally.attempt(
          "/" + String.join("/", place) + " value " + value, () -> predicted(place, value));
    }
    return tally;
  }

  private String predicted(List<String> place, int value) throws IOException {
    JsonElement root = JsonParser.parseString(manifest);
    replace(root, place, value);
    ModelParts.write(edited, root.toString().getBytes(UTF_8), weights);
    Command.Ran ran = Command.run("predict", edited, table);
    Ended.inOrder(ran);
    if (ran.code() == 2) {
      return "refused";
    }
    if (near(ran.out(), answers)) {
      return "same answers";
    }
    String where = "/" + String.join("/", place);
    if (SETTINGS.stream().anyMatch(where::startsWith)) {
      return "a setting of the user";
    }
    throw new AssertionError("an edited model must be refused, or answer the same");
  }

  /** Every value, and every list or object as a whole. */
  private static void places(JsonElement at, List<String> path, List<List<String>> places) {
    if (!path.isEmpty()) {
      places.add(path);
    }
    if (at instanceof JsonObject object) {
      object.keySet().forEach(key -> places(object.get(key), and(path, key), places));
    } else if (at instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        places(array.get(i), and(path, Integer.toString(i)), places);
      }
    }
  }

  private static List<String> and(List<String> path, String next) {
    List<String> longer = new ArrayList<>(path);
    longer.add(next);
    return longer;
  }

  private static void replace(JsonElement root, List<String> place, int value) {
    JsonElement at = root;
    for (String step : place.subList(0, place.size() - 1)) {
      at =
          at instanceof JsonArray array
              ? array.get(Integer.parseInt(step))
              : at.getAsJsonObject().get(step);
    }
    String last = place.get(place.size() - 1);
    if (at instanceof JsonArray array) {
      int index = Integer.parseInt(last);
      Optional<JsonElement> other = others(array.get(index)).get(value);
      other.ifPresentOrElse(element -> array.set(index, element), () -> array.remove(index));
    } else {
      JsonObject object = at.getAsJsonObject();
      Optional<JsonElement> other = others(object.get(last)).get(value);
      other.ifPresentOrElse(element -> object.add(last, element), () -> object.remove(last));
    }
  }

  /** What a value becomes; nothing is that it is left out. */
  private static List<Optional<JsonElement>> others(JsonElement old) {
    List<Optional<JsonElement>> others = new ArrayList<>();
    boolean number = old instanceof JsonPrimitive primitive && primitive.isNumber();
    double value = number ? old.getAsDouble() : 1;
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    for (double other :
        new double[] {value * 1.1 + (whole ? 1 : 0.01), -value, value + 1, 0, 1e9, -1, 0.5}) {
      others.add(
          Optional.of(
              whole && other == Math.rint(other)
                  ? new JsonPrimitive((long) other)
                  : new JsonPrimitive(other)));
    }
    others.add(Optional.of(new JsonPrimitive(!"true".equals(old.toString()))));
    others.add(Optional.of(JsonNull.INSTANCE));
    others.add(Optional.of(new JsonPrimitive("other")));
    others.add(Optional.of(new JsonPrimitive("NaN")));
    others.add(Optional.of(new JsonPrimitive("")));
    others.add(Optional.of(new JsonArray()));
    others.add(Optional.of(new JsonObject()));
    others.add(Optional.empty());
    return others;
  }

  /** Whether two tables say the same, numbers but for the rounding that loading grants. */
  private static boolean near(String some, String others) {
    if (!NUMBER.matcher(some).replaceAll("#").equals(NUMBER.matcher(others).replaceAll("#"))) {
      return false;
    }
    List<Double> a = numbers(some);
    List<Double> b = numbers(others);
    for (int i = 0; i < a.size(); i++) {
      double size = Math.max(1, Math.max(Math.abs(a.get(i)), Math.abs(b.get(i))));
      if (Math.abs(a.get(i) - b.get(i)) > 0.02 * size) {
        return false;
      }
    }
    return a.size() == b.size();
  }

  private static List<Double> numbers(String text) {
    Matcher found = NUMBER.matcher(text);
    return found.results().map(MatchResult::group).map(Double::valueOf).toList();
  }
}
