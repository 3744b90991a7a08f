package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
  @Test
  void readsWhatPythonWrites() throws IOException {
    Safetensors read = read(python());
    assertEquals(Map.of("writer", "python"), read.metadata());
    assertEquals(8, read.tensors().size());
    assertArrayEquals(
        new float[] {1.5f, -2.25f, 3f, 0.1f, -0.0f, 1e-30f},
        tensor(read, "coupling0.weight").floats());
    assertArrayEquals(new long[] {2, 3}, tensor(read, "coupling0.weight").shape());
    assertArrayEquals(new double[] {0.1, -1.0 / 3.0}, tensor(read, "moments").doubles());
    assertArrayEquals(new long[] {2, 0, 1, -(1L << 62)}, tensor(read, "permutation").longs());
    assertArrayEquals(new long[] {1, 0, 255}, tensor(read, "initialised").longs());
    assertArrayEquals(new float[] {1f, -2.5f}, tensor(read, "half").floats());
    assertArrayEquals(new double[] {2.5}, tensor(read, "scalar").doubles());
    assertArrayEquals(new long[] {}, tensor(read, "scalar").shape());
    assertArrayEquals(new long[] {0, 3}, tensor(read, "empty").shape());
    assertArrayEquals(new float[] {7f}, tensor(read, "größe").floats());
  }

  @Test
  void writesTheBytesThatPythonWrites() throws IOException {
    assertArrayEquals(python(), read(python()).toBytes());
  }

  @Test
  void pythonReadsWhatWeWrite(@TempDir Path folder) throws Exception {
    String python = System.getProperty("diglm.python", "python3");
    assumeTrue(
        run(folder, python, "-c", "import numpy, safetensors") == 0,
        "python3 with numpy and safetensors is not here (-Ddiglm.python=...)");
    Path file = folder.resolve("ours.safetensors");
    Files.write(file, ours().toBytes());
    String check =
        """
        import sys, numpy as np
        from safetensors import safe_open
        with safe_open(sys.argv[1], "np") as f:
            assert f.metadata() == {"writer": "diglm"}, f.metadata()
            assert sorted(f.keys()) == ["a.weight", "b", "n", "s", "ä"], f.keys()
            expected = {
                "a.weight": np.array([[1.5, -0.0], [0.1, 1e-30]], np.float32),
                "b": np.array([0.1, -1 / 3], np.float64),
                "n": np.array([-1, 2**62], np.int64),
                "s": np.array(2.5, np.float64),
                "ä": np.zeros((0, 3), np.float32),
            }
            for name, value in expected.items():
                got = f.get_tensor(name)
                assert got.dtype == value.dtype and got.shape == value.shape, name
                assert got.tobytes() == value.tobytes(), name
        """;
    assertEquals(
        0,
        run(folder, python, "-c", check, file.toString()),
        () -> readString(folder.resolve("out.txt")));
  }

  @Test
  void writtenTensorsComeBack() {
    Safetensors ours = ours();
    assertEquals(ours, read(ours.toBytes()));
    Safetensors none = new Safetensors(Map.of(), Map.of());
    assertEquals(none, read(none.toBytes()));
  }

  @Test
  void dataBeginsAtAMultipleOfEightBytes() {
    for (int length = 1; length < 9; length++) {
      byte[] bytes =
          new Safetensors(Map.of("n".repeat(length), TensorData.of(new float[1], 1)), Map.of())
              .toBytes();
      assertEquals(0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {|header must be JSON: line 1, column 2: End of input
          []|header must be a JSON object, got an array
          {} {}|header must be JSON: line 1, column 5: Unexpected character
          {"__metadata__":{"a":1}}|__metadata__ must hold texts only, got 1
          {"a":{}}|tensor a: dtype must be one of [I64, F64, F32, BF16, U8], got ""
          {"a":{"dtype":"F16"}}|tensor a: dtype must be one of [I64, F64, F32, BF16, U8], got "F16"
          {"a":{"dtype":"F32"}}|tensor a: shape must be a list of whole numbers, got none
          {"a":{"dtype":"F32","shape":[-1]}}|tensor a: shape must be a list of whole numbers, got [-1]
          {"a":{"dtype":"F32","shape":[1.5]}}|tensor a: shape must be a list of whole numbers, got [1.5]
          {"a":{"dtype":"F32","shape":[2]}}|tensor a: data_offsets must be a list of whole numbers, got none
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}|tensor a: data_offsets must be two numbers, got [0]
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}|tensor a: data_offsets must span the 8 bytes of shape [2], got [8, 0]
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}|tensor a: data_offsets must span the 12 bytes of shape [3], got [0, 8]
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}|tensor a: data must end within 8 bytes, got 16
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}|tensor a: data must begin at 0, got 4
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}|tensors must fill 8 bytes, got 4
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}|tensor b: data must begin at 8, got 4
          {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}|tensor a: shape must fit 63 bits, got [4294967296, 4294967296]
          """)
  void refusesAHeaderThatLies(String header, String problem) {
    assertProblem(problem, file(header.getBytes(UTF_8).length, header));
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    String tensor = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    String header = "{" + tensor + "," + tensor + "}";
    assertProblem(
        "header must be JSON: line 1, column 58: Duplicate field 'a'",
        file(header.length(), header));
  }

  @Test
  void refusesAnImpossibleHeaderLength() {
    assertProblem("header length must be at most 10, got 11", file(11, "{}"));
    assertProblem("header length must be at most 10, got 18446744073709551615", file(-1, "{}"));
    assertProblem("length must be at least 8 bytes, got 3", new byte[3]);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = ours().toBytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(UnusableFileException.class, () -> read(part));
    }
  }

  @Test
  void everyFlippedByteIsReadOrRefused() {
    byte[] whole = ours().toBytes();
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x15;
      try {
        read(flipped);
      } catch (UnusableFileException e) {
        String message = Objects.requireNonNull(e.getMessage());
        assertTrue(message.startsWith("x.safetensors is damaged: "), message);
        assertEquals(1, message.lines().count(), message);
        refused++;
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }

  @Test
  void aNameWithALineBreakStaysInOneLine() {
    String header = "{\"a\\nb\":{\"dtype\":\"F32\"}}";
    assertProblem(
        "tensor a\\u000ab: shape must be a list of whole numbers, got none",
        file(header.length(), header));
  }

  @Test
  void refusesTheReservedName() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Safetensors(Map.of("__metadata__", TensorData.of(new float[1], 1)), Map.of()));
    assertEquals("a tensor's name must not be __metadata__", thrown.getMessage());
  }

  private static Safetensors ours() {
    return new Safetensors(
        Map.of(
            "b", TensorData.of(new double[] {0.1, -1.0 / 3.0}, 2),
            "a.weight", TensorData.of(new float[] {1.5f, -0.0f, 0.1f, 1e-30f}, 2, 2),
            "ä", TensorData.of(new float[0], 0, 3),
            "s", TensorData.of(new double[] {2.5}),
            "n", TensorData.of(new long[] {-1, 1L << 62}, 2)),
        Map.of("writer", "diglm"));
  }

  /** A file of this header and 8 bytes of data. */
  private static byte[] file(long length, String header) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(16 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .array();
  }

  private static void assertProblem(String problem, byte[] file) {
    UnusableFileException thrown = assertThrows(UnusableFileException.class, () -> read(file));
    assertEquals("x.safetensors is damaged: " + problem, thrown.getMessage());
  }

  private static Safetensors read(byte[] bytes) {
    return Safetensors.read(ByteBuffer.wrap(bytes), "x.safetensors");
  }

  private static TensorData tensor(Safetensors all, String name) {
    return Objects.requireNonNull(all.tensors().get(name), name);
  }

  private static byte[] python() throws IOException {
    try (InputStream in = SafetensorsTest.class.getResourceAsStream("python.safetensors")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static int run(Path folder, String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("out.txt").toFile())
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String readString(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
