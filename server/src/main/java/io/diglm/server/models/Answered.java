package io.diglm.server.models;

import io.diglm.predict.Prediction;
import io.diglm.schema.TableColumn;
import java.util.List;
import java.util.Optional;

/**
 * Rows with their answers.
 *
 * @param predictions of each row, for the first target
 * @param columns the same as {@code diglm predict} writes them
 */
public record Answered(List<Prediction> predictions, List<TableColumn> columns) {
  public Answered {
    predictions = List.copyOf(predictions);
    columns = List.copyOf(columns);
  }

  /**
   * {@return one of the rows with its answer}
   *
   * @param row counted from 0
   */
  public Answered row(int row) {
    List<TableColumn> own =
        columns.stream()
            .map(c -> new TableColumn(c.name(), c.type(), c.cells().slice(row, row + 1)))
            .toList();
    return new Answered(predictions.subList(row, row + 1), own);
  }

  /** {@return the first row that could not be read, counted from 0, and why} */
  public Optional<String> failure() {
    for (int row = 0; row < predictions.size(); row++) {
      if (predictions.get(row) instanceof Prediction.Failure failure) {
        return Optional.of("row %d: %s".formatted(row, failure.error()));
      }
    }
    return Optional.empty();
  }
}
