package io.diglm.spark;

import io.diglm.distribution.ClassDistribution;
import io.diglm.model.Manifest;
import io.diglm.predict.Prediction;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a batch as cells of Spark's columns. The numbers are those of {@code diglm
 * predict}.
 */
final class Answers {
  private final Predictor predictor;
  private final List<OutputColumn> outputs;
  private final Optional<Target> target;
  private final List<DetailField> fields;
  private final PredictionColumns columns;
  private final double[] numbers;

  /**
   * Prepares the answers of a model.
   *
   * @param interval share of p(y|x) between lower and upper
   * @param coverage share of ordinary rows instead
   * @throws IllegalArgumentException if the model cannot give the coverage
   */
  Answers(
      Predictor predictor, List<OutputColumn> outputs, double interval, OptionalDouble coverage) {
    this.predictor = predictor;
    this.outputs = outputs;
    target = predictor.manifest().schema().target();
    fields = DetailField.of(TargetKind.of(target));
    columns = columns(predictor, interval, coverage);
    List<String> classes = predictor.manifest().schema().classes();
    numbers = ClassNumbers.of(classes).orElseGet(() -> indices(classes.size()));
  }

  private static double[] indices(int count) {
    double[] indices = new double[count];
    Arrays.setAll(indices, k -> k);
    return indices;
  }

  private static PredictionColumns columns(
      Predictor predictor, double interval, OptionalDouble coverage) {
    Manifest manifest = predictor.manifest();
    Optional<Target> target = manifest.schema().target();
    if (target.isPresent() && coverage.isPresent()) {
      return PredictionColumns.coverage(manifest, predictor.conformity(), coverage.getAsDouble());
    }
    return target.isPresent() && !target.get().categorical()
        ? PredictionColumns.interval(manifest, interval)
        : PredictionColumns.usual(manifest);
  }

  /** Returns how many cells are added to a row. */
  int width() {
    return outputs.size();
  }

  /** Returns the predictions of a batch. */
  Batch of(Table table) {
    List<Prediction> predictions = predictor.predict(table);
    return new Batch(predictions, details(predictions));
  }

  private List<Optional<TableColumn>> details(List<Prediction> predictions) {
    Map<String, TableColumn> byName = new HashMap<>();
    if (outputs.stream().anyMatch(output -> output.kind() == OutputColumn.Kind.DETAIL)) {
      columns.of(predictions).forEach(column -> byName.put(column.name(), column));
    }
    return fields.stream().map(field -> Optional.ofNullable(byName.get(field.column()))).toList();
  }

  /** The answers of some rows. */
  final class Batch {
    private final List<Prediction> predictions;
    private final List<Optional<TableColumn>> details;

    private Batch(List<Prediction> predictions, List<Optional<TableColumn>> details) {
      this.predictions = predictions;
      this.details = details;
    }

    /** Returns why a row could not be read; empty if it could. */
    Optional<String> error(int row) {
      return predictions.get(row) instanceof Prediction.Failure failure
          ? Optional.of(failure.error())
          : Optional.empty();
    }

    /** Writes the added cells of a row. */
    void write(int row, @Nullable Object[] cells, int from) {
      for (int i = 0; i < outputs.size(); i++) {
        cells[from + i] =
            switch (outputs.get(i).kind()) {
              case PREDICTION -> prediction(row);
              case PROBABILITY -> vector(k -> probability(row, k));
              case RAW -> raw(row);
              case DETAIL -> detail(row);
            };
      }
    }

    private double prediction(int row) {
      if (!(predictions.get(row) instanceof Prediction.Answer answer)) {
        return Double.NaN;
      }
      if (target.isEmpty()) {
        return answer.rejected() ? 1 : 0;
      }
      return answer.answer() instanceof ClassDistribution given && target.get().categorical()
          ? numbers[given.mode()]
          : answer.answer().mean();
    }

    private double probability(int row, int k) {
      return predictions.get(row) instanceof Prediction.Answer answer
              && answer.answer() instanceof ClassDistribution given
          ? given.probability(k)
          : Double.NaN;
    }

    private Object raw(int row) {
      if (target.isPresent()) {
        return vector(k -> Math.log(probability(row, k)));
      }
      double novelty =
          predictions.get(row) instanceof Prediction.Answer answer ? answer.novelty() : Double.NaN;
      return Vectors.dense(new double[] {-novelty, novelty});
    }

    private Object vector(IntToDoubleFunction value) {
      double[] values = new double[numbers.length];
      Arrays.setAll(values, value);
      return Vectors.dense(values);
    }

    private Row detail(int row) {
      @Nullable Object[] cells = new @Nullable Object[fields.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = details.get(i).isPresent() ? cell(details.get(i).get(), i, row) : null;
      }
      return RowFactory.create(cells);
    }

    private @Nullable Object cell(TableColumn column, int field, int row) {
      if (column.cells() instanceof Cells.Texts) {
        return column.text(row).orElse(null);
      }
      double value = ((Cells.Numbers) column.cells()).values()[row];
      if (Double.isNaN(value)) {
        return null;
      }
      return fields.get(field).type().equals(DataTypes.BooleanType) ? (Object) (value != 0) : value;
    }
  }
}
