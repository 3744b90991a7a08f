package io.diglm.schema;

import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.target;
import static io.diglm.schema.Tables.texts;
import static io.diglm.schema.Tables.textsOf;
import static io.diglm.schema.Tables.valuesOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EncoderTest {
  private static final double NAN = Double.NaN;
  private static final double START_OF_2013 = 1_356_998_400;

  /** A column of every storage type and every kind of axis, with missing cells here and there. */
  private static final Table TABLE = everyKind(400);

  @Test
  void axesAreNamedByColumnAndPart() {
    assertEquals(
        List.of(
            "flag",
            "flag.missing",
            "count",
            "price",
            "weight",
            "tail",
            "tail.missing",
            "carrier",
            "carrier.missing",
            "date.week",
            "date.weekday",
            "clock.time_of_day",
            "stamp.week",
            "stamp.weekday",
            "stamp.time_of_day",
            "stamp.missing",
            "constant",
            "two"),
        new Encoder(infer(TABLE).schema()).axisNames());
  }

  @Test
  void anUnknownMonthIsEncodedAsTheForgottenOnesOfTraining() {
    double[] months = IntStream.range(0, 600).mapToDouble(i -> 1 + i % 11).toArray();
    double[] y = IntStream.range(0, 600).mapToDouble(i -> i * 7 % 600).toArray();
    Table table =
        table(numbers("month", StorageType.INTEGER, months), numbers("y", StorageType.DECIMAL, y));
    Schema schema =
        SchemaInference.infer(
                table,
                IntStream.range(0, 600).toArray(),
                new FeatureChoice(List.of("month"), Optional.of(false), true),
                "y",
                Labels.of(false))
            .schema();
    Encoder encoder = new Encoder(schema);
    float[] v = new float[10_000];
    boolean[] changed = encoder.forget(v, 0.02, new SplittableRandom(1));
    int first = IntStream.range(0, v.length).filter(i -> changed[i]).findFirst().orElseThrow();
    long forgotten =
        IntStream.range(0, v.length).filter(i -> v[i] == v[first] && changed[i]).count();
    assertEquals(200, (int) forgotten, 50);
    Table december =
        table(
            numbers("month", StorageType.INTEGER, new double[] {12}),
            numbers("y", StorageType.DECIMAL, new double[] {0}));
    float[] unknown = encoder.bounded(encoder.encode(encoder.bind(december), 0, 1).v());
    assertEquals(v[first], unknown[0]);
    float[] known = encoder.encode(encoder.bind(table), 0, 600).v();
    assertTrue(IntStream.range(0, 600).noneMatch(i -> known[i] == v[first]), "no month's own");
  }

  @Test
  void decodeUndoesEncodeAtTheMidpoint() {
    Encoder encoder = new Encoder(infer(TABLE).schema());
    assertSameRows(encoder.decode(encode(encoder, Noise.midpoint()).v(), TABLE.rows()));
  }

  @Test
  void decodeUndoesEncodeWithNoise() {
    Encoder encoder = new Encoder(infer(TABLE).schema());
    for (int seed = 0; seed < 20; seed++) {
      assertSameRows(encoder.decode(encode(encoder, Noise.seeded(seed)).v(), TABLE.rows()));
    }
  }

  @Test
  void equalSeedsEncodeEqually() {
    Encoder encoder = new Encoder(infer(TABLE).schema());
    assertArrayEquals(encode(encoder, Noise.seeded(7)).v(), encode(encoder, Noise.seeded(7)).v());
    assertFalse(
        Arrays.equals(encode(encoder, Noise.seeded(7)).v(), encode(encoder, Noise.seeded(8)).v()));
  }

  @Test
  void rowsAreTakenFromTheGivenRange() {
    Encoder encoder = new Encoder(infer(TABLE).schema());
    BoundTable bound = encoder.bind(TABLE);
    int d = encoder.dimension();
    Encoded whole = encoder.encode(bound, 0, TABLE.rows());
    Encoded some = encoder.encode(bound, new int[] {5, 17, 3, 9}, 1, 3, Noise.midpoint());
    float[] v = some.v();
    assertArrayEquals(Arrays.copyOfRange(whole.v(), 17 * d, 18 * d), Arrays.copyOf(v, d));
    assertArrayEquals(Arrays.copyOfRange(whole.v(), 3 * d, 4 * d), Arrays.copyOfRange(v, d, 2 * d));
    assertArrayEquals(new double[] {whole.logDet()[17], whole.logDet()[3]}, some.logDet());
  }

  @Test
  void logDetIsTheDerivativeOfAnAffineNumber() {
    assertDerivative(numbers("x", StorageType.DECIMAL, 0.3337, 1.2771, 5.1913, 2.7731), 2.0);
  }

  @Test
  void logDetIsTheDerivativeOfAHeavyTailedNumber() {
    double[] values =
        new SplittableRandom(5).doubles(500).map(x -> Math.tan(Math.PI * (x - 0.5))).toArray();
    for (double at : new double[] {-1e4, -3, 0.01, 0.7, 50}) {
      assertDerivative(numbers("x", StorageType.DECIMAL, values), at);
    }
  }

  @Test
  void hugeValuesStayFinite() {
    Schema schema = Tables.schemaOf(numbers("x", StorageType.DECIMAL, 1e-9, 3.3e-9, 7.77e-9));
    Encoder encoder = new Encoder(schema);
    Table far = table(numbers("x", StorageType.DECIMAL, 1e300, -Double.MAX_VALUE));
    Encoded encoded = encoder.encode(encoder.bind(far), 0, 2);
    assertArrayEquals(new float[] {1e6f, -1e6f}, encoded.v());
    assertTrue(Double.isFinite(encoded.logDet()[0]));
  }

  @Test
  void dimensionsAreRoughlyStandardised() {
    Encoder encoder = new Encoder(infer(TABLE).schema());
    float[] v = encode(encoder, Noise.seeded(1)).v();
    int d = encoder.dimension();
    for (int axis = 0; axis < d; axis++) {
      double mean = 0;
      double square = 0;
      for (int row = 0; row < TABLE.rows(); row++) {
        mean += v[row * d + axis] / (double) TABLE.rows();
        square += v[row * d + axis] * (double) v[row * d + axis] / TABLE.rows();
      }
      assertEquals(0, mean, 0.2, encoder.axisNames().get(axis));
      assertEquals(1, square, 0.3, encoder.axisNames().get(axis));
    }
  }

  @Test
  void thousandsOfLevelsRoundTrip() {
    int rows = 40_000;
    List<String> levels = IntStream.range(0, 9_000).mapToObj(i -> "L" + i).toList();
    int[] codes = IntStream.range(0, rows).map(i -> (int) (i * 7919L % 9_000)).toArray();
    TableColumn many = new TableColumn("many", StorageType.TEXT, new Cells.Texts(codes, levels));
    Table table = table(many, target(rows));
    Encoder encoder = new Encoder(infer(table).schema());
    BoundTable bound = encoder.bind(table);
    float[] v = encoder.encode(bound, 0, rows).v();
    assertEquals(textsOf(table, "many"), textsOf(encoder.decode(v, rows), "many"));
  }

  @Test
  void shortArraysAreRefused() {
    Encoder encoder = new Encoder(infer(TABLE).schema());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> encoder.decode(new float[17], 1));
    assertEquals("v must hold 18 numbers, got 17", e.getMessage());
  }

  private static void assertDerivative(TableColumn training, double at) {
    Encoder encoder = new Encoder(Tables.schemaOf(training));
    double step = 1e-3 * Math.max(1, Math.abs(at));
    Table near = table(numbers("x", StorageType.DECIMAL, at - step, at, at + step));
    Encoded encoded = encoder.encode(encoder.bind(near), 0, 3);
    double slope = (encoded.v()[2] - (double) encoded.v()[0]) / (2 * step);
    assertEquals(Math.log(slope), encoded.logDet()[1], 1e-3);
  }

  private static Encoded encode(Encoder encoder, Noise noise) {
    int n = TABLE.rows();
    BoundTable bound = encoder.bind(TABLE);
    assertEquals(List.of(), bound.problems());
    return encoder.encode(bound, bound.allRows(), 0, n, noise);
  }

  private static void assertSameRows(Table decoded) {
    for (TableColumn column : decoded.columns()) {
      if (column.type() == StorageType.TEXT) {
        assertEquals(textsOf(TABLE, column.name()), textsOf(decoded, column.name()));
        continue;
      }
      double[] expected = valuesOf(TABLE, column.name());
      double[] got = valuesOf(decoded, column.name());
      // Floats keep seven digits of a continuous number; grids come back to the last bit.
      double tolerance = List.of("weight", "tail").contains(column.name()) ? 1e-5 : 0;
      for (int row = 0; row < expected.length; row++) {
        double error = Math.abs(expected[row] - got[row]);
        boolean missing = Double.isNaN(expected[row]);
        assertEquals(missing, Double.isNaN(got[row]), column.name());
        assertTrue(
            missing || error <= tolerance * (1 + Math.abs(expected[row])),
            column.name() + ": " + expected[row] + " came back as " + got[row]);
      }
    }
  }

  private static Table everyKind(int n) {
    SplittableRandom random = new SplittableRandom(11);
    double[][] x = new double[9][n];
    String[] carrier = new String[n];
    for (int i = 0; i < n; i++) {
      x[0][i] = i % 17 == 0 ? NAN : random.nextInt(2);
      x[1][i] = random.nextInt(40);
      x[2][i] = Math.round(2000 * random.nextDouble()) / 100.0;
      x[3][i] = 1e3 * random.nextDouble();
      x[4][i] = i % 7 == 0 ? NAN : Math.tan(Math.PI * (random.nextDouble() - 0.5));
      carrier[i] = i % 11 == 0 ? "" : List.of("AA", "UA", "WN", "B6").get(random.nextInt(4));
      x[5][i] = 15_706 + random.nextInt(365);
      x[6][i] = 60.0 * random.nextInt(24 * 60);
      x[7][i] = i % 5 == 0 ? NAN : START_OF_2013 + random.nextInt(365 * 24 * 60) * 60.0;
      x[8][i] = random.nextInt(2) * 2.5 - 1;
    }
    double[] constant = new double[n];
    Arrays.fill(constant, -3.25);
    return table(
        numbers("flag", StorageType.BOOLEAN, x[0]),
        numbers("count", StorageType.INTEGER, x[1]),
        numbers("price", StorageType.DECIMAL, x[2]),
        numbers("weight", StorageType.DECIMAL, x[3]),
        numbers("tail", StorageType.DECIMAL, x[4]),
        texts("carrier", carrier),
        numbers("date", StorageType.DATE, x[5]),
        numbers("clock", StorageType.TIME, x[6]),
        numbers("stamp", StorageType.TIMESTAMP, x[7]),
        numbers("constant", StorageType.DECIMAL, constant),
        numbers("two", StorageType.DECIMAL, x[8]),
        target(n));
  }
}
