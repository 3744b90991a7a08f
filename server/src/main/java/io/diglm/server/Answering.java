package io.diglm.server;

import io.diglm.schema.Table;
import io.diglm.server.models.AnswerOptions;
import io.diglm.server.models.Answered;
import io.diglm.server.models.ServedModel;
import java.util.List;
import java.util.Map;

/** Asks models, and records requests and answers. */
final class Answering {
  Answered answer(
      Call call,
      ServedModel model,
      Table table,
      Map<Integer, String> failed,
      AnswerOptions options,
      List<String> outputs) {
    count(call, model, table.rows());
    return model.answer(table, failed, options, outputs);
  }

  /** Records who answers a call, and how many rows. */
  void count(Call call, ServedModel model, int rows) {
    call.answeredBy(model.name(), model.version());
    call.addRows(rows);
  }
}
