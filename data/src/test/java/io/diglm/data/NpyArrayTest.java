package io.diglm.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Arrays as NumPy writes them; the bytes are those of {@code numpy.array([...], type).tobytes()}.
 */
final class NpyArrayTest {
  @ParameterizedTest
  @CsvSource({
    "|b1,0001,0,1",
    "|i1,80ff,-128,-1",
    "|u1,80ff,128,255",
    "<i2,0080ffff,-32768,-1",
    "<u2,0080ffff,32768,65535",
    ">u2,8000ffff,32768,65535",
    "<i4,00000080ffffffff,-2147483648,-1",
    "<u4,00000080ffffffff,2147483648,4294967295",
    "<i8,0000000001000000ffffffffffffff7f,4294967296,9223372036854775807",
    ">i8,0000000100000000ffffffffffffffff,4294967296,-1",
    "<u8,0000000001000000ffffffffffffff7f,4294967296,9223372036854775807"
  })
  void wholeNumbersOfEveryType(String type, String hex, long first, long second)
      throws IOException {
    NpyArray array = array(type, "2,", hex);
    assertEquals(first, array.whole(0));
    assertEquals(second, array.whole(1));
    assertEquals((double) second, array.number(1));
  }

  @ParameterizedTest
  @CsvSource({
    "<f2,003c01000084,1.0,5.9604644775390625e-8,-6.103515625e-5",
    "<f2,ff7b007c0080,65504.0,Infinity,-0.0",
    ">f2,c0003555fc00,-2.0,0.333251953125,-Infinity",
    "<f4,0000803f0000c0bf000000c0,1.0,-1.5,-2.0",
    ">f8,3ff0000000000000bff8000000000000c000000000000000,1.0,-1.5,-2.0"
  })
  void brokenNumbersOfEveryType(String type, String hex, double a, double b, double c)
      throws IOException {
    NpyArray array = array(type, "3,", hex);
    assertArrayEquals(
        new double[] {a, b, c}, IntStream.range(0, 3).mapToDouble(array::number).toArray());
  }

  @Test
  void aNumberBeyondWhatFitsIsRefused() throws IOException {
    NpyArray array = array("<u8", "1,", "ffffffffffffffff");
    assertEquals(
        "array y must hold whole numbers below 2^63, got 18446744073709551615",
        assertThrows(IllegalArgumentException.class, () -> array.whole(0)).getMessage());
    assertEquals(0x1p64, array.number(0)); // as a measurement it is rounded
    assertEquals(0x1p53, array("<u8", "1,", "0100000000002000").number(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<c8; 1,;array y must hold truth values, whole numbers or floats of at most 64 bits, got <c8",
        "<U4; 1,;array y must hold truth values, whole numbers or floats of at most 64 bits, got <U4",
        "<f8; x,;array y must have whole sizes below 2^31, got ( x,)",
        "<f8; -1,;array y must have whole sizes below 2^31, got ( -1,)",
        "<f8; 99999999999,;array y must have whole sizes below 2^31, got ( 99999999999,)",
        "<f8; 2000000000, 2000000000, 2000000000;array y must hold less than 2 GB, got sizes [2000000000, 2000000000, 2000000000]",
        "<f8; 2,;array y must hold 16 bytes for <f8 of sizes [2], got 8",
        "|u1; 2,;array y must hold 2 bytes for |u1 of sizes [2], got more"
      })
  void whatDoesNotFitIsSaid(String type, String sizes, String message) {
    assertEquals(
        message,
        assertThrows(RuntimeException.class, () -> array(type, " " + sizes, "0102030405060708"))
            .getMessage());
  }

  @Test
  void aTypeOfManyLinesIsRefusedInOneShortLine() {
    String message =
        assertThrows(
                UnusableFileException.class,
                () -> array("|F64\n" + "x".repeat(240), "1,", "0102030405060708"))
            .getMessage();
    assertEquals(
        "array y must hold truth values, whole numbers or floats of at most 64 bits, got |F64\\u000a"
            + "x".repeat(195)
            + " ...",
        message);
  }

  @Test
  void damagedBytesGiveOneLineEach() throws IOException {
    byte[] whole = bytes("<i4", "2, 3", "00".repeat(24));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(whole, whole.length - random.nextInt(3) * 7);
      for (int k = random.nextInt(4); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        NpyArray array = NpyArray.of("array y", new ByteArrayInputStream(bytes));
        for (int j = 0; j < array.count(); j++) {
          array.number(j);
        }
      } catch (IllegalArgumentException | UnusableFileException e) {
        assertEquals("array y ", String.valueOf(e.getMessage()).substring(0, 8));
      }
    }
  }

  private static NpyArray array(String type, String sizes, String hex) throws IOException {
    return NpyArray.of("array y", new ByteArrayInputStream(bytes(type, sizes, hex)));
  }

  private static byte[] bytes(String type, String sizes, String hex) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n".formatted(type, sizes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length() & 0xff);
    out.write(header.length() >> 8);
    out.write(header.getBytes(StandardCharsets.UTF_8));
    out.write(HexFormat.of().parseHex(hex));
    return out.toByteArray();
  }
}
