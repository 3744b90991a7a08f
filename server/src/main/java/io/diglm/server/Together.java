package io.diglm.server;

import io.diglm.server.models.Answered;
import io.diglm.server.models.ServedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers questions of one row in one pass of the networks: it takes a third of the time of as many
 * passes of one row.
 */
final class Together {
  private Together() {}

  /**
   * Returns the answers to those questions that others have been joined with.
   *
   * @param model a held model
   * @param questions empty where a request must be answered alone
   * @return by the index of the question
   */
  static Map<Integer, Answered> answers(ServedModel model, List<Optional<Question>> questions) {
    Map<Object, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      int index = i;
      questions
          .get(i)
          .filter(Question::joins)
          .ifPresent(q -> alike.computeIfAbsent(q.kind(), any -> new ArrayList<>()).add(index));
    }
    Map<Integer, Answered> answers = new HashMap<>();
    for (List<Integer> indices : alike.values()) {
      if (indices.size() > 1) {
        answer(model, questions, indices, answers);
      }
    }
    return answers;
  }

  private static void answer(
      ServedModel model,
      List<Optional<Question>> questions,
      List<Integer> indices,
      Map<Integer, Answered> answers) {
    Question joined =
        Question.joined(indices.stream().map(i -> questions.get(i).orElseThrow()).toList());
    Answered all;
    try {
      all = model.answer(joined.table(), Map.of(), joined.options(), joined.outputs());
    } catch (IllegalArgumentException e) {
      return; // each is answered alone, so that the others do not suffer from one
    }
    for (int row = 0; row < indices.size(); row++) {
      answers.put(indices.get(row), all.row(row));
    }
  }
}
