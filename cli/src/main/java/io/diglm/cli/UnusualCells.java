package io.diglm.cli;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which cells of a row are least like the training rows', taken one column at a time. */
record UnusualCells(List<String> features, Table table, int[] train) {
  /** A cell that this share of the training rows resembles is ordinary. */
  private static final double ORDINARY = 0.01;

  private static final int NAMED = 2;

  private record Found(String text, double share) {}

  /** Returns the rarest in words, or that it is their combination that is rare. */
  String of(int row) {
    String rarest =
        features.stream()
            .map(feature -> found(table.column(feature), row))
            .filter(found -> found.share() < ORDINARY)
            .sorted(Comparator.comparingDouble(Found::share))
            .limit(NAMED)
            .map(Found::text)
            .collect(Collectors.joining("; "));
    return rarest.isEmpty() ? "each value is ordinary, their combination is not" : rarest;
  }

  private Found found(TableColumn column, int row) {
    return column.cells() instanceof Cells.Numbers numbers
        ? number(column, numbers.values(), row)
        : level(column.name(), (Cells.Texts) column.cells(), row);
  }

  private Found number(TableColumn column, double[] values, int row) {
    double value = values[row];
    if (Double.isNaN(value)) {
      return missing(column.name(), Arrays.stream(train).filter(r -> Double.isNaN(values[r])));
    }
    long below = 0;
    long above = 0;
    for (int other : train) {
      below += values[other] <= value ? 1 : 0;
      above += values[other] >= value ? 1 : 0;
    }
    double share = (double) Math.min(below, above) / train.length;
    String cell = column.name() + " " + format(column.type(), value);
    String direction = below < above ? "low" : "high";
    return new Found(
        share == 0
            ? "%s: %s all training rows".formatted(cell, below == 0 ? "below" : "above")
            : "%s: %s of training rows as %s".formatted(cell, Words.percent(share), direction),
        share);
  }

  private Found level(String name, Cells.Texts texts, int row) {
    int code = texts.codes()[row];
    if (code < 0) {
      return missing(name, Arrays.stream(train).filter(r -> texts.codes()[r] < 0));
    }
    double share = share(Arrays.stream(train).filter(r -> texts.codes()[r] == code).count());
    String cell = name + " " + texts.levels().get(code);
    return new Found(
        share == 0
            ? cell + ": in no training row"
            : "%s: in %s of training rows".formatted(cell, Words.percent(share)),
        share);
  }

  private Found missing(String name, IntStream like) {
    double share = share(like.count());
    return new Found(
        share == 0
            ? name + ": missing, as in no training row"
            : "%s: missing, as in %s of training rows".formatted(name, Words.percent(share)),
        share);
  }

  private double share(long rows) {
    return (double) rows / train.length;
  }

  private static String format(StorageType type, double value) {
    return switch (type) {
      case DATE -> LocalDate.ofEpochDay((long) value).toString();
      case TIME -> LocalTime.ofSecondOfDay((long) value).toString();
      case TIMESTAMP -> LocalDateTime.ofEpochSecond((long) value, 0, ZoneOffset.UTC).toString();
      case BOOLEAN -> value == 0 ? "false" : "true";
      case INTEGER, DECIMAL, TEXT -> Words.number(value);
    };
  }
}
