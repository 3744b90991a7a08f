package io.diglm.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.server.Router.Found;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The Open Inference Protocol, version 2, over HTTP. */
final class ProtocolRoutes {
  private final Models models;
  private final Inference inference;
  private final Answering answering;
  private final boolean admin;

  /**
   * @param admin whether models may be loaded and unloaded
   */
  ProtocolRoutes(Models models, Inference inference, Answering answering, boolean admin) {
    this.models = models;
    this.inference = inference;
    this.answering = answering;
    this.admin = admin;
  }

  Optional<Found> find(List<String> steps, Call call) {
    if (!steps.get(0).equals("v2")) {
      return Optional.empty();
    }
    List<String> rest = steps.subList(1, steps.size());
    if (rest.isEmpty() || rest.equals(List.of(""))) {
      return get("metadata", this::server);
    }
    return switch (rest.get(0)) {
      case "health" -> health(rest);
      case "models" -> model(rest.subList(1, rest.size()), call);
      case "repository" -> repository(rest.subList(1, rest.size()));
      default -> Optional.empty();
    };
  }

  private static Optional<Found> get(String kind, Action.AtOnce action) {
    return Optional.of(new Found("GET", kind, action));
  }

  private Optional<Found> health(List<String> steps) {
    if (steps.equals(List.of("health", "live"))) {
      return get("health", () -> state("live", true));
    }
    return steps.equals(List.of("health", "ready"))
        ? get("health", () -> state("ready", inference.ready()))
        : Optional.empty();
  }

  private static Reply state(String name, boolean holds) {
    JsonObject json = new JsonObject();
    json.addProperty(name, holds);
    return Reply.json(holds ? 200 : 503, json);
  }

  private Reply server() {
    JsonObject json = new JsonObject();
    json.addProperty("name", Inference.NAME);
    json.addProperty("version", Inference.version());
    JsonArray extensions = new JsonArray();
    extensions.add("binary_tensor_data");
    extensions.add("model_repository");
    json.add("extensions", extensions);
    return Reply.json(json);
  }

  private Optional<Found> model(List<String> steps, Call call) {
    if (steps.isEmpty() || steps.get(0).isEmpty()) {
      return Optional.empty();
    }
    String name = steps.get(0);
    boolean versioned = steps.size() >= 3 && steps.get(1).equals("versions");
    Optional<String> version = versioned ? Optional.of(steps.get(2)) : Optional.empty();
    List<String> rest = steps.subList(versioned ? 3 : 1, steps.size());
    if (rest.isEmpty()) {
      return get("model", () -> metadata(name, version));
    }
    if (rest.equals(List.of("ready"))) {
      return get("health", () -> modelReady(name, version));
    }
    if (rest.equals(List.of("infer"))) {
      return Optional.of(
          new Found("POST", "infer", new Infer(models, inference, answering, call, name, version)));
    }
    return Optional.empty();
  }

  private Reply modelReady(String name, Optional<String> version) {
    try (ServedModel model = models.hold(name, version)) {
      JsonObject json = new JsonObject();
      json.addProperty("name", model.name());
      json.addProperty("ready", inference.open());
      return Reply.json(inference.open() ? 200 : 503, json);
    }
  }

  private Reply metadata(String name, Optional<String> version) {
    try (ServedModel model = models.hold(name, version)) {
      JsonObject json = new JsonObject();
      json.addProperty("name", model.name());
      JsonArray versions = new JsonArray();
      models.versions(name).forEach(versions::add);
      json.add("versions", versions);
      json.addProperty("platform", "diglm");
      json.add("inputs", tensors(Inference.inputs(model.manifest().schema())));
      json.add("outputs", tensors(Inference.outputs(model)));
      return Reply.json(json);
    }
  }

  private static JsonArray tensors(List<Inference.TensorInfo> infos) {
    JsonArray tensors = new JsonArray();
    for (Inference.TensorInfo info : infos) {
      JsonObject tensor = new JsonObject();
      tensor.addProperty("name", info.name());
      tensor.addProperty("datatype", info.datatype());
      JsonArray shape = new JsonArray();
      info.shape().forEach(shape::add);
      tensor.add("shape", shape);
      tensors.add(tensor);
    }
    return tensors;
  }

  private Optional<Found> repository(List<String> steps) {
    if (steps.equals(List.of("index"))) {
      Action.OfBody index = body -> index();
      return Optional.of(new Found("POST", "index", index));
    }
    if (steps.size() == 3 && steps.get(0).equals("models")) {
      return switch (steps.get(2)) {
        case "load" -> admin(body -> models.load(steps.get(1)));
        case "unload" -> admin(body -> models.unload(steps.get(1)));
        case "threshold" ->
            admin(body -> models.threshold(steps.get(1), ThresholdRequest.read(body)));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private Optional<Found> admin(Consumer<byte[]> act) {
    Action.OfBody action =
        body -> {
          if (!admin) {
            throw new Refusal(
                403, "server must allow admin calls, got one that does not (serve --admin)");
          }
          act.accept(body);
          return Reply.json(new JsonObject());
        };
    return Optional.of(new Found("POST", "admin", action));
  }

  private Reply index() {
    JsonArray all = new JsonArray();
    for (Models.State state : models.states()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", state.name());
      json.addProperty("version", state.version());
      json.addProperty("state", state.ready() ? "READY" : "UNAVAILABLE");
      json.addProperty("reason", state.problem().orElse(""));
      all.add(json);
    }
    return Reply.json(all);
  }
}
