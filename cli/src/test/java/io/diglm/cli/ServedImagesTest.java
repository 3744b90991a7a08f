package io.diglm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.data.ImageSource;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.models.ModelSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of images over HTTP, as pixels (N, C, H, W). */
final class ServedImagesTest {
  @TempDir private Path folder = Path.of("");

  private static void write(Path file, SplittableRandom random, boolean above) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int bright = (y < 4) == above ? 200 : 20;
        image.getRaster().setSample(x, y, 0, bright + random.nextInt(40));
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void pixelsAreAnsweredAsTheFilesAre() throws Exception {
    Path images = folder.resolve("halves");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 30; i++) {
      write(images.resolve("above/%02d.png".formatted(i)), random, true);
      write(images.resolve("below/%02d.png".formatted(i)), random, false);
    }
    Path model = folder.resolve("halves.diglm");
    Run.of(
            "fit",
            images,
            "--out",
            model,
            "--quiet",
            "--layers",
            2,
            "--hidden",
            4,
            "--threads",
            1,
            "--epochs",
            1)
        .good();
    Table table = ImageSource.of(images.toString()).read().slice(0, 3);
    byte[] pixels = table.images().orElseThrow().pixels();
    List<Prediction> expected;
    try (Predictor predictor = Predictor.load(model)) {
      expected = predictor.predict(table);
    }
    ServerConfig config = ServerConfig.of(ModelSource.parse("halves=" + model));
    try (ModelServer server = ModelServer.start(config)) {
      String url = "http://127.0.0.1:%d/v2/models/halves".formatted(server.port());
      String about = text(send(HttpRequest.newBuilder(URI.create(url)).GET()));
      assertEquals("[-1,1,8,8]", Json.parse(about).at("/inputs/0/shape").toString());
      List<String> numbers = new ArrayList<>();
      for (byte pixel : pixels) {
        numbers.add(Integer.toString(pixel & 0xff));
      }
      String head = "{\"inputs\":[{\"name\":\"image\",\"shape\":[3,1,8,8],\"datatype\":\"UINT8\",";
      byte[] json = (head + "\"data\":" + numbers + "}]}").getBytes(UTF_8);
      assertAnswers(expected, Json.parse(text(post(url + "/infer", json, json.length))));
      byte[] start = (head + "\"parameters\":{\"binary_data_size\":192}}]}").getBytes(UTF_8);
      ByteArrayOutputStream binary = new ByteArrayOutputStream();
      binary.writeBytes(start);
      binary.writeBytes(pixels);
      byte[] body = binary.toByteArray();
      assertAnswers(expected, Json.parse(text(post(url + "/infer", body, start.length))));
      String wrong = head.replace("3,1,8,8", "3,8,8") + "\"data\":" + numbers + "}]}";
      HttpResponse<byte[]> refused =
          post(url + "/infer", wrong.getBytes(UTF_8), wrong.getBytes(UTF_8).length);
      assertEquals(400, refused.statusCode());
      assertEquals(
          "input must be one of shape [N, 1, 8, 8], got [3, 8, 8]",
          Json.parse(text(refused)).path("error").textValue());
    }
  }

  private static void assertAnswers(List<Prediction> expected, JsonNode answer) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").textValue().equals("log_density")) {
        for (int row = 0; row < expected.size(); row++) {
          Prediction.Answer own = (Prediction.Answer) expected.get(row);
          assertEquals(own.logDensity(), output.path("data").get(row).doubleValue(), 1e-4);
        }
        return;
      }
    }
    assertTrue(false, answer.toString());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  private static HttpResponse<byte[]> post(String url, byte[] body, int json) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Inference-Header-Content-Length", Integer.toString(json))
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
  }
}
