package io.diglm.model;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A few rows of the user's table, and all answers of the model for them when it was saved. They
 * check encoding, answers, posterior and novelty, not only the network. N rows.
 *
 * @param columns the rows' cells
 * @param logDensity log p(x) in nats (N)
 * @param answers figures that identify p(y|x) (N each)
 * @param novelty by some scores
 * @param marginal what tells p(y) of another
 * @param references what answers are held against: scores of conformity and train rows' surprise at
 *     some ranks
 * @param least the row whose log p(x) is the least density; none if that is of no row here
 * @param idle tensors on which no answer here depends; none in older files
 * @param spans the spans of the numbers that the training rows had, on which no answer here
 *     depends; none in older files
 */
public record GoldenAnswers(
    List<Column> columns,
    double[] logDensity,
    double[][] answers,
    List<Novelty> novelty,
    double[] marginal,
    double[] references,
    Optional<Integer> least,
    Optional<List<Idle>> idle,
    Optional<Idle> spans) {
  /**
   * A fingerprint of a tensor, or of other numbers of a model.
   *
   * @param tensor its name
   * @param sums of its numbers, and of its numbers with weights that differ from place to place
   */
  public record Idle(String tensor, double[] sums) {
    /** The golden ratio, whose multiples fill the unit interval most evenly. */
    private static final double STEP = 0.6180339887498949;

    /**
     * {@return a fingerprint of these numbers}
     *
     * @param tensor name of the tensor
     * @param numbers all its numbers
     */
    public static Idle of(String tensor, double... numbers) {
      double sum = 0;
      double weighted = 0;
      for (int i = 0; i < numbers.length; i++) {
        double turn = i * STEP;
        sum += numbers[i];
        weighted += numbers[i] * (1 + turn - Math.floor(turn));
      }
      return new Idle(tensor, new double[] {sum, weighted});
    }
  }

  /**
   * One column.
   *
   * @param name of the column
   * @param type of its cells
   * @param numbers (N), NaN where missing; absent for a column of texts
   * @param texts (N), empty where missing; absent for a column of numbers
   */
  public record Column(String name, StorageType type, double[] numbers, List<String> texts) {
    /** Copies the texts. */
    public Column {
      texts = List.copyOf(texts);
    }

    static Column of(TableColumn column) {
      if (column.cells() instanceof Cells.Numbers numbers) {
        return new Column(column.name(), column.type(), numbers.values(), List.of());
      }
      List<String> texts =
          IntStream.range(0, column.cells().size())
              .mapToObj(row -> column.text(row).orElse(""))
              .toList();
      return new Column(column.name(), column.type(), new double[0], texts);
    }

    TableColumn column() {
      Cells cells = texts.isEmpty() ? new Cells.Numbers(numbers) : Cells.Texts.of(texts);
      return new TableColumn(name, type, cells);
    }
  }

  /**
   * What one score says.
   *
   * @param score its name
   * @param values (N)
   * @param calibration what calibrates its p-value, at some ranks
   */
  public record Novelty(String score, double[] values, double[] calibration) {}

  /** Requires equal lengths. */
  public GoldenAnswers {
    columns = List.copyOf(columns);
    novelty = List.copyOf(novelty);
    idle = idle.map(List::copyOf);
    int rows = logDensity.length;
    requireRows("answers", answers.length, rows);
    for (double[] answer : answers) {
      if (answer.length != answers[0].length) {
        throw new IllegalArgumentException(
            "answers must be equally many for each row, got %d and %d"
                .formatted(answers[0].length, answer.length));
      }
    }
    for (Column column : columns) {
      requireRows(column.name(), column.numbers().length + column.texts().size(), rows);
    }
    for (Novelty score : novelty) {
      requireRows(score.score(), score.values().length, rows);
    }
    if (least.isPresent() && (least.get() < 0 || least.get() >= rows)) {
      throw new IllegalArgumentException(
          "least must be one of %d rows, got %d".formatted(rows, least.get()));
    }
  }

  private static void requireRows(String what, int got, int rows) {
    if (got != rows) {
      throw new IllegalArgumentException(
          "golden %s must have %d rows, got %d".formatted(what, rows, got));
    }
  }

  /**
   * {@return the cells of rows to be kept}
   *
   * @param rows at most a few
   */
  public static List<Column> columns(Table rows) {
    return rows.columns().stream().map(Column::of).toList();
  }

  /**
   * {@return columns as a table}
   *
   * @param columns as {@link #columns} returned them
   * @param rows how many rows they have
   */
  public static Table table(List<Column> columns, int rows) {
    List<TableColumn> cells = new ArrayList<>();
    for (Column column : columns) {
      cells.add(column.column());
    }
    return new Table("golden rows", cells, rows);
  }

  /** {@return the rows, without their answers} */
  public Table rows() {
    return table(columns, logDensity.length);
  }

  @Override
  public String toString() {
    return "golden answers to %d rows %s".formatted(logDensity.length, Arrays.toString(logDensity));
  }
}
