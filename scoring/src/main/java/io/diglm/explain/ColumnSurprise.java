package io.diglm.explain;

import io.diglm.density.CellDensity;
import io.diglm.predict.Predictor;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.Feature;
import io.diglm.schema.RowProblem;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How surprising each cell of a row is: -log p(cell | the cells before it in the order of the
 * density), minus its median over the kept training rows, in nats. One pass of the density gives
 * all cells, so this takes no longer than log p(x) itself. The sum over columns is -log p(x) up to
 * a constant.
 */
public final class ColumnSurprise {
  private static final String PREFIX = "surprise_";

  private final Predictor predictor;
  private final CellDensity density;
  private final List<String> columns;
  private final double[] usual;

  private ColumnSurprise(
      Predictor predictor, CellDensity density, List<String> columns, double[] usual) {
    this.predictor = predictor;
    this.density = density;
    this.columns = columns;
    this.usual = usual;
  }

  /**
   * Prepares to score rows of a model.
   *
   * @param predictor the model
   * @return what scores its rows column by column
   * @throws IllegalArgumentException if its log p(x) is not that of cells, or it has no calibration
   */
  public static ColumnSurprise of(Predictor predictor) {
    return of(predictor, "column scores");
  }

  /** Prepares the same for something that needs it, which errors name. */
  static ColumnSurprise of(Predictor predictor, String what) {
    CellDensity density =
        predictor
            .density()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s must be of a model with the density of cells, got a flow's"
                                .formatted(what)
                            + " (fit a table with --density cells)"));
    List<String> columns =
        predictor.manifest().schema().features().stream().map(Feature::name).toList();
    ColumnSurprise bare =
        new ColumnSurprise(predictor, density, columns, new double[columns.size()]);
    float[] kept = predictor.reference().rows();
    int dimension = predictor.encoder().dimension();
    double[][] known = bare.of(predictor.encoder().decode(kept, kept.length / dimension));
    double[] usual = Arrays.stream(known).mapToDouble(ColumnSurprise::median).toArray();
    return new ColumnSurprise(predictor, density, columns, usual);
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /**
   * {@return the surprise by column, then by row; NaN if a row cannot be read}
   *
   * @param table rows to score
   */
  public double[][] of(Table table) {
    Encoder encoder = predictor.encoder();
    BoundTable bound = encoder.bind(table);
    double[][] surprise = new double[columns.size()][table.rows()];
    for (int from = 0; from < table.rows(); from += encoder.batch()) {
      int to = Math.min(table.rows(), from + encoder.batch());
      fill(surprise, density.logProbabilities(encoder.cells(bound, from, to)), from, to);
    }
    for (RowProblem problem : bound.problems()) {
      if (!problem.hasDensity()) {
        Arrays.stream(surprise).forEach(column -> column[problem.row()] = Double.NaN);
      }
    }
    return surprise;
  }

  /** A column of several axes is surprising by their sum. */
  private void fill(double[][] surprise, double[] byAxis, int from, int to) {
    double[] byColumn = predictor.manifest().schema().byColumn(byAxis);
    for (int column = 0; column < surprise.length; column++) {
      for (int row = from; row < to; row++) {
        surprise[column][row] = -usual[column] - byColumn[(row - from) * surprise.length + column];
      }
    }
  }

  /** {@return the columns of no rows} */
  public List<TableColumn> shape() {
    return named(new double[columns.size()][0]);
  }

  /**
   * {@return the columns {@code surprise_<column>} of these rows}
   *
   * @param table rows to score
   */
  public List<TableColumn> columns(Table table) {
    return named(of(table));
  }

  private List<TableColumn> named(double[][] surprise) {
    List<TableColumn> all = new ArrayList<>();
    for (int j = 0; j < surprise.length; j++) {
      all.add(
          new TableColumn(
              PREFIX + columns.get(j), StorageType.DECIMAL, new Cells.Numbers(surprise[j])));
    }
    return all;
  }
}
