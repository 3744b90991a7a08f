package io.diglm.explain;

import io.diglm.predict.Predictor;
import io.diglm.predict.Scores;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoded;
import io.diglm.schema.Encoder;
import io.diglm.schema.Feature;
import io.diglm.schema.RowProblem;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Explains log p(x) of rows by their columns.
 *
 * <p>The Shapley value of column j is the mean, over orders of the columns, of the change of log
 * p(x) when the cell of j changes from the typical row to the row itself. Up to 24 pairs of an
 * order and its reverse are drawn, the same for every row. Within an order the changes telescope,
 * so the parts add up exactly. The typical row is the most similar one (nearest in v) of the kept
 * training rows whose log p(x) is at least the median. A mixture of two similar rows could be a
 * real row. A mixture of dissimilar rows could not, and its density would explain little.
 */
public final class Explainer {
  private static final int PAIRS = 24;

  /** Mixed rows that are scored at a time. */
  private static final int BATCH = 2048;

  private static final long SEED = 7;

  private final Predictor predictor;
  private final List<String> columns;
  private final Table typical;
  private final Encoded typicalEncoded;
  private final List<int[]> orders;

  private Explainer(Predictor predictor, Table typical) {
    this.predictor = predictor;
    this.typical = typical;
    Encoder encoder = predictor.encoder();
    typicalEncoded = encoder.encode(encoder.bind(typical), 0, typical.rows());
    columns = predictor.manifest().schema().features().stream().map(Feature::name).toList();
    orders = orders(columns.size());
  }

  /**
   * Prepares to explain rows of a model.
   *
   * @param predictor the model
   * @return what explains its rows
   * @throws IllegalArgumentException if its rows are images, or if it has no calibration
   */
  public static Explainer of(Predictor predictor) {
    if (predictor.manifest().schema().image().isPresent()) {
      throw new IllegalArgumentException("rows to explain must be of a table, got images");
    }
    float[] kept = predictor.reference().rows();
    Table rows = predictor.encoder().decode(kept, kept.length / predictor.encoder().dimension());
    double[] density = predictor.score(rows).logDensity();
    double median = Arrays.stream(density).sorted().toArray()[density.length / 2];
    int[] dense =
        IntStream.range(0, density.length).filter(row -> density[row] >= median).toArray();
    return new Explainer(predictor, rows.take(dense));
  }

  /** Returns the typical row that is most similar to the row of this table. */
  private Table typical(Table one) {
    Encoder encoder = predictor.encoder();
    float[] v = encoder.encode(encoder.bind(one), 0, 1).v();
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int row = 0; row < typical.rows(); row++) {
      double squares = 0;
      for (int j = 0; j < v.length; j++) {
        double difference = (double) v[j] - typicalEncoded.v()[row * v.length + j];
        squares += difference * difference;
      }
      if (squares < least) {
        least = squares;
        nearest = row;
      }
    }
    return typical.slice(nearest, nearest + 1);
  }

  private static List<int[]> orders(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<int[]> orders = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      int[] order = IntStream.range(0, count).toArray();
      for (int i = count - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int other = order[i];
        order[i] = order[j];
        order[j] = other;
      }
      orders.add(order);
      orders.add(IntStream.range(0, count).map(i -> order[count - 1 - i]).toArray());
    }
    return orders;
  }

  /**
   * Explains a row. The result is empty if the row cannot be read or has no density.
   *
   * @param table the table with the row
   * @param row its index, from 0
   * @return the contribution of each column to log p(x), in nats
   */
  public Optional<Attribution> explain(Table table, int row) {
    return explain(table, row, () -> false);
  }

  /**
   * The same, as long as there is time.
   *
   * @param table the table with the row
   * @param row its index, from 0
   * @param late whether to give up, which leaves it empty; asked every few thousand mixed rows
   * @return the contribution of each column to log p(x), in nats
   */
  public Optional<Attribution> explain(Table table, int row, BooleanSupplier late) {
    Table one = table.slice(row, row + 1);
    Table like = typical(one);
    Map<BitSet, Integer> mixtures = new LinkedHashMap<>();
    for (int[] order : orders) {
      BitSet own = new BitSet();
      mixtures.putIfAbsent(copy(own), mixtures.size());
      for (int column : order) {
        own.set(column);
        mixtures.putIfAbsent(copy(own), mixtures.size());
      }
    }
    List<BitSet> sets = List.copyOf(mixtures.keySet());
    double[] density = new double[sets.size()];
    boolean readable = true;
    for (int from = 0; from < density.length; from += BATCH) {
      int to = Math.min(density.length, from + BATCH);
      if (from > 0 && late.getAsBoolean()) {
        return Optional.empty();
      }
      Scores scores = predictor.score(mixed(one, like, sets.subList(from, to)));
      readable = readable && scores.problems().stream().allMatch(RowProblem::hasDensity);
      System.arraycopy(scores.logDensity(), 0, density, from, to - from);
    }
    BitSet whole = new BitSet();
    whole.set(0, columns.size());
    double own = density[mixtures.getOrDefault(whole, 0)];
    if (!readable || !Double.isFinite(own)) {
      return Optional.empty();
    }
    double[] parts = new double[columns.size()];
    for (int[] order : orders) {
      BitSet set = new BitSet();
      double last = density[mixtures.getOrDefault(set, 0)];
      for (int column : order) {
        set.set(column);
        double next = density[mixtures.getOrDefault(set, 0)];
        parts[column] += (next - last) / orders.size();
        last = next;
      }
    }
    List<Attribution.Part> all = new ArrayList<>();
    for (int j = 0; j < parts.length; j++) {
      String name = columns.get(j);
      all.add(new Attribution.Part(name, text(one, name), text(like, name), parts[j]));
    }
    return Optional.of(new Attribution(own, density[0], all));
  }

  private static BitSet copy(BitSet set) {
    return BitSet.valueOf(set.toLongArray());
  }

  private static String text(Table one, String column) {
    return one.column(column).text(0).orElse("missing");
  }

  /**
   * Rows that have the row's own cells in the columns of a set, and the typical cells elsewhere.
   */
  private Table mixed(Table one, Table like, List<BitSet> sets) {
    List<TableColumn> mixed = new ArrayList<>();
    for (int j = 0; j < columns.size(); j++) {
      int column = j;
      boolean[] own = new boolean[sets.size()];
      for (int row = 0; row < own.length; row++) {
        own[row] = sets.get(row).get(column);
      }
      mixed.add(mixed(one.column(columns.get(j)), like.column(columns.get(j)), own));
    }
    return new Table(one.source(), mixed, sets.size());
  }

  private static TableColumn mixed(TableColumn mine, TableColumn usual, boolean[] own) {
    if (mine.cells() instanceof Cells.Numbers a && usual.cells() instanceof Cells.Numbers b) {
      double[] cells = new double[own.length];
      for (int row = 0; row < cells.length; row++) {
        cells[row] = own[row] ? a.values()[0] : b.values()[0];
      }
      return new TableColumn(mine.name(), mine.type(), new Cells.Numbers(cells));
    }
    Optional<String> a = mine.text(0);
    Optional<String> b = usual.text(0);
    int[] codes = new int[own.length];
    for (int row = 0; row < codes.length; row++) {
      Optional<String> cell = own[row] ? a : b;
      codes[row] = cell.isEmpty() ? -1 : cell.equals(b) ? 0 : 1;
    }
    List<String> levels = List.of(b.orElse("\0"), a.equals(b) ? "\0\0" : a.orElse("\0\0"));
    return new TableColumn(mine.name(), StorageType.TEXT, new Cells.Texts(codes, levels));
  }
}
