package io.diglm.server;

import io.diglm.server.Router.Found;
import io.diglm.server.models.AnswerOptions;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.rows.RowFormat;
import io.diglm.server.rows.RowStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rows as JSON, JSON lines or CSV: {@code POST /v1/models/NAME:predict}. */
final class RowRoutes {
  private static final String PREDICT = ":predict";

  private final Models models;
  private final Limits limits;
  private final Answering answering;

  RowRoutes(Models models, Limits limits, Answering answering) {
    this.models = models;
    this.limits = limits;
    this.answering = answering;
  }

  /** Returns the action for the rest of a path below {@code /v1/models}. */
  Optional<Found> find(List<String> steps, Call call) {
    String last = steps.get(steps.size() - 1);
    if (!last.endsWith(PREDICT)) {
      return Optional.empty();
    }
    String bare = last.substring(0, last.length() - PREDICT.length());
    boolean versioned = steps.size() == 3 && steps.get(1).equals("versions");
    if (!versioned && steps.size() != 1) {
      return Optional.empty();
    }
    Optional<String> version = versioned ? Optional.of(bare) : Optional.empty();
    return Optional.of(
        new Found(
            "POST",
            "predict",
            new Later(call, new ModelName(versioned ? steps.get(0) : bare, version))));
  }

  /** The request is examined once it is known that the method is right. */
  private final class Later implements Action.Chosen {
    private final Call call;
    private final ModelName named;

    Later(Call call, ModelName named) {
      this.call = call;
      this.named = named;
    }

    @Override
    public Action choose() {
      RowFormat format = format();
      List<String> asked = names("outputs");
      AnswerOptions options = options(asked);
      List<String> outputs = outputs(asked, options);
      List<String> kept = names("keep");
      models
          .hold(named.name(), named.version())
          .close(); // so that an unknown model is reported before a body is read
      if (format == RowFormat.JSON) {
        return new JsonRequest(
            models, limits, answering, call, named, new Wanted(kept, options, outputs));
      }
      return new Action.OfStream() {
        @Override
        public String type() {
          return format.type();
        }

        @Override
        public void copy(InputStream from, OutputStream to) throws IOException {
          try (ServedModel model = models.hold(named.name(), named.version())) {
            RowStream rows =
                new Wanted(kept, options, outputs).stream(call, model, answering, limits.line());
            if (format == RowFormat.CSV) {
              rows.csv(from, to);
            } else {
              rows.lines(from, to);
            }
          }
        }
      };
    }

    private RowFormat format() {
      try {
        return RowFormat.of(call.header("Content-Type").orElse(""));
      } catch (IllegalArgumentException e) {
        throw new Refusal(415, String.valueOf(e.getMessage()));
      }
    }

    private List<String> names(String parameter) {
      return call.query(parameter)
          .map(text -> Arrays.asList(text.split(",", -1)))
          .orElse(List.of());
    }

    /** What is wrong with a row is told, and so is what explains it, whatever else is asked for. */
    private List<String> outputs(List<String> asked, AnswerOptions options) {
      if (asked.isEmpty()) {
        return asked;
      }
      Set<String> outputs = new LinkedHashSet<>(asked);
      outputs.add(Inference.ERROR);
      if (options.explain()) {
        outputs.addAll(Inference.EXPLAINED);
      }
      return List.copyOf(outputs);
    }

    private AnswerOptions options(List<String> asked) {
      return new AnswerOptions(
          number("interval"),
          number("coverage"),
          call.query("quantiles"),
          call.query("above"),
          call.query("shortfall"),
          explain() || asked.stream().anyMatch(Inference.EXPLAINED::contains));
    }

    private boolean explain() {
      String text = call.query("explain").orElse("false");
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("explain must be true or false, got another");
      }
      return text.equals("true");
    }

    private Optional<Double> number(String name) {
      return call.query(name)
          .map(
              text -> {
                try {
                  return Double.parseDouble(text);
                } catch (NumberFormatException e) {
                  throw new IllegalArgumentException(
                      "%s must be a number, got another".formatted(name), e);
                }
              });
    }
  }

  /**
   * What is answered for each row.
   *
   * @param kept columns of the rows that are given back
   * @param options what is answered
   * @param outputs names of the columns that are wanted; all if empty
   */
  record Wanted(List<String> kept, AnswerOptions options, List<String> outputs) {
    /** Returns what answers rows of a model, after a check that it can. */
    RowStream stream(Call call, ServedModel model, Answering answering, int longest) {
      model.columns(options).requireOtherNames(kept);
      Inference.requireKnown(outputs, model, options);
      return new RowStream(
          model.manifest().schema(),
          kept,
          (table, failed) ->
              Inference.chosen(
                  answering.answer(call, model, table, failed, options, outputs).columns(),
                  outputs),
          longest);
    }
  }
}
