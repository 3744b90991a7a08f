package io.diglm.server;

import io.diglm.model.LibraryVersion;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Input;
import io.diglm.schema.NearestName;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.AnswerOptions;
import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.tensors.Datatype;
import io.diglm.server.tensors.InferRequest;
import io.diglm.server.tensors.Parameters;
import io.diglm.server.tensors.TensorTable;
import io.diglm.server.tensors.WantedOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Answers requests of the Open Inference Protocol for every transport: HTTP here, or another
 * transport beside it, which shares models, limits, token, metrics and log.
 */
public final class Inference {
  /** The column that says why a row cannot be answered. */
  static final String ERROR = "error";

  /** The columns that explain an answer. */
  static final List<String> EXPLAINED = List.of("why", "nearest_accepted");

  /** The name by which the server is known. */
  public static final String NAME = "diglm";

  private final Models models;
  private final Limits limits;
  private final Guard guard;
  private final Admission admission;
  private final Metrics metrics;
  private final AccessLog log;
  private final BooleanSupplier ready;

  Inference(
      Models models,
      Limits limits,
      Guard guard,
      Admission admission,
      Metrics metrics,
      AccessLog log,
      BooleanSupplier ready) {
    this.models = models;
    this.limits = limits;
    this.guard = guard;
    this.admission = admission;
    this.metrics = metrics;
    this.log = log;
    this.ready = ready;
  }

  /**
   * A tensor that goes in or comes out.
   *
   * @param name of the column
   * @param datatype as the protocol names it
   * @param shape -1 where any number of rows goes
   */
  public record TensorInfo(String name, String datatype, List<Long> shape) {
    /** Copies the shape. */
    public TensorInfo {
      shape = List.copyOf(shape);
    }

    static TensorInfo of(String name, Datatype type, int... sides) {
      List<Long> shape = new ArrayList<>(List.of(-1L));
      for (int side : sides) {
        shape.add((long) side);
      }
      return new TensorInfo(name, type.name(), shape);
    }
  }

  /**
   * One request that was answered, for metrics and log.
   *
   * @param transport such as {@code gRPC}
   * @param client who asked, for the log
   * @param kind in one word
   * @param status of the answer
   * @param seconds from the request to its answer
   * @param model that answered; empty if none did
   * @param version of the model; empty if none did
   * @param rows that were answered
   */
  public record Done(
      String transport,
      String client,
      String kind,
      String status,
      double seconds,
      String model,
      String version,
      long rows) {}

  /** {@return the version of the library} */
  public static String version() {
    return LibraryVersion.text();
  }

  /** {@return the limits of requests} */
  public Limits limits() {
    return limits;
  }

  /** {@return whether the server and all its models take requests} */
  public boolean ready() {
    return ready.getAsBoolean() && models.states().stream().allMatch(Models.State::ready);
  }

  /** Returns whether the server takes requests, whatever its models. */
  boolean open() {
    return ready.getAsBoolean();
  }

  /**
   * {@return a model, held until it is closed; without a version the newest that answers}
   *
   * @param name of the model
   * @param version of the model; empty for the newest
   * @throws io.diglm.server.models.UnknownModelException if there is none
   */
  public ServedModel hold(String name, Optional<String> version) {
    return models.hold(name, version);
  }

  /**
   * {@return the versions of a model that answer, the newest last}
   *
   * @param name of the model
   */
  public List<String> versions(String name) {
    return models.versions(name);
  }

  /**
   * {@return what a model takes}
   *
   * @param schema of the model
   */
  public static List<TensorInfo> inputs(Schema schema) {
    List<TensorInfo> inputs = new ArrayList<>();
    schema
        .image()
        .ifPresent(
            (ImageShape image) ->
                inputs.add(
                    TensorInfo.of(
                        "image", Datatype.UINT8, image.channels(), image.height(), image.width())));
    for (Input input : schema.inputs()) {
      inputs.add(TensorInfo.of(input.name(), Datatype.of(input.type())));
    }
    return inputs;
  }

  /**
   * {@return what a model gives unless asked for something else}
   *
   * @param model a held model
   */
  public static List<TensorInfo> outputs(ServedModel model) {
    return model.columns(AnswerOptions.USUAL).shape().stream()
        .filter(column -> !column.name().equals(ERROR))
        .map(column -> TensorInfo.of(column.name(), Datatype.of(column.type())))
        .toList();
  }

  /**
   * {@return the columns that a request asks for}
   *
   * @param model a held model
   * @param request whose inputs are its columns
   * @throws IllegalArgumentException if it cannot be answered, in one line
   */
  public List<TableColumn> infer(ServedModel model, InferRequest request) {
    Question question = question(model, request);
    return question.columns(
        model.answer(question.table(), Map.of(), question.options(), question.outputs()));
  }

  /** Returns what a request asks a model. */
  Question question(ServedModel model, InferRequest request) {
    Table table = TensorTable.of(model.manifest().schema(), request.inputs(), limits.rows());
    List<String> wanted = request.outputs().stream().map(WantedOutput::name).toList();
    AnswerOptions options = options(request.parameters(), wanted);
    requireKnown(wanted, model, options);
    return new Question(table, options, wanted);
  }

  private static AnswerOptions options(Parameters parameters, List<String> wanted) {
    boolean explain = parameters.explain() || wanted.stream().anyMatch(EXPLAINED::contains);
    return new AnswerOptions(
        parameters.interval(),
        parameters.coverage(),
        parameters.quantiles(),
        parameters.above(),
        parameters.shortfall(),
        explain);
  }

  /** Requires that a model has these columns. */
  static void requireKnown(List<String> wanted, ServedModel model, AnswerOptions options) {
    if (wanted.isEmpty()) {
      return;
    }
    List<String> known = new ArrayList<>(model.columns(options).names());
    known.addAll(EXPLAINED);
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "output must be one of %s, got '%s'%s"
                .formatted(
                    known,
                    name,
                    NearestName.of(name, known)
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse("")));
      }
    }
  }

  /** Returns the wanted columns in this order; all if none is named. */
  static List<TableColumn> chosen(List<TableColumn> all, List<String> wanted) {
    return wanted.isEmpty()
        ? all
        : wanted.stream()
            .map(name -> all.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow())
            .toList();
  }

  /**
   * {@return whether a header of authorization holds what the server asks for, if it does}
   *
   * @param authorization the header, such as {@code Bearer TOKEN}; empty if absent
   */
  public boolean allows(String authorization) {
    return guard.allows(authorization);
  }

  /**
   * Runs a task now or, if all cores are busy, later.
   *
   * @param task what to run
   * @return whether it runs; false if too many wait
   */
  public boolean admit(Runnable task) {
    return admission.admit(task);
  }

  /**
   * Counts a request and writes it to the log.
   *
   * @param done the request and how it ended
   */
  public void done(Done done) {
    metrics.count(done.kind(), done.status(), done.seconds());
    log.add(done);
  }
}
