package io.diglm.server;

import io.diglm.schema.TableColumn;
import io.diglm.server.models.Answered;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.tensors.InferReader;
import io.diglm.server.tensors.InferRequest;
import io.diglm.server.tensors.InferWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code POST /v2/models/NAME/infer}. Requests of one row that wait are answered together. */
final class Infer implements Action.OfRows {
  private static final String LENGTH = "Inference-Header-Content-Length";

  private final Models models;
  private final Inference inference;
  private final Answering answering;
  private final Call call;
  private final String name;
  private final Optional<String> version;

  Infer(
      Models models,
      Inference inference,
      Answering answering,
      Call call,
      String name,
      Optional<String> version) {
    this.models = models;
    this.inference = inference;
    this.answering = answering;
    this.call = call;
    this.name = name;
    this.version = version;
  }

  @Override
  public Object kind() {
    return List.of("infer", name, version);
  }

  @Override
  public Reply reply(byte[] body) {
    InferRequest request = read(body);
    try (ServedModel model = models.hold(name, version)) {
      Question question = inference.question(model, request);
      return written(model, request, question, answered(model, question));
    }
  }

  private InferRequest read(byte[] body) {
    int json = call.header(LENGTH).map(Infer::length).orElse(body.length);
    return InferReader.read(body, json, inference.limits().elements());
  }

  private Answered answered(ServedModel model, Question question) {
    return answering.answer(
        call, model, question.table(), Map.of(), question.options(), question.outputs());
  }

  private static Reply written(
      ServedModel model, InferRequest request, Question question, Answered answered) {
    List<TableColumn> columns = question.columns(answered);
    InferWriter.Body out = InferWriter.write(model.name(), model.version(), request, columns);
    return out.binary()
        ? new Reply(
            200,
            "application/octet-stream",
            out.body(),
            Map.of(LENGTH, Integer.toString(out.json())))
        : new Reply(200, Reply.JSON, out.body(), Map.of());
  }

  private static int length(String text) {
    try {
      int length = Integer.parseInt(text.strip());
      if (length >= 0) {
        return length;
      }
    } catch (NumberFormatException e) {
      // The same as a negative one.
    }
    throw new IllegalArgumentException(LENGTH + " must be a whole number from 0 on, got another");
  }

  @Override
  public List<Supplier<Reply>> replies(List<Action.OfRows> actions, List<byte[]> bodies) {
    try (ServedModel model = models.hold(name, version)) {
      List<Optional<Asked>> asked = new ArrayList<>();
      for (int i = 0; i < actions.size(); i++) {
        asked.add(((Infer) actions.get(i)).asked(model, bodies.get(i)));
      }
      Map<Integer, Answered> answers =
          Together.answers(model, asked.stream().map(a -> a.map(Asked::question)).toList());
      List<Supplier<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < actions.size(); i++) {
        Infer action = (Infer) actions.get(i);
        byte[] body = bodies.get(i);
        Optional<Answered> own = Optional.ofNullable(answers.get(i));
        Optional<Asked> of = asked.get(i);
        own.ifPresent(any -> action.answering.count(action.call, model, 1));
        replies.add(
            own.isEmpty()
                ? () -> action.reply(body)
                : () ->
                    written(
                        model, of.orElseThrow().request(), of.orElseThrow().question(), own.get()));
      }
      return replies;
    }
  }

  /** A request and what it asks. */
  private record Asked(InferRequest request, Question question) {}

  /** Reads a request; empty if it cannot be answered, which is told where it is answered alone. */
  private Optional<Asked> asked(ServedModel model, byte[] body) {
    try {
      InferRequest request = read(body);
      return Optional.of(new Asked(request, inference.question(model, request)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
