package io.diglm.server;

import io.diglm.schema.TableColumn;
import io.diglm.server.models.Answered;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.tensors.InferReader;
import io.diglm.server.tensors.InferRequest;
import io.diglm.server.tensors.InferWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code POST /v2/models/NAME/infer}. Requests of one row that wait are answered in one pass of the
 * networks: it takes a third of the time of as many passes of one row.
 */
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
    return List.of(name, version);
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
    List<Supplier<Reply>> replies = new ArrayList<>();
    Map<Object, List<Part>> alike = new LinkedHashMap<>();
    try (ServedModel model = models.hold(name, version)) {
      for (int i = 0; i < actions.size(); i++) {
        Infer action = (Infer) actions.get(i);
        byte[] body = bodies.get(i);
        replies.add(() -> action.reply(body));
        action
            .part(i, model, body)
            .ifPresent(
                part ->
                    alike
                        .computeIfAbsent(part.question.kind(), any -> new ArrayList<>())
                        .add(part));
      }
      alike.values().forEach(parts -> together(model, parts, replies));
    }
    return replies;
  }

  /** A request of one row among several. */
  private record Part(int index, Infer action, InferRequest request, Question question) {}

  /** Reads a request; empty if it must be answered alone, or cannot be answered. */
  private Optional<Part> part(int index, ServedModel model, byte[] body) {
    try {
      InferRequest request = read(body);
      Question question = inference.question(model, request);
      return question.joins()
          ? Optional.of(new Part(index, this, request, question))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // it is told where the request is answered alone
    }
  }

  private static void together(ServedModel model, List<Part> parts, List<Supplier<Reply>> replies) {
    Question joined = Question.joined(parts.stream().map(Part::question).toList());
    Answered all;
    try {
      all = model.answer(joined.table(), Map.of(), joined.options(), joined.outputs());
    } catch (IllegalArgumentException e) {
      return; // the others must not suffer from one
    }
    for (int row = 0; row < parts.size(); row++) {
      Part part = parts.get(row);
      Answered own = all.row(row);
      part.action.call.answeredBy(model.name(), model.version());
      part.action.call.addRows(1);
      replies.set(part.index, () -> written(model, part.request, part.question, own));
    }
  }
}
