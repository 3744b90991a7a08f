package io.diglm.server;

import io.diglm.server.RowRoutes.Wanted;
import io.diglm.server.models.Answered;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.rows.RowStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Rows of one JSON body to {@code :predict}. Those of one row that wait are answered together. */
final class JsonRequest implements Action.OfRows {
  private final Models models;
  private final Limits limits;
  private final Answering answering;
  private final Call call;
  private final ModelName named;
  private final Wanted wanted;

  JsonRequest(
      Models models,
      Limits limits,
      Answering answering,
      Call call,
      ModelName named,
      Wanted wanted) {
    this.models = models;
    this.limits = limits;
    this.answering = answering;
    this.call = call;
    this.named = named;
    this.wanted = wanted;
  }

  @Override
  public Object kind() {
    return List.of("predict", named, wanted);
  }

  @Override
  public Reply reply(byte[] body) {
    try (ServedModel model = models.hold(named.name(), named.version())) {
      return replied(stream(model).json(body, limits.rows()));
    }
  }

  private RowStream stream(ServedModel model) {
    return wanted.stream(call, model, answering, limits.line());
  }

  private static Reply replied(byte[] json) {
    return new Reply(200, Reply.JSON, json, Map.of());
  }

  @Override
  public List<Supplier<Reply>> replies(List<Action.OfRows> actions, List<byte[]> bodies) {
    try (ServedModel model = models.hold(named.name(), named.version())) {
      List<Optional<RowStream.Body>> read = new ArrayList<>();
      for (int i = 0; i < actions.size(); i++) {
        read.add(((JsonRequest) actions.get(i)).read(model, bodies.get(i)));
      }
      Map<Integer, Answered> answers =
          Together.answers(
              model,
              read.stream()
                  .map(r -> r.filter(b -> b.failed().isEmpty()).map(b -> question(b)))
                  .toList());
      RowStream stream = stream(model);
      List<Supplier<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < actions.size(); i++) {
        JsonRequest action = (JsonRequest) actions.get(i);
        byte[] body = bodies.get(i);
        Optional<RowStream.Body> of = read.get(i);
        Optional<Answered> own = Optional.ofNullable(answers.get(i));
        own.ifPresent(any -> action.answering.count(action.call, model, 1));
        replies.add(
            own.isEmpty()
                ? () -> action.reply(body)
                : () ->
                    replied(
                        stream.written(
                            of.orElseThrow(),
                            Inference.chosen(own.get().columns(), wanted.outputs()))));
      }
      return replies;
    }
  }

  private Question question(RowStream.Body body) {
    return new Question(body.table(), wanted.options(), wanted.outputs());
  }

  /** Reads a request; empty if it cannot be read, which is told where it is answered alone. */
  private Optional<RowStream.Body> read(ServedModel model, byte[] body) {
    try {
      return Optional.of(stream(model).read(body, limits.rows()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
