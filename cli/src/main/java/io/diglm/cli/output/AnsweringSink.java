package io.diglm.cli.output;

import io.diglm.explain.ColumnSurprise;
import io.diglm.explain.Explanations;
import io.diglm.predict.JointColumns;
import io.diglm.predict.JointPredictor;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Receives rows and passes on their predictions.
 *
 * @param predictor answers the rows
 * @param columns of the answers
 * @param explanations of the answers, if they are asked for
 * @param surprise of each column, if it is asked for
 * @param to receives the answers
 */
public record AnsweringSink(
    JointPredictor predictor,
    JointColumns columns,
    Optional<Explanations> explanations,
    Optional<ColumnSurprise> surprise,
    RowSink to)
    implements RowSink {
  @Override
  public void append(Table batch) {
    Table answers = columns.table(batch, predictor.predict(batch));
    List<TableColumn> all = new ArrayList<>(answers.columns());
    explanations.ifPresent(why -> all.addAll(why.columns(batch)));
    surprise.ifPresent(cells -> all.addAll(cells.columns(batch)));
    to.append(new Table(answers.source(), all, answers.rows()));
  }

  @Override
  public void commit() {
    to.commit();
  }

  @Override
  public void close() {
    to.close();
  }
}
