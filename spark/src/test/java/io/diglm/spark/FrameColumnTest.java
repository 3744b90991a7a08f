package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
final class FrameColumnTest {
  private static final List<LocalDate> DAYS =
      List.of(
          LocalDate.of(2026, 2, 28),
          LocalDate.of(1899, 12, 31),
          LocalDate.of(1582, 10, 15),
          LocalDate.of(1582, 10, 4),
          LocalDate.of(1000, 2, 28),
          LocalDate.of(1, 1, 1),
          LocalDate.of(0, 2, 29),
          LocalDate.of(-400, 3, 1));

  @Test
  void oldDaysAndTimesAreThoseOfOneCalendar(SparkSession spark) {
    StructType schema =
        new StructType().add("day", DataTypes.DateType).add("time", DataTypes.TimestampType);
    FrameColumn day = FrameColumn.of(schema.fields()[0], 0);
    FrameColumn time = FrameColumn.of(schema.fields()[1], 1);
    for (LocalDate given : DAYS) {
      Instant noon = Instant.ofEpochSecond(given.toEpochDay() * 86_400 + 43_200, 123_456_000);
      Row row =
          spark
              .createDataFrame(List.of(RowFactory.create(given, noon)), schema)
              .collectAsList()
              .get(0);
      assertEquals((double) given.toEpochDay(), day.number(row), given.toString());
      double micros = noon.getEpochSecond() * 1e6 + 123_456;
      assertEquals(micros / 1e6, time.number(row), noon.toString());
    }
  }
}
