package io.diglm.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.model.LibraryVersion;
import io.diglm.predict.PredictionColumns;
import io.diglm.schema.Feature;
import io.diglm.schema.ImageShape;
import io.diglm.schema.NearestName;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.Router.Found;
import io.diglm.server.models.AnswerOptions;
import io.diglm.server.models.Answered;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.tensors.Datatype;
import io.diglm.server.tensors.InferReader;
import io.diglm.server.tensors.InferRequest;
import io.diglm.server.tensors.InferWriter;
import io.diglm.server.tensors.Parameters;
import io.diglm.server.tensors.TensorTable;
import io.diglm.server.tensors.WantedOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The Open Inference Protocol, version 2, over HTTP. */
final class ProtocolRoutes {
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final String ERROR = "error";
  private static final List<String> EXPLAINED = List.of("why", "nearest_accepted");

  private final Models models;
  private final Limits limits;
  private final Answering answering;
  private final BooleanSupplier ready;
  private final boolean admin;

  /**
   * @param ready whether the server takes requests
   * @param admin whether models may be loaded and unloaded
   */
  ProtocolRoutes(
      Models models, Limits limits, Answering answering, BooleanSupplier ready, boolean admin) {
    this.models = models;
    this.limits = limits;
    this.answering = answering;
    this.ready = ready;
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
        ? get("health", () -> state("ready", ready()))
        : Optional.empty();
  }

  private boolean ready() {
    return ready.getAsBoolean() && models.states().stream().allMatch(Models.State::ready);
  }

  private static Reply state(String name, boolean holds) {
    JsonObject json = new JsonObject();
    json.addProperty(name, holds);
    return Reply.json(holds ? 200 : 503, json);
  }

  private Reply server() {
    JsonObject json = new JsonObject();
    json.addProperty("name", "diglm");
    json.addProperty("version", LibraryVersion.text());
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
      Action.OfBody infer = body -> infer(call, name, version, body);
      return Optional.of(new Found("POST", "infer", infer));
    }
    return Optional.empty();
  }

  private Reply modelReady(String name, Optional<String> version) {
    try (ServedModel model = models.hold(name, version)) {
      JsonObject json = new JsonObject();
      json.addProperty("name", model.name());
      json.addProperty("ready", ready.getAsBoolean());
      return Reply.json(ready.getAsBoolean() ? 200 : 503, json);
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
      json.add("inputs", inputs(model.manifest().schema()));
      json.add("outputs", outputs(model.columns(AnswerOptions.USUAL)));
      return Reply.json(json);
    }
  }

  private static JsonArray inputs(Schema schema) {
    JsonArray inputs = new JsonArray();
    if (schema.image().isPresent()) {
      ImageShape image = schema.image().get();
      JsonObject input = tensor("image", Datatype.UINT8);
      JsonArray shape = input.getAsJsonArray("shape");
      shape.add(image.channels());
      shape.add(image.height());
      shape.add(image.width());
      inputs.add(input);
    }
    for (Feature feature : schema.features()) {
      inputs.add(tensor(feature.name(), Datatype.of(feature.type())));
    }
    return inputs;
  }

  private static JsonArray outputs(PredictionColumns columns) {
    JsonArray outputs = new JsonArray();
    for (TableColumn column : columns.of(List.of())) {
      if (!column.name().equals(ERROR)) {
        outputs.add(tensor(column.name(), Datatype.of(column.type())));
      }
    }
    return outputs;
  }

  private static JsonObject tensor(String name, Datatype type) {
    JsonObject tensor = new JsonObject();
    tensor.addProperty("name", name);
    tensor.addProperty("datatype", type.name());
    JsonArray shape = new JsonArray();
    shape.add(-1);
    tensor.add("shape", shape);
    return tensor;
  }

  private Reply infer(Call call, String name, Optional<String> version, byte[] body) {
    int json = call.header(LENGTH).map(ProtocolRoutes::length).orElse(body.length);
    InferRequest request = InferReader.read(body, json, limits.elements());
    try (ServedModel model = models.hold(name, version)) {
      Table table = TensorTable.of(model.manifest().schema(), request.inputs(), limits.rows());
      List<String> wanted = request.outputs().stream().map(WantedOutput::name).toList();
      AnswerOptions options = options(request.parameters(), wanted);
      requireKnown(wanted, model, options);
      Answered answered = answering.answer(call, model, table, Map.of(), options);
      if (!wanted.contains(ERROR)) {
        answered
            .failure()
            .ifPresent(
                problem -> {
                  throw new IllegalArgumentException(problem);
                });
      }
      List<TableColumn> columns = chosen(answered.columns(), wanted);
      InferWriter.Body out = InferWriter.write(model.name(), model.version(), request, columns);
      return out.binary()
          ? new Reply(
              200,
              "application/octet-stream",
              out.body(),
              Map.of(LENGTH, Integer.toString(out.json())))
          : new Reply(200, Reply.JSON, out.body(), Map.of());
    }
  }

  private static int length(String text) {
    try {
      int length = Integer.parseInt(text.strip());
      if (length >= 0) {
        return length;
      }
    } catch (NumberFormatException e) {
      // The same as a negative one.
    }
    throw new IllegalArgumentException(LENGTH + " must be a whole number from 0 on, got another");
  }

  private static AnswerOptions options(Parameters parameters, List<String> wanted) {
    boolean explain = parameters.explain() || wanted.stream().anyMatch(EXPLAINED::contains);
    return new AnswerOptions(
        parameters.interval(), parameters.coverage(), parameters.quantiles(), explain);
  }

  private static void requireKnown(List<String> wanted, ServedModel model, AnswerOptions options) {
    if (wanted.isEmpty()) {
      return;
    }
    List<String> known = new ArrayList<>(model.columns(options).names());
    known.addAll(EXPLAINED);
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "output must be one of %s, got '%s'%s"
                .formatted(
                    known,
                    name,
                    NearestName.of(name, known)
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse("")));
      }
    }
  }

  private static List<TableColumn> chosen(List<TableColumn> all, List<String> wanted) {
    return wanted.isEmpty()
        ? all.stream().filter(column -> !column.name().equals(ERROR)).toList()
        : wanted.stream()
            .map(name -> all.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow())
            .toList();
  }

  private Optional<Found> repository(List<String> steps) {
    if (steps.equals(List.of("index"))) {
      Action.OfBody index = body -> index();
      return Optional.of(new Found("POST", "index", index));
    }
    if (steps.size() == 3 && steps.get(0).equals("models")) {
      return switch (steps.get(2)) {
        case "load" -> admin(() -> models.load(steps.get(1)));
        case "unload" -> admin(() -> models.unload(steps.get(1)));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private Optional<Found> admin(Runnable act) {
    Action.OfBody action =
        body -> {
          if (!admin) {
            throw new Refusal(
                403, "server must allow admin calls, got one that does not (serve --admin)");
          }
          act.run();
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
