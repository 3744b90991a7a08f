package io.diglm.predict;

import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Predictions of several targets as the columns of a table. The columns of an answer, such as
 * {@code mean}, have the name of their target before them: {@code wind_mean}. Those of the row
 * itself are there once: {@code log_density}, {@code novelty}, {@code novelty_p_value}, {@code
 * rejected}, {@code reason} and {@code error}. Where the thresholds of targets differ, the four
 * before {@code error} are there for each target, with its name before them.
 *
 * <p>Of a model of one target, or of none, the columns are those of {@link PredictionColumns}.
 */
public final class JointColumns {
  /** The columns of the row itself: log p(x), then four of the verdict, then the error. */
  private static final int OF_ROW = 6;

  private final List<String> targets;
  private final List<PredictionColumns> columns;
  private final boolean alike;

  /**
   * Takes the columns of each target.
   *
   * @param joint the model of all targets
   * @param columns in the order of the targets
   */
  public JointColumns(JointPredictor joint, List<PredictionColumns> columns) {
    this.targets = joint.targets();
    this.columns = List.copyOf(columns);
    this.alike = joint.judgesAlike();
  }

  /** {@return the names of the columns, in order} */
  public List<String> names() {
    return shape().stream().map(TableColumn::name).toList();
  }

  /** {@return the columns without cells} */
  public List<TableColumn> shape() {
    return of(columns.stream().<List<Prediction>>map(own -> List.of()).toList());
  }

  /**
   * Requires that columns beside the predictions have other names.
   *
   * @param kept the names of those columns
   * @throws IllegalArgumentException if a name is taken
   */
  public void requireOtherNames(List<String> kept) {
    PredictionColumns.requireOtherNames(kept, names());
  }

  /**
   * {@return the columns of these predictions after those of {@code kept}, row by row}
   *
   * @param kept columns of the same rows
   * @param predictions by target, in their order
   */
  public Table table(Table kept, Map<String, List<Prediction>> predictions) {
    List<TableColumn> all = new ArrayList<>(kept.columns());
    all.addAll(of(List.copyOf(predictions.values())));
    return new Table(kept.source(), all, kept.rows());
  }

  /**
   * {@return the columns of these predictions}
   *
   * @param predictions by target, in their order
   */
  public List<TableColumn> of(List<List<Prediction>> predictions) {
    return of(predictions, name -> true);
  }

  /**
   * {@return some of the columns of these predictions; what is not wanted is not computed}
   *
   * @param predictions by target, in their order
   * @param wanted tells by its name whether a column is wanted
   */
  public List<TableColumn> of(List<List<Prediction>> predictions, Predicate<String> wanted) {
    return columns(predictions).stream()
        .filter(column -> wanted.test(column.name()))
        .map(Column::computed)
        .toList();
  }

  private List<Column> columns(List<List<Prediction>> predictions) {
    if (columns.size() == 1) {
      return columns.get(0).columns(predictions.get(0));
    }
    List<Column> all = new ArrayList<>();
    List<List<Column>> own = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      own.add(columns.get(k).columns(predictions.get(k)));
      List<Column> answer = own.get(k).subList(0, own.get(k).size() - OF_ROW);
      answer.forEach(column -> all.add(named(targets.get(own.size() - 1), column)));
    }
    List<Column> row = ofRow(own.get(0));
    all.add(row.get(0));
    for (int k = 0; k < (alike ? 1 : columns.size()); k++) {
      String target = targets.get(k);
      ofRow(own.get(k))
          .subList(1, OF_ROW - 1)
          .forEach(column -> all.add(alike ? column : named(target, column)));
    }
    all.add(new Columns(failures(predictions)).errors("error"));
    return distinct(all);
  }

  private static List<Column> ofRow(List<Column> own) {
    return own.subList(own.size() - OF_ROW, own.size());
  }

  private static Column named(String target, Column column) {
    return column.named(target + "_" + column.name());
  }

  /** The first failure of a row, or the first answer. */
  private static List<Prediction> failures(List<List<Prediction>> predictions) {
    List<Prediction> found = new ArrayList<>(predictions.get(0));
    for (List<Prediction> own : predictions) {
      for (int row = 0; row < found.size(); row++) {
        if (!(found.get(row) instanceof Prediction.Failure)) {
          found.set(row, own.get(row));
        }
      }
    }
    return found;
  }

  /** Names that differ only in letter case, or not at all, get underscores. */
  private static List<Column> distinct(List<Column> columns) {
    Set<String> seen = new HashSet<>();
    List<Column> distinct = new ArrayList<>();
    for (Column column : columns) {
      String name = column.name();
      while (!seen.add(name.toLowerCase(Locale.ROOT))) {
        name += "_";
      }
      distinct.add(column.named(name));
    }
    return distinct;
  }
}
