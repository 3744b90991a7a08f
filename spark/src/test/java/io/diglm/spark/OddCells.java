package io.diglm.spark;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A type of Spark with cells of it that break readers.
 *
 * @param type the type of the column
 * @param odd cells that are seldom thought of
 * @param usual gives a cell as training had it
 */
record OddCells(DataType type, List<Object> odd, Usual usual) {
  private static final Instant LONG_AGO = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant FAR = Instant.parse("9999-12-31T23:59:59.999999Z");

  /** Makes a cell from a whole number below 12. */
  interface Usual {
    Object of(int draw);
  }

  static final OddCells DOUBLE =
      new OddCells(
          DataTypes.DoubleType,
          List.of(
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY,
              -0.0,
              Double.MIN_VALUE,
              Double.MAX_VALUE,
              -1e307),
          draw -> draw / 7.0);
  static final OddCells LONG =
      new OddCells(
          DataTypes.LongType,
          List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, (1L << 53) + 1),
          draw -> (long) draw);
  static final OddCells TEXT =
      new OddCells(
          DataTypes.StringType,
          List.of(
              "",
              " ",
              "NaN",
              "null",
              "1e999",
              "-1e-999",
              "0x1p3",
              "1,5",
              "\u0000",
              "\ud800",
              "\n\tat java.lang.Object",
              "2026-13-45",
              "2026-02-28T25:00",
              "true",
              "x".repeat(100_000),
              "\ud83d\ude00"),
          draw -> draw % 3 == 0 ? "left" : "right");
  static final OddCells TRUTH =
      new OddCells(DataTypes.BooleanType, List.of(true), draw -> draw % 2 == 0);
  static final OddCells DAY =
      new OddCells(
          DataTypes.DateType,
          List.of(
              LocalDate.of(1, 1, 1),
              LocalDate.of(1582, 10, 10),
              LocalDate.of(9999, 12, 31),
              LocalDate.of(0, 2, 29)),
          draw -> LocalDate.of(2026, 1, 1).plusDays(draw));
  static final OddCells TIME =
      new OddCells(
          DataTypes.TimestampType,
          List.of(LONG_AGO, FAR, Instant.EPOCH),
          draw -> Instant.parse("2026-01-01T00:00:00Z").plusSeconds(3600L * draw));

  /** All types that a column may come to have, those of training first. */
  static final List<OddCells> ALL =
      List.of(
          DOUBLE,
          LONG,
          TEXT,
          TRUTH,
          DAY,
          TIME,
          new OddCells(
              DataTypes.FloatType, List.of(Float.NaN, Float.MAX_VALUE, -0f), draw -> (float) draw),
          new OddCells(
              DataTypes.ByteType, List.of(Byte.MIN_VALUE, Byte.MAX_VALUE), draw -> (byte) draw),
          new OddCells(
              DataTypes.createDecimalType(38, 18),
              List.of(new BigDecimal("99999999999999999999.999999999999999999"), BigDecimal.ZERO),
              draw -> new BigDecimal(draw).movePointLeft(1)),
          new OddCells(
              DataTypes.createDecimalType(38, 0),
              List.of(BigDecimal.TEN.pow(38).subtract(BigDecimal.ONE)),
              BigDecimal::new),
          new OddCells(
              DataTypes.TimestampNTZType,
              List.of(LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.MAX.withYear(9999)),
              draw -> LocalDate.of(2026, 1, 1).atTime(LocalTime.of(draw, 0))),
          new OddCells(DataTypes.BinaryType, List.of(new byte[0]), draw -> new byte[] {1}),
          new OddCells(
              DataTypes.createArrayType(DataTypes.DoubleType),
              List.of(List.of()),
              draw -> List.of(1.0 * draw)),
          new OddCells(
              new StructType().add("a.b", DataTypes.DoubleType),
              List.of(RowFactory.create(0.0)),
              draw -> RowFactory.create(1.0 * draw)),
          new OddCells(
              SQLDataTypes.VectorType(),
              List.of(
                  Vectors.dense(new double[0]),
                  Vectors.sparse(1_000_000, new int[0], new double[0]),
                  Vectors.dense(Double.NaN, 1)),
              draw -> Vectors.dense(draw, 1)));

  /** Returns a cell, at times an odd one, or none. */
  @Nullable Object cell(SplittableRandom random, int oneIn) {
    if (random.nextInt(oneIn) > 0) {
      return usual.of(random.nextInt(12));
    }
    int which = random.nextInt(odd.size() + 1);
    return which == odd.size() ? null : odd.get(which);
  }
}
