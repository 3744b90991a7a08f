package io.diglm.drift;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A column of two samples of rows, side by side: the share of rows in each of some parts. A part is
 * a value if both samples have few, otherwise an interval of numbers or one of the most frequent
 * texts. The shares of a sample sum to 1.
 *
 * @param labels the parts in words (B), such as {@code 10 to 20}
 * @param before share of the training rows in each part (B)
 * @param now share of the tested rows in each part (B)
 */
public record ColumnHistogram(List<String> labels, double[] before, double[] now) {
  private static final String MISSING = "(missing)";
  private static final String OTHERS = "(others)";
  private static final int FEW = 16;
  private static final int INTERVALS = 14;

  /** Copies the labels. */
  public ColumnHistogram {
    labels = List.copyOf(labels);
  }

  /** Returns the histogram of all rows of one column and some rows of the other. */
  static ColumnHistogram of(TableColumn before, TableColumn now, int[] rows) {
    int[] all = IntStream.range(0, before.cells().size()).toArray();
    if (before.cells() instanceof Cells.Numbers old && now.cells() instanceof Cells.Numbers given) {
      double[] was = Arrays.stream(all).mapToDouble(row -> old.values()[row]).toArray();
      double[] is = Arrays.stream(rows).mapToDouble(row -> given.values()[row]).toArray();
      double[] distinct =
          DoubleStream.concat(Arrays.stream(was), Arrays.stream(is))
              .filter(Double::isFinite)
              .distinct()
              .limit(FEW + 1L)
              .sorted()
              .toArray();
      if (distinct.length > FEW) {
        return ofNumbers(before.type(), was, is);
      }
    }
    return ofValues(before, all, now, rows);
  }

  /** Returns the parts of numbers of which there are many: intervals of a round width. */
  private static ColumnHistogram ofNumbers(StorageType type, double[] before, double[] now) {
    double[] sorted =
        DoubleStream.concat(Arrays.stream(before), Arrays.stream(now))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    // Few far values must not squeeze the others into one interval.
    double low = sorted[sorted.length / 100];
    double high = sorted[sorted.length - 1 - sorted.length / 100];
    boolean whole = type != StorageType.DECIMAL;
    Steps steps = Steps.of(low, high, whole);
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < steps.count(); i++) {
      String from = text(type, steps.edge(i));
      String to = text(type, steps.edge(i + 1) - (whole ? 1 : 0));
      labels.add(
          i == 0 ? "up to " + to : i == steps.count() - 1 ? "from " + from : words(from, to));
    }
    labels.add(MISSING);
    return new ColumnHistogram(labels, shares(before, steps), shares(now, steps)).withoutEmpty();
  }

  private static String words(String from, String to) {
    return from.equals(to) ? from : from + " to " + to;
  }

  private static String text(StorageType type, double value) {
    return new TableColumn("", type, new Cells.Numbers(new double[] {value})).text(0).orElse("");
  }

  private static double[] shares(double[] values, Steps steps) {
    double[] shares = new double[steps.count() + 1];
    for (double value : values) {
      shares[Double.isNaN(value) ? steps.count() : steps.of(value)] += 1.0 / values.length;
    }
    return shares;
  }

  /** Returns the parts of few values, or of texts. */
  private static ColumnHistogram ofValues(
      TableColumn before, int[] all, TableColumn now, int[] rows) {
    Map<String, double[]> shares = new LinkedHashMap<>();
    count(before, all, 0, shares);
    count(now, rows, 1, shares);
    Comparator<Map.Entry<String, double[]>> order =
        Comparator.comparingDouble(e -> -Math.max(e.getValue()[0], e.getValue()[1]));
    List<Map.Entry<String, double[]>> most =
        new ArrayList<>(
            shares.entrySet().stream()
                .filter(share -> !share.getKey().equals(MISSING))
                .sorted(order.thenComparing(Map.Entry.comparingByKey()))
                .limit(FEW)
                .toList());
    if (before.cells() instanceof Cells.Numbers) {
      most.sort(Comparator.comparingDouble(share -> share.getValue()[2]));
    }
    List<String> labels = new ArrayList<>(most.stream().map(Map.Entry::getKey).toList());
    labels.add(OTHERS);
    labels.add(MISSING);
    double[] was = new double[labels.size()];
    double[] is = new double[labels.size()];
    shares.forEach(
        (value, share) -> {
          int at = labels.indexOf(value);
          int part = at < 0 ? labels.size() - 2 : at;
          was[part] += share[0];
          is[part] += share[1];
        });
    return new ColumnHistogram(labels, was, is).withoutEmpty();
  }

  /** Adds the shares of a sample by value; the third number of a value is the value itself. */
  private static void count(
      TableColumn column, int[] rows, int sample, Map<String, double[]> shares) {
    for (int row : rows) {
      String value = column.text(row).orElse(MISSING);
      double[] share = shares.computeIfAbsent(value, any -> new double[3]);
      share[sample] += 1.0 / rows.length;
      share[2] = column.cells() instanceof Cells.Numbers numbers ? numbers.values()[row] : 0;
    }
  }

  /** Returns the same without others and missing values where there are none. */
  private ColumnHistogram withoutEmpty() {
    int[] kept =
        IntStream.range(0, labels.size())
            .filter(
                part ->
                    before[part] > 0
                        || now[part] > 0
                        || !List.of(OTHERS, MISSING).contains(labels.get(part)))
            .toArray();
    return new ColumnHistogram(
        IntStream.of(kept).mapToObj(labels::get).toList(),
        IntStream.of(kept).mapToDouble(part -> before[part]).toArray(),
        IntStream.of(kept).mapToDouble(part -> now[part]).toArray());
  }

  /**
   * Intervals of a round width: 1, 2 or 5 times a power of ten.
   *
   * @param first the number of the first interval, whose lower edge is as many widths from 0
   * @param count how many there are
   * @param digit 1, 2 or 5
   * @param exponent of ten
   */
  private record Steps(long first, int count, int digit, int exponent) {
    static Steps of(double low, double high, boolean whole) {
      double least = Math.max((high - low) / INTERVALS, Math.ulp(Math.max(1, Math.abs(high))));
      int exponent = (int) Math.floor(Math.log10(whole ? Math.max(1, least) : least));
      int digit = 1;
      while (width(digit, exponent) < least * (1 - 1e-9)) {
        digit = digit == 1 ? 2 : digit == 2 ? 5 : 10;
      }
      long first = (long) Math.floor(low / width(digit, exponent));
      long last = (long) Math.floor(high / width(digit, exponent));
      return new Steps(first, (int) Math.max(2, last - first + 1), digit, exponent);
    }

    private static double width(int digit, int exponent) {
      return exponent >= 0 ? digit * Math.pow(10, exponent) : digit / Math.pow(10, -exponent);
    }

    /** Returns the lower edge of an interval, rounded once, so that it has few digits. */
    double edge(int i) {
      double number = (double) (first + i) * digit;
      return exponent >= 0 ? number * Math.pow(10, exponent) : number / Math.pow(10, -exponent);
    }

    /** Returns the interval of a number; the first and the last have no end. */
    int of(double value) {
      double place = Math.floor(value / width(digit, exponent)) - first;
      return (int) Math.max(0, Math.min(count - 1, place));
    }
  }
}
