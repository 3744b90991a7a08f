package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.server.models.ModelSource;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are wrong, each refused in one line, while the next good one is answered. */
final class BadInputTest {
  private static final String INFER = "/v2/models/golden/infer";
  private static final String PREDICT = "/v1/models/golden:predict";
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final String A =
      "{\"name\":\"a\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[0.5]}";
  private static final String B =
      "{\"name\":\"b\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[2]}";
  private static final String LEVEL =
      "{\"name\":\"level\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"two\"]}";

  @TempDir private static Path folder = Path.of("");
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    Path model = Golden.copy(folder, "golden.diglm");
    server = ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String request(String... tensors) {
    return "{\"inputs\":[" + String.join(",", tensors) + "]}";
  }

  private static void assertRefused(String message, HttpResponse<byte[]> response)
      throws Exception {
    assertEquals(message, error(response));
    assertEquals(400, response.statusCode());
    assertEquals(200, client.post(INFER, request(A, B, LEVEL)).statusCode());
  }

  /** The first input of a request whose other inputs are right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'shape':[2],'datatype':'FP64','data':[1,2,3]|data of input 'a' must be 2 elements of shape"
            + " [2], got 3",
        "'shape':[2],'datatype':'FP64','data':[1]|data of input 'a' must be 2 elements of shape"
            + " [2], got 1",
        "'shape':[2],'datatype':'FP64','data':[1,2]|shape of input 'b' must be [2] or [2, 1], got"
            + " [1]",
        "'shape':[1],'datatype':'FP64','data':['x']|element 0 of input 'a' must be a number, null"
            + " or \"NaN\", got \"x\"",
        "'shape':[1],'datatype':'INT8','data':[300]|element 0 of input 'a' must fit INT8, got"
            + " 300.0",
        "'shape':[1],'datatype':'FP64'|input 'a' must have data or binary_data_size, got neither",
        "'datatype':'FP64','data':[1]|input 'a' must have a shape, got none",
        "'shape':[-1],'datatype':'FP64','data':[1]|shape of input 'a' must be at most 8 whole"
            + " numbers from 0 on, got another",
        "'shape':[99999999,99999999],'datatype':'FP64','data':[1]|inputs must have at most"
            + " 8,388,608 elements, got shape [99999999, 99999999] of input 'a'",
        "'shape':[1],'datatype':'FP64','parameters':{'binary_data_size':8}|binary_data_size of"
            + " input 'a' must be at most the 0 bytes left, got 8",
        "'shape':[1],'datatype':'FP64','data':[{}]|data must hold numbers, texts, true, false and"
            + " null, got an object",
      })
  void aWrongTensorIsRefused(String fields, String message) throws Exception {
    String a = ("{'name':'a'," + fields + "}").replace('\'', '"');
    assertRefused(message, client.post(INFER, request(a, B, LEVEL)));
  }

  @Test
  void anUnknownDatatypeAndABrokenBodyAreRefused() throws Exception {
    String wide = A.replace("FP64", "FP128");
    HttpResponse<byte[]> type = client.post(INFER, request(wide, B, LEVEL));
    assertTrue(error(type).startsWith("datatype of input 'a' must be one of "), error(type));
    for (String broken : new String[] {"{\"inputs\":[", "{\"inputs\":[NaN]}", "", "{]", "nul"}) {
      HttpResponse<byte[]> response = client.post(INFER, broken);
      assertEquals(400, response.statusCode(), broken);
      assertTrue(error(response).startsWith("body must be "), error(response));
      assertEquals(1, error(response).lines().count());
    }
  }

  @Test
  void aColumnThatLacksIsNamed() throws Exception {
    assertRefused("inputs must have 'level', got [a, b]", client.post(INFER, request(A, B)));
    assertRefused("inputs must be at least 1, got none", client.post(INFER, request()));
    assertRefused(
        "inputs must come once, got 'a' twice", client.post(INFER, request(A, A, B, LEVEL)));
  }

  @Test
  void sizesThatLieInEitherDirectionAreRefused() throws Exception {
    String good = request(A, B, LEVEL);
    assertRefused(
        LENGTH
            + " must be at most the %,d bytes of the body, got %,d"
                .formatted(good.length(), good.length() + 1),
        client.post(INFER, good, LENGTH, Integer.toString(good.length() + 1)));
    assertRefused(
        LENGTH + " must be a whole number from 0 on, got another",
        client.post(INFER, good, LENGTH, "-1"));
    assertRefused(
        "bytes after the JSON must be those of binary_data_size, got 8 more",
        client.post(INFER, good + "12345678", LENGTH, Integer.toString(good.length())));
    String binary = A.replace("\"data\":[0.5]", "\"parameters\":{\"binary_data_size\":4}");
    String short4 = request(binary, B, LEVEL);
    assertRefused(
        "binary_data_size of input 'a' must be 8, of 1 elements of FP64, got 4",
        client.post(INFER, short4 + "1234", LENGTH, Integer.toString(short4.length())));
  }

  @Test
  void otherBytesThanUtf8AreRefused() throws Exception {
    byte[] tensors = request(A, B, LEVEL.replace("two", "tw\u00e9")).getBytes(ISO_8859_1);
    assertRefused("body must be JSON in UTF-8, got other bytes", client.post(INFER, tensors));
    byte[] rows = "[{\"a\":1,\"b\":2,\"level\":\"tw\u00e9\"}]".getBytes(ISO_8859_1);
    assertRefused(
        "body must be JSON, got other bytes than UTF-8",
        client.post(PREDICT, rows, "Content-Type", "application/json"));
    byte[] lines = "a,b,level\n1,2,two\n1,2,tw\u00e9\n1,2,one\n".getBytes(ISO_8859_1);
    HttpResponse<byte[]> csv = client.post(PREDICT, lines, "Content-Type", "text/csv");
    assertEquals(1, text(csv).lines().filter(line -> line.contains("UTF-8")).count(), text(csv));
  }

  @Test
  void notANumberIsMissingAndInfinitiesAreRefused() throws Exception {
    HttpResponse<byte[]> csv =
        client.post(
            PREDICT,
            """
            a,b,level
            ,2,two
            NaN,2,two
            NA,2,two
            "N/A",2,two
            null,2,two
            inf,2,two
            1e999,2,two
            """,
            "Content-Type",
            "text/csv");
    List<String> lines = text(csv).lines().toList();
    for (int row = 2; row <= 5; row++) {
      assertEquals(lines.get(1), lines.get(row));
    }
    for (int row = 6; row <= 7; row++) {
      assertTrue(lines.get(row).contains("column 'a' must be "), lines.get(row));
    }
  }

  @Test
  void aHalfClosedConnectionIsToldWhatLacks() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head =
          "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"inputs\":";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("{\"error\":\""), answer);
    }
    assertEquals(200, client.post(INFER, request(A, B, LEVEL)).statusCode());
  }
}
