package io.diglm.cli.mlflow;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An MLflow tracking server, by its REST interface 2.0. */
final class TrackingServer {
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final URI address;
  private final Optional<String> authorization;
  private final HttpClient client;

  /**
   * Takes a server's address; credentials are those of MLflow's own variables.
   *
   * @param environment MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD
   * @throws IllegalArgumentException if the address is none
   */
  TrackingServer(URI address, Map<String, String> environment) {
    requireAddress(address);
    this.address = address;
    authorization = authorization(environment);
    client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  }

  static void requireAddress(URI address) {
    String scheme = String.valueOf(address.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
      throw new IllegalArgumentException(
          "mlflow-tracking must be an address like http://localhost:5000, got " + address);
    }
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    Optional<String> token = Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN"));
    Optional<String> user = Optional.ofNullable(environment.get("MLFLOW_TRACKING_USERNAME"));
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return token
        .map(secret -> "Bearer " + secret)
        .or(() -> user.map(name -> "Basic " + base64(name + ":" + password)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns what a question is answered; empty where there is no such thing. */
  Optional<JsonObject> ask(String path) {
    HttpResponse<String> response = send("GET", path, BodyPublishers.noBody());
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(object(path, required(path, response)));
  }

  /** Posts JSON; returns what is answered. */
  JsonObject post(String path, JsonObject body) {
    HttpResponse<String> response = send("POST", path, BodyPublishers.ofString(Json.text(body)));
    return object(path, required(path, response));
  }

  /**
   * Uploads a file.
   *
   * @param path in the artifacts that the server keeps
   */
  void upload(String path, Path file) {
    String to =
        ARTIFACTS
            + Arrays.stream(path.split("/"))
                .map(TrackingServer::encoded)
                .collect(Collectors.joining("/"));
    try {
      required(to, send("PUT", to, BodyPublishers.ofFile(file)));
    } catch (IOException e) {
      throw new IllegalArgumentException("artifact must be readable, got " + file, e);
    }
  }

  /** Returns a text as part of an address. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body) {
    String root = address.toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(ANSWER)
            .header(
                "Content-Type",
                method.equals("PUT") ? "application/octet-stream" : "application/json")
            .method(method, body);
    authorization.ifPresent(secret -> request.header("Authorization", secret));
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IllegalArgumentException(
          "mlflow-tracking must be a server that answers, got %s (%s)".formatted(address, why), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("upload must not be interrupted", e);
    }
  }

  private String required(String path, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalArgumentException(
          "%s must accept %s, got status %d: %s"
              .formatted(address, path, response.statusCode(), problem(response.body())));
    }
    return response.body();
  }

  private static String problem(String body) {
    try {
      JsonElement message = Json.at(Json.parse(body), "/message");
      return Json.isText(message) ? message.getAsString() : body;
    } catch (JsonProblem e) {
      return body.substring(0, Math.min(200, body.length()));
    }
  }

  private JsonObject object(String path, String body) {
    try {
      return Json.parse(body.isBlank() ? "{}" : body).getAsJsonObject();
    } catch (JsonProblem | IllegalStateException e) {
      throw new IllegalArgumentException(
          "%s must answer %s as MLflow does, got other text".formatted(address, path), e);
    }
  }
}
