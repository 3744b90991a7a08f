package io.diglm.cli.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Logs a fit to a tracking server: its options, its measures epoch by epoch, the model, a report.
 */
public final class MlflowRun {
  private static final String API = "/api/2.0/mlflow/";
  private static final int MOST_METRICS = 1000;
  private static final int MOST_PARAMETERS = 100;
  private static final int LONGEST = 500;

  private final TrackingServer server;
  private final MlflowFolder folder;

  private MlflowRun(TrackingServer server, MlflowFolder folder) {
    this.server = server;
    this.folder = folder;
  }

  /**
   * Requires the address of a server, whether or not one is there.
   *
   * @param address of the server
   * @throws IllegalArgumentException if it is none
   */
  public static void requireAddress(URI address) {
    TrackingServer.requireAddress(address);
  }

  /**
   * Logs a model.
   *
   * @param address of the server
   * @param environment where its credentials are
   * @param experiment the run's, made if there is none
   * @param name of the run
   * @param folder of the model, to log as well
   * @param report beside the model, none if empty
   * @return the run's identifier
   * @throws IllegalArgumentException if the server does not take it
   */
  public static String log(
      URI address,
      Map<String, String> environment,
      String experiment,
      String name,
      MlflowFolder folder,
      List<Path> report) {
    MlflowRun run = new MlflowRun(new TrackingServer(address, environment), folder);
    return run.log(run.experiment(experiment), name, report);
  }

  private String experiment(String name) {
    return server
        .ask(API + "experiments/get-by-name?experiment_name=" + TrackingServer.encoded(name))
        .map(found -> text(found, "/experiment/experiment_id"))
        .orElseGet(
            () ->
                text(
                    server.post(API + "experiments/create", field("name", name)),
                    "/experiment_id"));
  }

  private String log(String experiment, String name, List<Path> report) {
    JsonObject asked = field("experiment_id", experiment);
    asked.addProperty("run_name", name);
    asked.addProperty("start_time", created());
    asked.add("tags", tags());
    JsonObject run = server.post(API + "runs/create", asked);
    String id = text(run, "/run/info/run_id");
    try {
      fill(id, text(run, "/run/info/artifact_uri"), report);
    } catch (RuntimeException e) {
      end(id, "FAILED");
      throw e;
    }
    end(id, "FINISHED");
    return id;
  }

  private void fill(String id, String artifacts, List<Path> report) {
    parameters(id);
    metrics(id);
    String root = served(artifacts);
    report.forEach(file -> server.upload(root + "/" + file.getFileName(), file));
    model(id, root);
  }

  private void end(String id, String status) {
    JsonObject asked = field("run_id", id);
    asked.addProperty("status", status);
    asked.addProperty("end_time", System.currentTimeMillis());
    server.post(API + "runs/update", asked);
  }

  private long created() {
    return folder.manifest().provenance().created().toEpochMilli();
  }

  private JsonArray tags() {
    JsonArray tags = new JsonArray();
    tags.add(pair("diglm.version", folder.manifest().provenance().libraryVersion()));
    tags.add(pair("diglm.data.sha256", folder.manifest().provenance().data().sha256()));
    return tags;
  }

  private void parameters(String id) {
    List<JsonObject> all = new ArrayList<>();
    Manifest manifest = folder.manifest();
    flat("", manifest.training(), all);
    all.add(pair("model.family", Json.text(Json.tree(manifest.head().family())).replace("\"", "")));
    batches(id, "params", all, MOST_PARAMETERS);
  }

  private static void flat(String prefix, JsonObject object, List<JsonObject> to) {
    object
        .asMap()
        .forEach(
            (name, value) -> {
              if (value instanceof JsonObject nested) {
                flat(prefix + name + ".", nested, to);
              } else if (!(value instanceof JsonNull)) {
                String text = Json.isText(value) ? value.getAsString() : Json.text(value);
                to.add(pair(prefix + name, text.substring(0, Math.min(LONGEST, text.length()))));
              }
            });
  }

  private void metrics(String id) {
    List<JsonObject> all = new ArrayList<>();
    double seconds = 0;
    for (JsonElement epoch : folder.manifest().history()) {
      long step = number(epoch, "epoch").map(Double::longValue).orElse(0L);
      seconds += number(epoch, "seconds").orElse(0.0);
      long at = created() + (long) (1000 * seconds);
      for (Map.Entry<String, JsonElement> measure : epoch.getAsJsonObject().entrySet()) {
        if (!measure.getKey().equals("epoch")) {
          metric(measure.getKey(), measure.getValue(), step, at, all);
        }
      }
    }
    measures("", folder.manifest().metrics(), created() + (long) (1000 * seconds), all);
    batches(id, "metrics", all, MOST_METRICS);
  }

  private static Optional<Double> number(JsonElement epoch, String name) {
    JsonElement value = Json.at(epoch, "/" + name);
    return Json.isNumber(value) ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private static void measures(String prefix, JsonObject object, long at, List<JsonObject> to) {
    object
        .asMap()
        .forEach(
            (name, value) -> {
              if (value instanceof JsonObject nested) {
                measures(prefix + name + ".", nested, at, to);
              } else {
                metric(prefix + name, value, 0, at, to);
              }
            });
  }

  /** What is no finite number is no metric. */
  private static void metric(
      String name, JsonElement value, long step, long at, List<JsonObject> to) {
    if (Json.isNumber(value) && Double.isFinite(value.getAsDouble())) {
      JsonObject metric = field("key", name);
      metric.addProperty("value", value.getAsDouble());
      metric.addProperty("timestamp", at);
      metric.addProperty("step", step);
      to.add(metric);
    }
  }

  private void batches(String id, String what, List<JsonObject> all, int most) {
    for (int from = 0; from < all.size(); from += most) {
      JsonArray batch = new JsonArray();
      all.subList(from, Math.min(all.size(), from + most)).forEach(batch::add);
      JsonObject asked = field("run_id", id);
      asked.add(what, batch);
      server.post(API + "runs/log-batch", asked);
    }
  }

  /** Returns where the server itself keeps a run's artifacts. */
  private static String served(String artifacts) {
    URI uri = URI.create(artifacts);
    if (!String.valueOf(uri.getScheme()).equals("mlflow-artifacts")) {
      throw new IllegalArgumentException(
          "artifacts must be kept by the tracking server (mlflow server --serve-artifacts), got "
              + artifacts);
    }
    return uri.getPath().replaceFirst("^/(api/2\\.0/mlflow-artifacts/artifacts/)?", "");
  }

  private void model(String id, String root) {
    try {
      Path temporary = Files.createTempDirectory("diglm-");
      try {
        folder.fill(temporary, Optional.of(id));
        for (Path file : files(temporary)) {
          server.upload(root + "/model/" + file.getFileName(), file);
        }
      } finally {
        MlflowFolder.delete(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonObject asked = field("run_id", id);
    asked.add("model_json", new JsonPrimitive(Json.text(folder.model(Optional.of(id)))));
    server.post(API + "runs/log-model", asked);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static JsonObject field(String name, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  private static JsonObject pair(String key, String value) {
    JsonObject pair = field("key", key);
    pair.addProperty("value", value);
    return pair;
  }

  private static String text(JsonObject json, String path) {
    JsonElement text = Json.at(json, path);
    if (!Json.isText(text)) {
      throw new IllegalArgumentException(
          "tracking server must answer with %s, got %s".formatted(path, Json.text(json)));
    }
    return text.getAsString();
  }
}
