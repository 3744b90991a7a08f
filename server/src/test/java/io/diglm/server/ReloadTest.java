package io.diglm.server;

import static io.diglm.server.Client.json;
import static io.diglm.server.Client.text;
import static io.diglm.server.Golden.JSON;
import static io.diglm.server.Golden.PREDICT;
import static io.diglm.server.Golden.ROW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.server.models.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that change, come and go while a server answers. */
final class ReloadTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void copyModel() {
    model = Golden.copy(folder, "golden.diglm");
  }

  @Test
  void noRequestIsLostOverTwentyReloads() throws Exception {
    try (ModelServer server = ModelServer.start(Golden.config(model))) {
      Client client = new Client(server);
      String expected = text(client.post(PREDICT, ROW, JSON));
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger asked = new AtomicInteger();
      List<String> wrong = Collections.synchronizedList(new ArrayList<>());
      List<CompletableFuture<Void>> asking = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        asking.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!over.get()) {
                    try {
                      String got = text(client.post(PREDICT, ROW, JSON));
                      if (!got.equals(expected)) {
                        wrong.add(got);
                      }
                      asked.incrementAndGet();
                    } catch (IOException | InterruptedException e) {
                      wrong.add(e.toString());
                    }
                  }
                }));
      }
      for (int turn = 0; turn < 20; turn++) {
        int before = asked.get();
        Golden.copy(folder, "golden.diglm");
        server.models().refresh();
        while (asked.get() < before + 4 && wrong.isEmpty()) {
          Thread.onSpinWait();
        }
      }
      over.set(true);
      asking.forEach(CompletableFuture::join);
      assertEquals(List.of(), wrong);
      assertEquals(20, server.models().states().get(0).reloads());
    }
  }

  @Test
  void aDamagedNewFileChangesNothingAndIsToldOnce() throws Exception {
    List<String> told = new ArrayList<>();
    try (ModelServer server =
        ModelServer.start(Golden.config(model).telling(line -> {}, told::add))) {
      Client client = new Client(server);
      String expected = text(client.post(PREDICT, ROW, JSON));
      Files.writeString(model, "damaged");
      server.models().refresh();
      server.models().refresh();
      assertEquals(1, told.size());
      assertTrue(told.get(0).startsWith("model golden version 1 stays as it is: "), told.get(0));
      assertEquals(expected, text(client.post(PREDICT, ROW, JSON)));
      assertEquals(200, client.get("/v2/health/ready").statusCode());
      assertTrue(text(client.post("/v2/repository/index", "")).contains(model.toString()));
      Golden.copy(folder, "golden.diglm");
      server.models().refresh();
      assertFalse(text(client.post("/v2/repository/index", "")).contains(model.toString()));
      Files.delete(model);
      server.models().refresh();
      assertEquals(expected, text(client.post(PREDICT, ROW, JSON)));
    }
  }

  @Test
  @Timeout(120)
  void aFailingListenerDoesNotEndTheSearchForChanges() throws Exception {
    Consumer<String> failing =
        line -> {
          throw new IllegalStateException(line);
        };
    ServerConfig often = Golden.config(model).withReload(Duration.ofMillis(20));
    try (ModelServer server = ModelServer.start(often.telling(line -> {}, failing))) {
      Files.writeString(model, "damaged");
      while (server.models().states().get(0).failures() == 0) {
        Thread.sleep(5);
      }
      Golden.copy(folder, "golden.diglm");
      while (server.models().states().get(0).problem().isPresent()) {
        Thread.sleep(5);
      }
      assertTrue(server.models().states().get(0).reloads() > 0);
    }
  }

  @Test
  void theNewestVersionAnswersUnlessAnotherIsAskedFor() throws Exception {
    ServerConfig two =
        ServerConfig.of(
            new ModelSource("golden", "10", model), new ModelSource("golden", "9", model));
    try (ModelServer server = ModelServer.start(two)) {
      Client client = new Client(server);
      JsonObject about = json(client.get("/v2/models/golden")).getAsJsonObject();
      assertEquals("[\"9\",\"10\"]", about.get("versions").toString());
      String infer =
          "{\"inputs\": [{\"name\": \"a\", \"shape\": [1], \"datatype\": \"FP64\", \"data\":"
              + " [1]},{\"name\": \"b\", \"shape\": [1], \"datatype\": \"FP64\", \"data\":"
              + " [1]},{\"name\": \"level\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\":"
              + " [\"one\"]}]}";
      assertTrue(
          text(client.post("/v2/models/golden/infer", infer)).contains("\"model_version\":\"10\""));
      assertTrue(
          text(client.post("/v2/models/golden/versions/9/infer", infer))
              .contains("\"model_version\":\"9\""));
    }
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ModelServer.start(
                    ServerConfig.of(
                        new ModelSource("m", "1", model), new ModelSource("m", "1", model))));
    assertEquals(
        "models must differ in name or version, got m version 1 twice", twice.getMessage());
  }

  @Test
  void adminCallsTakeAwayAndBringBack() throws Exception {
    try (ModelServer server = ModelServer.start(Golden.config(model).withAdmin(true))) {
      Client client = new Client(server);
      assertEquals(200, client.post("/v2/repository/models/golden/unload", "").statusCode());
      assertEquals(404, client.post(PREDICT, ROW, JSON).statusCode());
      assertEquals(503, client.get("/v2/health/ready").statusCode());
      assertEquals(200, client.post("/v2/repository/models/golden/load", "").statusCode());
      assertEquals(200, client.post(PREDICT, ROW, JSON).statusCode());
    }
  }
}
