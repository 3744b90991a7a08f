package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class TensorDataTest {
  @Test
  void valuesComeBackBitForBit() {
    float[] floats = {1.5f, -0.0f, Float.NaN, Float.MIN_VALUE};
    double[] doubles = {0.1, -0.0, Double.NaN, Double.MIN_VALUE};
    long[] longs = {Long.MIN_VALUE, -1, 7};
    assertArrayEquals(floats, TensorData.of(floats, 2, 2).floats());
    assertArrayEquals(doubles, TensorData.of(doubles, 4).doubles());
    assertArrayEquals(longs, TensorData.of(longs, 3).longs());
  }

  @Test
  void narrowTypesWidenExactly() {
    TensorData half = new TensorData(TensorType.BF16, new long[] {1}, bytes(0x20, 0xC0));
    assertArrayEquals(new float[] {-2.5f}, half.floats());
    assertArrayEquals(new double[] {-2.5}, half.doubles());
    TensorData small = new TensorData(TensorType.U8, new long[] {2}, bytes(255, 1));
    assertArrayEquals(new long[] {255, 1}, small.longs());
  }

  @Test
  void aScalarHasNoAxes() {
    assertArrayEquals(new double[] {2.5}, TensorData.of(new double[] {2.5}).doubles());
  }

  @Test
  void equalContentIsEqual() {
    TensorData one = TensorData.of(new float[] {1, 2}, 2);
    assertEquals(one, TensorData.of(new float[] {1, 2}, 2));
    assertEquals(one.hashCode(), TensorData.of(new float[] {1, 2}, 2).hashCode());
    assertNotEquals(one, TensorData.of(new float[] {1, 2}, 2, 1));
    assertNotEquals(one, TensorData.of(new float[] {1, 3}, 2));
  }

  @Test
  void theCallersArraysAndPositionsAreItsOwn() {
    long[] shape = {1};
    TensorData one = TensorData.of(new double[] {2.5}, shape);
    shape[0] = 9;
    one.shape()[0] = 9;
    one.data().getDouble();
    assertArrayEquals(new long[] {1}, one.shape());
    assertArrayEquals(new double[] {2.5}, one.doubles());
  }

  @Test
  void sizesMustAgree() {
    assertMessage(
        "data of a F32 tensor of shape [2, 3] must have 24 bytes, got 4",
        () -> TensorData.of(new float[1], 2, 3));
    assertMessage(
        "shape must have no negative size, got [-1]", () -> TensorData.of(new float[1], -1));
  }

  @Test
  void typesMustAgree() {
    TensorData longs = TensorData.of(new long[1], 1);
    assertMessage("type of the tensor must be F32 or BF16, got I64", longs::floats);
    assertMessage("type of the tensor must be F64, F32 or BF16, got I64", longs::doubles);
    TensorData floats = TensorData.of(new float[1], 1);
    assertMessage("type of the tensor must be I64 or U8, got F32", floats::longs);
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
