// A service that scores rows over HTTP: only diglm-scoring and Gson, no native code.
// First ./diglm fit examples/storms.parquet --target status, then:
//   java --add-modules jdk.incubator.vector -cp 'cli/target/lib/*' examples/02-scoring-service.java storms.diglm 8080
//   curl 'localhost:8080/?year=2010&month=9&day=3&hour=12&lat=25.1&long=-75.3&wind=95&pressure=958'

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

final class ScoringService {
  public static void main(String[] args) throws IOException {
    // One predictor for all threads: it is immutable.
    Predictor predictor = Predictor.load(Path.of(args[0]));
    int port = Integer.parseInt(args[1]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", exchange -> answer(predictor, exchange));
    server.start();
    System.out.println("listening on port " + server.getAddress().getPort());
  }

  private static void answer(Predictor predictor, HttpExchange exchange) throws IOException {
    JsonObject json = new JsonObject();
    int status = 200;
    try {
      Prediction prediction = predictor.predict(row(exchange.getRequestURI().getRawQuery()));
      if (prediction instanceof Prediction.Answer answer) {
        answer.label().ifPresent(label -> json.addProperty("class", label));
        answer.probabilities().forEach((label, p) -> json.addProperty("probability_" + label, p));
        json.addProperty("log_density", answer.logDensity());
        json.addProperty("rejected", answer.rejected());
        json.addProperty("reason", answer.reason());
      } else if (prediction instanceof Prediction.Failure failure) {
        status = 422;
        json.addProperty("error", failure.error());
      }
    } catch (IllegalArgumentException e) {
      status = 400;
      json.addProperty("error", e.getMessage());
    }
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Texts do where the model knows numbers: it reads them as such. */
  private static Map<String, String> row(String query) {
    Map<String, String> row = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] parts = pair.split("=", 2);
      row.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
    }
    return row;
  }
}
