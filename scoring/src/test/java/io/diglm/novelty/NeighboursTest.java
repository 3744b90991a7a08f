package io.diglm.novelty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.Feature;
import io.diglm.schema.Grid;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Part;
import io.diglm.schema.Scaling;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NeighboursTest {
  private static final Scaling PLAIN = new Scaling(0, 1, false, 0, 1);

  private static Feature column(String name, Scaling scaling) {
    NumberAxis axis = new NumberAxis(Part.VALUE, 0, new Grid(0, 1), scaling, Optional.empty());
    return new Feature(name, StorageType.DECIMAL, List.of(axis));
  }

  @Test
  void distanceIsThatOfTheNearestButOne() {
    float[] kept = {0, 0, 3, 4, 6, 8, -1, 0};
    Neighbours neighbours =
        Neighbours.ofRows(kept, new Schema(List.of(column("a", PLAIN), column("b", PLAIN))));
    float[] rows = {9, 9, 0, 0};
    assertEquals(0, neighbours.distance(rows, 2, 1), 1e-6);
    assertEquals(1, neighbours.distance(rows, 2, 2), 1e-6);
    assertEquals(5, neighbours.distance(rows, 2, 3), 1e-6);
    assertEquals(10, neighbours.distance(rows, 2, 9), 1e-6);
  }

  @Test
  void theTreeFindsARowAtMostTwiceAsFarAsTheNearest() {
    int excess = 0;
    int count = 0;
    for (int dimension : new int[] {1, 3, 8, 40}) {
      for (int kept : new int[] {1, 16, 17, 1000, 3001}) {
        SplittableRandom random = new SplittableRandom(dimension + kept);
        float[] rows = new float[kept * dimension];
        for (int i = 0; i < rows.length; i++) {
          // Rounded, so that many lie on one another and on the cuts.
          rows[i] = Math.round(4 * random.nextGaussian()) / 4f;
        }
        List<Feature> features =
            IntStream.range(0, dimension).mapToObj(d -> column("c" + d, PLAIN)).toList();
        Neighbours neighbours = Neighbours.ofRows(rows, new Schema(features));
        for (int trial = 0; trial < 50; trial++) {
          float[] row = new float[dimension];
          double spread = trial % 5 == 0 ? 20 : 1;
          IntStream.range(0, dimension)
              .forEach(d -> row[d] = (float) (spread * random.nextGaussian()));
          double[] distances = new double[kept];
          for (int m = 0; m < kept; m++) {
            for (int d = 0; d < dimension; d++) {
              distances[m] += Math.pow(row[d] - rows[m * dimension + d], 2);
            }
          }
          Arrays.sort(distances);
          for (int k : new int[] {1, 2, 5}) {
            double expected = Math.sqrt(distances[Math.min(k, kept) - 1]);
            double found = neighbours.distance(row, 0, k);
            double error = 1e-5 * (1 + expected);
            assertTrue(found >= expected - error && found <= 2 * expected + error);
            excess += found > expected + error ? 1 : 0;
            count++;
          }
        }
      }
    }
    assertTrue(excess < 0.2 * count, excess + " of " + count);
  }

  @Test
  void tamedTailsAreDrawnOutInUnitsOfTheirDeviation() {
    double shift = -0.5;
    double scale = 2;
    double[] t = {-3, -1, 1, 3};
    float[] kept = new float[4];
    for (int i = 0; i < 4; i++) {
      kept[i] = v(t[i], shift, scale);
    }
    Scaling heavy = new Scaling(100, 7, true, shift, scale);
    Neighbours neighbours = Neighbours.ofRows(kept, new Schema(List.of(column("a", heavy))));
    double deviation = Math.sqrt(5);
    float[] far = {v(1003, shift, scale)};
    assertEquals(1000 / deviation, neighbours.distance(far, 0, 1), 1e-2);
    assertEquals(1004 / deviation, neighbours.distance(far, 0, 3), 1e-2);
    float[] endless = {1e4f};
    assertEquals(1e15 / deviation, neighbours.distance(endless, 0, 1), 1e9);
  }

  private static float v(double t, double shift, double scale) {
    double asinh = Math.copySign(Math.log(Math.abs(t) + Math.sqrt(1 + t * t)), t);
    return (float) ((asinh - shift) / scale);
  }
}
