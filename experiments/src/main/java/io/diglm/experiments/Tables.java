package io.diglm.experiments;

import io.diglm.distribution.Distribution;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.List;

/** Tables from arrays and back. */
final class Tables {
  private Tables() {}

  /** Returns a table of decimal columns of equal length. */
  static Table of(String source, TableColumn... columns) {
    return new Table(source, List.of(columns), columns[0].cells().size());
  }

  static TableColumn decimals(String name, double... values) {
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }

  /**
   * Returns a column's numbers.
   *
   * @throws IllegalArgumentException if it holds texts
   */
  static double[] numbers(Table table, String name) {
    if (table.column(name).cells() instanceof Cells.Numbers numbers) {
      return numbers.values();
    }
    throw new IllegalArgumentException("column " + name + " must hold numbers, got texts");
  }

  /**
   * Returns the answer of a model to every row.
   *
   * @throws IllegalArgumentException if it cannot read one
   */
  static List<Prediction.Answer> answers(Predictor predictor, Table table) {
    return predictor.predict(table).stream().map(Tables::answer).toList();
  }

  private static Prediction.Answer answer(Prediction prediction) {
    if (prediction instanceof Prediction.Failure failure) {
      throw new IllegalArgumentException("row must be readable, got " + failure.error());
    }
    return (Prediction.Answer) prediction;
  }

  static double[] logDensities(List<Prediction.Answer> answers) {
    return answers.stream().mapToDouble(Prediction.Answer::logDensity).toArray();
  }

  static List<Distribution> own(List<Prediction.Answer> answers) {
    return answers.stream().map(Prediction.Answer::own).toList();
  }
}
