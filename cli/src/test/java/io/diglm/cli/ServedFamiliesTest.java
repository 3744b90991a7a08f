package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.models.ModelSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Survival models, and intervals by group, over HTTP as the command writes them. */
final class ServedFamiliesTest {
  @TempDir private Path folder = Path.of("");

  private static String served(Path model, Path table, String query) throws Exception {
    try (ModelServer server =
        ModelServer.start(ServerConfig.of(ModelSource.parse("m=" + model)).at("127.0.0.1", 0))) {
      URI uri =
          URI.create("http://127.0.0.1:%d/v1/models/m:predict%s".formatted(server.port(), query));
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "text/csv")
              .POST(BodyPublishers.ofFile(table))
              .build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"weibull", "log_normal", "log_logistic"})
  void timesAreAnsweredAsTheCommandDoes(String family) throws Exception {
    Path table =
        Data.rows(
            folder.resolve("times.csv"),
            "x,t,e",
            120,
            i ->
                "%s,%s,%d"
                    .formatted(
                        Data.number(i), 1 + Math.abs(Data.number(7 * i)), i % 3 == 0 ? 0 : 1));
    Path model = folder.resolve(family + ".diglm");
    Run.fit(
            table,
            model,
            "--target",
            "t",
            "--event",
            "e",
            "--family",
            family,
            "--members",
            1,
            "--epochs",
            1)
        .good();
    String plain = Run.of("predict", model, table).good();
    assertEquals(plain, served(model, table, ""));
    String asked =
        Run.of("predict", model, table, "--above", "1.5,2", "--shortfall", 0.9, "--quantiles", 0.5)
            .good();
    assertTrue(asked.startsWith("mean,sd,q0.5,p_above_1.5,p_above_2.0,"), asked);
    assertEquals(asked, served(model, table, "?above=1.5,2&shortfall=0.9&quantiles=0.5"));
    assertEquals(
        "{\"error\":\"above must be numbers separated by commas, got 'x'\"}",
        served(model, table, "?above=x").strip());
  }
}
