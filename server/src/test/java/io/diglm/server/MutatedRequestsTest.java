package io.diglm.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diglm.predict.Predictor;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.rows.RowStream;
import io.diglm.server.tensors.InferReader;
import io.diglm.server.tensors.InferRequest;
import io.diglm.server.tensors.TensorTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good requests with bytes changed, cut, doubled and replaced by what breaks parsers: each is read,
 * or refused in one line. {@code -Ddiglm.fuzz=N} tries N times as many.
 */
final class MutatedRequestsTest {
  private static final int TURNS = 3000 * Integer.getInteger("diglm.fuzz", 1);
  private static final List<String> NASTY =
      List.of(
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "-1",
          "1e999",
          "NaN",
          "9223372036854775808",
          "\\u0000",
          "\\ud800",
          "\u0000",
          "\"data\":",
          "\"shape\":[2147483647,2147483647]",
          "\"FP64\"",
          "\"BYTES\"",
          "\"binary_data_size\":-1",
          "true",
          "[[[[[[[[[[",
          "\n",
          "\r",
          "0.5e",
          "\uFEFF");

  @TempDir private static Path folder = Path.of("");
  private static Schema schema;

  @BeforeAll
  static void load() {
    try (Predictor predictor = Predictor.load(Golden.copy(folder, "golden.diglm"))) {
      schema = predictor.manifest().schema();
    }
  }

  private interface Parser {
    void read(byte[] bytes, SplittableRandom random) throws IOException;
  }

  private static void mutate(byte[] good, long seed, Parser parser) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      byte[] bytes = mutated(good, random);
      try {
        parser.read(bytes, random);
        read++;
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        assertFalse(message.contains("\n") || message.equals("null"), message);
        assertFalse(message.contains("Exception") || message.contains("JsonReader"), message);
      }
    }
    // Neither all nor nothing: the mutations reach what lies behind the first check.
    assertFalse(read == 0 || read == TURNS, "read " + read);
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : good) {
      bytes.add(b);
    }
    for (int change = random.nextInt(1, 4); change > 0 && !bytes.isEmpty(); change--) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.remove(at);
        case 2 -> bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(1, 20))).clear();
        case 3 -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + 12))));
        default -> {
          List<Byte> nasty = new ArrayList<>();
          for (byte b : NASTY.get(random.nextInt(NASTY.size())).getBytes(UTF_8)) {
            nasty.add(b);
          }
          bytes.addAll(at, nasty);
        }
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }

  private static byte[] tensors() {
    String json =
        """
        {"id":"x","inputs":[{"name":"a","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},
        {"name":"b","shape":[2,1],"datatype":"INT32","data":[[1],[2]]},
        {"name":"level","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":14}}],
        "outputs":[{"name":"mean","parameters":{"binary_data":true}}],"parameters":{"explain":false}}\
        """;
    ByteBuffer after = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    after.putDouble(0.5).putDouble(-1).putInt(3).put("two".getBytes(UTF_8)).putInt(3);
    after.put("one".getBytes(UTF_8));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(json.getBytes(UTF_8));
    all.writeBytes(after.array());
    return all.toByteArray();
  }

  @Test
  void tensorsAreReadOrRefusedInOneLine() throws IOException {
    byte[] good = tensors();
    int json = good.length - 30;
    InferRequest request = InferReader.read(good, json, 1000);
    assertEquals(2, TensorTable.of(schema, request.inputs(), 10).rows());
    mutate(
        good,
        1,
        (bytes, random) -> {
          int shifted =
              random.nextInt(3) > 0 ? bytes.length - 30 : random.nextInt(-2, good.length + 2);
          InferRequest read = InferReader.read(bytes, shifted, 1000);
          TensorTable.of(schema, read.inputs(), 10);
        });
  }

  private static RowStream rows() {
    return new RowStream(schema, List.of("a"), (table, failed) -> columns(table), 1000);
  }

  private static List<TableColumn> columns(Table table) {
    return table.columns();
  }

  @Test
  void jsonRowsAreReadOrRefusedInOneLine() throws IOException {
    byte[] good =
        "[{\"a\":0.5,\"b\":2,\"level\":\"two\"},{\"a\":null,\"b\":true,\"level\":\"\"}]"
            .getBytes(UTF_8);
    mutate(good, 2, (bytes, random) -> rows().json(bytes, 10));
  }

  @Test
  void linesAreReadOrRefusedInOneLine() throws IOException {
    byte[] good =
        "{\"a\":0.5,\"b\":2,\"level\":\"two\"}\n{\"a\":1,\"b\":3,\"level\":\"one\"}\n"
            .getBytes(UTF_8);
    SplittableRandom random = new SplittableRandom(3);
    for (int turn = 0; turn < TURNS; turn++) {
      byte[] bytes = mutated(good, random);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      rows().lines(new ByteArrayInputStream(bytes), out);
      long lines =
          Arrays.stream(new String(bytes, UTF_8).split("\n", -1)).filter(l -> !l.isBlank()).count();
      assertEquals(lines, out.toString(UTF_8).lines().count());
    }
  }

  @Test
  void csvIsReadOrRefusedInOneLine() throws IOException {
    byte[] good = "a,b,level,x\n0.5,2,\"t\"\"wo\",1\n1,3,one,\"a\nb\"\n".getBytes(UTF_8);
    mutate(
        good,
        4,
        (bytes, random) ->
            rows().csv(new ByteArrayInputStream(bytes), new ByteArrayOutputStream()));
  }
}
