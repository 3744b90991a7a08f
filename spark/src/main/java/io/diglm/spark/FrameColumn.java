package io.diglm.spark;

import io.diglm.schema.StorageType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A column of the model and its position in a row of the frame.
 *
 * @param name its name in the model
 * @param type its type in the model
 * @param field the index of the field of the row
 * @param element the index within the vector of that field; -1 if the field is not a vector
 */
record FrameColumn(String name, StorageType type, int field, int element) implements Serializable {
  private static final double MICROS = 1e6;
  private static final double NANOS = 1e9;
  private static final long MICROS_A_SECOND = 1_000_000;

  /** A column of the frame as it is. */
  static FrameColumn of(StructField field, int at) {
    StorageType type =
        storage(field.dataType())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "column '%s' must hold numbers, texts, booleans, dates or times, got %s"
                            .formatted(field.name(), field.dataType().catalogString())));
    return new FrameColumn(field.name(), type, at, -1);
  }

  /** Returns the same under another name. */
  FrameColumn named(String name) {
    return new FrameColumn(name, type, field, element);
  }

  /**
   * Returns the type in our tables for a type of Spark; empty for lists, structures and similar
   * types.
   */
  static Optional<StorageType> storage(DataType type) {
    if (type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType) {
      return Optional.of(StorageType.INTEGER);
    }
    if (type instanceof FloatType || type instanceof DoubleType) {
      return Optional.of(StorageType.DECIMAL);
    }
    if (type instanceof DecimalType decimal) {
      return Optional.of(decimal.scale() == 0 ? StorageType.INTEGER : StorageType.DECIMAL);
    }
    if (type instanceof BooleanType) {
      return Optional.of(StorageType.BOOLEAN);
    }
    // A column that holds only nulls may have any type.
    if (type instanceof StringType || type instanceof NullType) {
      return Optional.of(StorageType.TEXT);
    }
    if (type instanceof DateType) {
      return Optional.of(StorageType.DATE);
    }
    if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return Optional.of(StorageType.TIMESTAMP);
    }
    // Spark 4.1 and later; by name, so that an earlier one need not have the class.
    return type.typeName().startsWith("time(") ? Optional.of(StorageType.TIME) : Optional.empty();
  }

  /**
   * Returns the cell as a number, in the form of our tables; NaN if it is missing.
   *
   * <p>Spark makes dates and times of {@code java.sql} such that they show the same day, in the
   * Julian calendar before 15 October 1582. So Spark itself must turn them back: by their own
   * methods they would be other days.
   */
  double number(Row row) {
    if (row.isNullAt(field)) {
      return Double.NaN;
    }
    Object cell = row.get(field);
    if (cell instanceof Vector vector) {
      return element(vector);
    }
    if (cell instanceof BigDecimal decimal) {
      return decimal.doubleValue();
    }
    if (cell instanceof Number number) {
      return number.doubleValue();
    }
    if (cell instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (cell instanceof Date date) {
      return DateTimeUtils.fromJavaDate(date);
    }
    if (cell instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (cell instanceof Timestamp timestamp) {
      return DateTimeUtils.fromJavaTimestamp(timestamp) / MICROS;
    }
    if (cell instanceof Instant instant) {
      return seconds(instant);
    }
    if (cell instanceof LocalDateTime time) {
      return seconds(time.toInstant(ZoneOffset.UTC));
    }
    if (cell instanceof LocalTime time) {
      return time.toNanoOfDay() / NANOS;
    }
    throw new IllegalStateException(
        "cell of column '%s' must be a value of %s, got %s"
            .formatted(name, type, cell.getClass().getName()));
  }

  private double element(Vector vector) {
    if (element >= vector.size()) {
      throw new IllegalArgumentException(
          "vector must have at least %d elements, of which the last is '%s', got %d"
              .formatted(element + 1, name, vector.size()));
    }
    return vector.apply(element);
  }

  /**
   * In whole microseconds first, as Spark keeps them, so that no bit differs from other readers.
   */
  private static double seconds(Instant instant) {
    return (instant.getEpochSecond() * MICROS_A_SECOND + instant.getNano() / 1000) / MICROS;
  }
}
