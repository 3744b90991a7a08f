package io.diglm.server;

import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.AnswerOptions;
import io.diglm.server.models.Answered;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request of tensors asks a model.
 *
 * @param table rows to answer
 * @param options what is answered
 * @param outputs names of the columns that are wanted, in order; the usual ones if empty
 */
record Question(Table table, AnswerOptions options, List<String> outputs) {
  Question {
    outputs = List.copyOf(outputs);
  }

  /**
   * Returns the columns that were asked for.
   *
   * @throws IllegalArgumentException if a row has none, and errors were not asked for
   */
  List<TableColumn> columns(Answered answered) {
    if (outputs.contains(Inference.ERROR)) {
      return Inference.chosen(answered.columns(), outputs);
    }
    answered
        .failure()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return outputs.isEmpty()
        ? answered.columns().stream().filter(c -> !c.name().equals(Inference.ERROR)).toList()
        : Inference.chosen(answered.columns(), outputs);
  }

  /** Returns whether it can be answered together with others of its kind. */
  boolean joins() {
    return table.rows() == 1 && table.images().isEmpty() && !options.explain();
  }

  /** Returns what questions have in common that can be answered together. */
  Object kind() {
    List<Object> kind = new ArrayList<>(List.of(options, outputs));
    for (TableColumn column : table.columns()) {
      kind.add(column.name());
      kind.add(column.type());
      kind.add(column.cells() instanceof Cells.Numbers);
    }
    return kind;
  }

  /** Asks several of one kind, each of one row. */
  static Question joined(List<Question> questions) {
    Question first = questions.get(0);
    List<TableColumn> columns = new ArrayList<>();
    for (int j = 0; j < first.table.columns().size(); j++) {
      TableColumn column = first.table.columns().get(j);
      List<TableColumn> each = new ArrayList<>();
      for (Question question : questions) {
        each.add(question.table.columns().get(j));
      }
      columns.add(new TableColumn(column.name(), column.type(), cells(each)));
    }
    Table table = new Table(first.table.source(), columns, questions.size());
    return new Question(table, first.options, first.outputs);
  }

  private static Cells cells(List<TableColumn> each) {
    if (each.get(0).cells() instanceof Cells.Numbers) {
      return new Cells.Numbers(
          each.stream().mapToDouble(c -> ((Cells.Numbers) c.cells()).values()[0]).toArray());
    }
    return Cells.Texts.of(each.stream().map(c -> c.text(0).orElse("")).toList());
  }
}
