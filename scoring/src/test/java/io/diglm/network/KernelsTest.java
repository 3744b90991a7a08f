package io.diglm.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KernelsTest {
  private static final double RELATIVE = 1e-6;

  /** A function of numbers in place. */
  private interface InPlace {
    void of(float[] x, int count);
  }

  static Stream<Kernels> kernels() {
    return Stream.of(new LoopKernels(), FastPath.choose("vector", true));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void areAsAccurateAsStated(Kernels kernels) {
    requireClose(kernels::exp, Math::exp, 0, -87, 88);
    requireClose(kernels::tanh, Math::tanh, 0, -20, 20);
    requireClose(kernels::tanh, Math::tanh, 0, -1e-3f, 1e-3f);
    requireClose(kernels::sigmoid, x -> 1 / (1 + Math.exp(-x)), 0, -80, 80);
    requireClose(silu(kernels), x -> x / (1 + Math.exp(-x)), 0, -80, 80);
    requireClose(gelu(kernels), KernelsTest::gelu, 1e-6, -4, 4);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sinesAreAsAccurateAsStated(Kernels kernels) {
    float[] x = spread(-3, 3);
    float[] both = Arrays.copyOf(x, 2 * x.length);
    kernels.sinCos(both, 0, x.length, x.length);
    for (int i = 0; i < x.length; i++) {
      assertEquals(Math.sin(2 * Math.PI * x[i]), both[i], RELATIVE);
      assertEquals(Math.cos(2 * Math.PI * x[i]), both[x.length + i], RELATIVE);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void areFiniteForWhateverIsFinite(Kernels kernels) {
    float[] far = {
      -Float.MAX_VALUE, -1e9f, -100, -0f, 0, Float.MIN_VALUE, 100, 1e9f, Float.MAX_VALUE
    };
    for (InPlace function :
        new InPlace[] {kernels::exp, kernels::tanh, kernels::sigmoid, silu(kernels)}) {
      float[] x = far.clone();
      function.of(x, x.length);
      for (float y : x) {
        assertTrue(Float.isFinite(y));
      }
    }
    float[] both = Arrays.copyOf(far, 2 * far.length);
    kernels.sinCos(both, 0, far.length, far.length);
    for (float y : both) {
      assertTrue(Math.abs(y) <= 1.000001);
    }
    float[] nan = {Float.NaN};
    kernels.tanh(nan, 1);
    assertTrue(Float.isNaN(nan[0]));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void leaveTheRestAlone(Kernels kernels) {
    float[] x = new float[40];
    kernels.exp(x, 21);
    for (int i = 0; i < x.length; i++) {
      assertEquals(i < 21 ? 1 : 0, x[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multiplyMatrices(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(1);
    for (int inputs : new int[] {1, 4, 7, 132}) {
      for (int outputs : new int[] {1, 8, 9, 16, 70, 128}) {
        float[] weight = numbers(random, inputs * outputs);
        float[] bias = numbers(random, outputs);
        Dense dense = Dense.of(weight, bias);
        for (int rows : new int[] {1, kernels.lanes(), 3 * kernels.lanes(), kernels.tile()}) {
          float[] x = numbers(random, 5 + inputs * rows);
          for (boolean relu : new boolean[] {false, true}) {
            float[] y = new float[dense.paddedOutputs() * rows];
            kernels.dense(dense, x, 5, rows, y, relu);
            for (int o = 0; o < outputs; o++) {
              for (int r = 0; r < rows; r++) {
                double sum = bias[o];
                for (int i = 0; i < inputs; i++) {
                  sum += (double) weight[o * inputs + i] * x[5 + i * rows + r];
                }
                assertEquals(relu ? Math.max(sum, 0) : sum, y[o * rows + r], 1e-5);
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumInDoublePrecisionTheSameBits(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(3);
    for (int width : new int[] {0, 1, 5, 98}) {
      for (int rows : new int[] {1, kernels.lanes(), 3 * kernels.lanes(), kernels.tile()}) {
        float[] weight = numbers(random, 2 + width);
        float[] floats = numbers(random, width * rows);
        double[] z = new double[floats.length];
        Arrays.setAll(z, i -> floats[i]);
        double[] sums = new double[rows];
        kernels.sums(weight, 2, width, 0.3, z, rows, sums);
        for (int r = 0; r < rows; r++) {
          double sum = 0.3;
          for (int j = 0; j < width; j++) {
            sum += (double) weight[2 + j] * floats[j * rows + r];
          }
          assertEquals(sum, sums[r]);
        }
      }
    }
  }

  @Test
  void bothComputeTheSameSums() {
    SplittableRandom random = new SplittableRandom(2);
    Dense dense = Dense.of(numbers(random, 12), numbers(random, 3));
    float[] x = numbers(random, 4);
    float[] loops = new float[16];
    float[] vectors = new float[16];
    new LoopKernels().dense(dense, x, 0, 1, loops, false);
    FastPath.choose("vector", true).dense(dense, x, 0, 1, vectors, false);
    assertArrayEquals(loops, vectors, 1e-6f);
  }

  @Test
  void areChosenByPropertyAndModule() {
    assertInstanceOf(LoopKernels.class, FastPath.choose("auto", false));
    assertInstanceOf(LoopKernels.class, FastPath.choose("loops", true));
    assertEquals("VectorKernels", FastPath.choose("auto", true).getClass().getSimpleName());
    assertEquals(
        "diglm.kernels must be loops without --add-modules jdk.incubator.vector, got vector",
        assertThrows(IllegalArgumentException.class, () -> FastPath.choose("vector", false))
            .getMessage());
    assertEquals(
        "diglm.kernels must be auto, vector or loops, got fast",
        assertThrows(IllegalArgumentException.class, () -> FastPath.choose("fast", true))
            .getMessage());
  }

  private static InPlace silu(Kernels kernels) {
    return (x, count) -> kernels.silu(x, count, new float[count]);
  }

  private static InPlace gelu(Kernels kernels) {
    return (x, count) -> kernels.gelu(x, count, new float[count]);
  }

  private static void requireClose(
      InPlace function, DoubleUnaryOperator expected, double absolute, float low, float high) {
    float[] x = spread(low, high);
    float[] y = x.clone();
    function.of(y, y.length);
    for (int i = 0; i < x.length; i++) {
      double wanted = expected.applyAsDouble(x[i]);
      double tolerance = absolute > 0 ? absolute : RELATIVE * Math.abs(wanted) + Float.MIN_NORMAL;
      assertEquals(wanted, y[i], tolerance, "at " + x[i]);
    }
  }

  /** A number of numbers that fills no vector. */
  private static float[] spread(float low, float high) {
    float[] x = new float[20_011];
    for (int i = 0; i < x.length; i++) {
      x[i] = low + (high - low) * i / (x.length - 1);
    }
    return x;
  }

  /** x Phi(x), by the series of erf. */
  private static double gelu(double x) {
    double a = x / Math.sqrt(2);
    double term = a;
    double sum = a;
    for (int n = 1; n < 400; n++) {
      term *= -a * a / n;
      sum += term / (2 * n + 1);
    }
    return 0.5 * x * (1 + 2 / Math.sqrt(Math.PI) * sum);
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-0.5, 0.5);
    }
    return numbers;
  }
}
