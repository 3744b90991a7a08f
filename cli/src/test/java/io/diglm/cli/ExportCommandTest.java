package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diglm.model.ModelFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What other tools are given. */
final class ExportCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path shared = Path.of("");

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void fitOnce() {
    Run.fit(Data.flowers(shared), model(), "--target", "y").good();
  }

  private static Path model() {
    return shared.resolve("flowers.diglm");
  }

  @Test
  void anMlflowModelHoldsTheModelItsSignatureAndAnExample() throws IOException {
    Path out = folder.resolve("mlflow");
    assertEquals(
        "MLflow model: " + out + System.lineSeparator(),
        Run.of("export", model(), "--mlflow", out).good());
    assertEquals(
        List.of(
            "MLmodel",
            "input_example.json",
            "model.diglm",
            "python_env.yaml",
            "requirements.txt",
            "serving_input_example.json"),
        names(out));
    assertArrayEquals(Files.readAllBytes(model()), Files.readAllBytes(out.resolve("model.diglm")));
    JsonNode mlmodel = yaml(out.resolve("MLmodel"));
    JsonNode function = mlmodel.at("/flavors/python_function");
    assertEquals("diglm.mlflow", function.at("/loader_module").asText());
    assertEquals("model.diglm", function.at("/data").asText());
    assertEquals(
        "[{\"type\":\"double\",\"name\":\"x\",\"required\":true},"
            + "{\"type\":\"string\",\"name\":\"c\",\"required\":true},"
            + "{\"type\":\"string\",\"name\":\"k\",\"required\":true}]",
        JSON.readTree(mlmodel.at("/signature/inputs").asText()).toString());
    assertEquals(
        List.of("mean", "sd", "lower", "upper"),
        JSON.readTree(mlmodel.at("/signature/outputs").asText())
            .findValuesAsText("name")
            .subList(0, 4));
    JsonNode example = JSON.readTree(out.resolve("input_example.json").toFile());
    assertEquals("[\"x\",\"c\",\"k\"]", example.at("/columns").toString());
    assertEquals(2, example.at("/data").size());
    assertTrue(List.of("a", "b", "c").contains(example.at("/data/0/1").asText()));
    String version = ModelFile.load(model()).manifest().provenance().libraryVersion();
    assertTrue(
        Files.readString(out.resolve("requirements.txt")).startsWith("diglm==" + version + "\n"));
  }

  @Test
  void noFolderOfSomebodyElseIsTouched() throws IOException {
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("mine"), "mine");
    Run.of("export", model(), "--mlflow", full)
        .assertRefused("mlflow must be a new or an empty folder, got " + full);
    assertEquals(List.of("mine"), names(full));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Run.of("export", model(), "--mlflow", empty).good();
    assertTrue(Files.exists(empty.resolve("MLmodel")));
    assertEquals(List.of("empty", "full"), names(folder));
  }

  @Test
  void optionsThatNeedAnotherSaySo() {
    Run.of("export", model())
        .assertRefused(
            "export must be to --mlflow DIR, --onnx FILE or --out FILE, got nothing to write");
    Run.of("export", model(), "--mlflow-tracking", "http://localhost:1")
        .assertRefused("mlflow-tracking must come with --mlflow, got it alone");
    Run.of("export", model(), "--mlflow", folder.resolve("a"), "--mlflow-experiment", "e")
        .assertRefused("mlflow-experiment must come with --mlflow-tracking, got it alone");
    Run.of("export", model(), "--mlflow", folder.resolve("a"), "--mlflow-tracking", "file:/tmp")
        .assertRefused(
            "mlflow-tracking must be an address like http://localhost:5000, got file:/tmp");
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void aRunHoldsOptionsMeasuresByEpochTheReportAndTheModel() throws IOException {
    Path report = Data.text(folder.resolve("report.html"), "<html></html>");
    try (Tracking tracking = new Tracking(200)) {
      String out =
          Run.of(
                  "export",
                  model(),
                  "--mlflow",
                  folder.resolve("out"),
                  "--mlflow-tracking",
                  tracking.address(),
                  "--mlflow-experiment",
                  "a & b",
                  "--mlflow-report",
                  report)
              .good();
      assertTrue(out.endsWith("run: r1" + System.lineSeparator()), out);
      assertEquals(
          List.of(
              "GET experiments/get-by-name?experiment_name=a%20%26%20b",
              "POST experiments/create",
              "POST runs/create",
              "POST runs/log-batch",
              "POST runs/log-batch",
              "PUT 7/r1/artifacts/report.html",
              "PUT 7/r1/artifacts/model/MLmodel",
              "PUT 7/r1/artifacts/model/input_example.json",
              "PUT 7/r1/artifacts/model/model.diglm",
              "PUT 7/r1/artifacts/model/python_env.yaml",
              "PUT 7/r1/artifacts/model/requirements.txt",
              "PUT 7/r1/artifacts/model/serving_input_example.json",
              "POST runs/log-model",
              "POST runs/update"),
          tracking.calls);
      JsonNode parameters = JSON.readTree(tracking.bodies.get(3)).at("/params");
      assertTrue(parameters.findValuesAsText("key").contains("flow.architecture"));
      JsonNode metrics = JSON.readTree(tracking.bodies.get(4)).at("/metrics");
      List<String> steps = new ArrayList<>();
      metrics.forEach(
          metric -> {
            if (metric.at("/key").asText().equals("validation_loss")) {
              steps.add(metric.at("/step").asText());
            }
          });
      assertEquals(List.of("1", "2"), steps);
      assertTrue(metrics.findValuesAsText("key").contains("validation.nll"));
      assertEquals("FINISHED", JSON.readTree(tracking.bodies.get(13)).at("/status").asText());
    }
  }

  @Test
  void aServerThatRefusesIsQuoted() throws IOException {
    try (Tracking tracking = new Tracking(403)) {
      Run run =
          Run.of(
              "export",
              model(),
              "--mlflow",
              folder.resolve("out"),
              "--mlflow-tracking",
              tracking.address());
      assertEquals(2, run.code());
      assertEquals(
          "diglm: %s must accept /api/2.0/mlflow/experiments/get-by-name?experiment_name=diglm, got status 403: not you"
                  .formatted(tracking.address())
              + System.lineSeparator(),
          run.err());
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static JsonNode yaml(Path file) throws IOException {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return JSON.valueToTree(read);
  }

  /** A tracking server that knows no experiment, takes everything and remembers it. */
  private static final class Tracking implements AutoCloseable {
    private static final Map<String, String> ANSWERS =
        Map.of(
            "experiments/create",
            "{\"experiment_id\": \"7\"}",
            "runs/create",
            "{\"run\": {\"info\": {\"run_id\": \"r1\","
                + " \"artifact_uri\": \"mlflow-artifacts:/7/r1/artifacts\"}}}");

    private final HttpServer server;
    private final int status;
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

    Tracking(int status) throws IOException {
      this.status = status;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      String path =
          exchange
              .getRequestURI()
              .toString()
              .replaceFirst("^/api/2.0/(mlflow/|mlflow-artifacts/artifacts/)", "");
      byte[] body = exchange.getRequestBody().readAllBytes();
      calls.add(exchange.getRequestMethod() + " " + path);
      bodies.add(new String(body, StandardCharsets.UTF_8));
      boolean unknown = status == 200 && path.startsWith("experiments/get-by-name");
      String text = status == 200 ? ANSWERS.getOrDefault(path, "{}") : "{\"message\": \"not you\"}";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(unknown ? 404 : status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
