package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

final class LayerTest {

  @Test
  void thinningKeepsBothEnds() {
    Layer layer = line(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertArrayEquals(new double[] {0, 4, 8}, layer.thinned(3).x());
    assertSame(layer, layer.thinned(9));
  }

  @Test
  void drawablePointsHaveAPlaceAndGapsStay() {
    double[] x = {1, Double.NaN, 3};
    double[] y = {Double.POSITIVE_INFINITY, 2, 3};
    Layer drawable = new Layer("", Ink.FIRST, Layer.Mark.LINE, x, y).drawable();
    assertArrayEquals(new double[] {1, 3}, drawable.x());
    assertArrayEquals(new double[] {Double.NaN, 3}, drawable.y());
  }

  private static Layer line(double... x) {
    return new Layer("", Ink.FIRST, Layer.Mark.LINE, x, x);
  }
}
