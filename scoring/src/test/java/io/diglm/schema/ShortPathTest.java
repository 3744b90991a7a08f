package io.diglm.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShortPathTest {
  private static double length(double[][] points, int[] path) {
    return IntStream.range(1, path.length)
        .mapToDouble(
            i ->
                Math.hypot(
                    points[path[i]][0] - points[path[i - 1]][0],
                    points[path[i]][1] - points[path[i - 1]][1]))
        .sum();
  }

  @Test
  void noAndOnePoint() {
    assertArrayEquals(new int[0], ShortPath.of(new double[0][]));
    assertArrayEquals(new int[] {0}, ShortPath.of(new double[][] {{1, 2}}));
  }

  @Test
  void pointsOfALineComeInTheirOrder() {
    double[][] points = {{0, 0}, {5, 5}, {2, 2}, {4, 4}, {1, 1}, {3, 3}};
    assertArrayEquals(new int[] {0, 4, 2, 5, 3, 1}, ShortPath.of(points));
  }

  @Test
  void pathIsNearlyTheShortest() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] points =
          IntStream.range(0, 7)
              .mapToObj(i -> new double[] {random.nextDouble(), random.nextDouble()})
              .toArray(double[][]::new);
      int[] path = ShortPath.of(points);
      assertArrayEquals(
          IntStream.range(0, 7).toArray(), IntStream.of(path).sorted().toArray(), "each once");
      double least = shortest(points, new int[0]);
      assertEquals(least, length(points, path), 0.15 * least, "seed " + seed);
    }
  }

  /** The length of the shortest path that begins so, by trying all. */
  private static double shortest(double[][] points, int[] begun) {
    if (begun.length == points.length) {
      return length(points, begun);
    }
    return IntStream.range(0, points.length)
        .filter(i -> IntStream.of(begun).noneMatch(j -> j == i))
        .mapToDouble(
            i -> shortest(points, IntStream.concat(IntStream.of(begun), IntStream.of(i)).toArray()))
        .min()
        .orElseThrow();
  }
}
