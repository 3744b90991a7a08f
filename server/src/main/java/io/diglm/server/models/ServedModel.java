package io.diglm.server.models;

import io.diglm.drift.Drift;
import io.diglm.explain.Explanations;
import io.diglm.model.Manifest;
import io.diglm.predict.JointColumns;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.Prediction;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loaded model of one target, of several, or of p(x) alone. Each user holds it while using it. A
 * replaced model is closed by the last user that releases it.
 */
public final class ServedModel implements AutoCloseable {
  private final String name;
  private final String version;
  private final JointPredictor joint;
  private final Instant loaded;
  private final JointColumns usual;
  private final Traffic traffic;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final Map<Predictor, Explanations> explanations = new ConcurrentHashMap<>();

  ServedModel(String name, String version, JointPredictor joint, Instant loaded) {
    this.name = name;
    this.version = version;
    this.joint = joint;
    this.loaded = loaded;
    usual = AnswerOptions.USUAL.columns(joint);
    traffic = new Traffic(joint.first());
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return its version} */
  public String version() {
    return version;
  }

  /** {@return when it was loaded} */
  public Instant loaded() {
    return loaded;
  }

  /** {@return its manifest, which is that of its first target} */
  public Manifest manifest() {
    return joint.first().manifest();
  }

  /** {@return the model of all targets} */
  public JointPredictor joint() {
    return joint;
  }

  /**
   * {@return the model of one target}
   *
   * @param target its name; the first if empty
   * @throws IllegalArgumentException if there is none of this name
   */
  public Predictor predictor(Optional<String> target) {
    return target.map(joint::target).orElse(joint.first());
  }

  /**
   * {@return the columns of the answers, without explanations}
   *
   * @param options which columns are wanted
   */
  public JointColumns columns(AnswerOptions options) {
    return options.usual() ? usual : options.columns(joint);
  }

  /**
   * Answers rows.
   *
   * @param table rows to answer
   * @param failed rows that could not be read, and why
   * @param options what is answered
   * @param outputs names of the columns that are wanted; all if empty. Other columns are not
   *     computed
   * @return the answers
   */
  public Answered answer(
      Table table, Map<Integer, String> failed, AnswerOptions options, List<String> outputs) {
    JointColumns columns = columns(options);
    if (options.explain()) {
      requireOneRule();
    }
    List<List<Prediction>> predictions =
        predictions(table).stream().map(own -> with(failed, own)).toList();
    List<TableColumn> all =
        new ArrayList<>(
            columns.of(predictions, name -> outputs.isEmpty() || outputs.contains(name)));
    if (options.explain()) {
      all.addAll(explanations(joint.first()).columns(table));
    }
    Answered answered = new Answered(predictions.get(0), all);
    traffic.add(table, answered.predictions());
    return answered;
  }

  private List<List<Prediction>> predictions(Table table) {
    return joint.predictors().size() == 1
        ? List.of(joint.first().predict(table))
        : List.copyOf(joint.predict(table).values());
  }

  /** As for {@code diglm predict --explain}. */
  private void requireOneRule() {
    if (joint.predictors().size() > 1 && !joint.judgesAlike()) {
      throw new IllegalArgumentException(
          "explain must be of one target, got a model of %s, which refuse other rows"
              .formatted(String.join(", ", joint.targets())));
    }
  }

  /**
   * Answers rows for one target, as the model of this target alone does, without counting them.
   *
   * @param own the model of the target
   * @param table rows to answer
   * @param failed rows that could not be read, and why
   * @return the answers
   */
  public Answered tried(Predictor own, Table table, Map<Integer, String> failed) {
    PredictionColumns columns = PredictionColumns.usual(own.manifest());
    List<Prediction> predictions = with(failed, own.predict(table));
    return new Answered(predictions, columns.of(predictions));
  }

  private static List<Prediction> with(Map<Integer, String> failed, List<Prediction> predictions) {
    if (failed.isEmpty()) {
      return predictions;
    }
    List<Prediction> all = new ArrayList<>(predictions);
    failed.forEach((row, problem) -> all.set(row, new Prediction.Failure(problem)));
    return all;
  }

  /** {@return its traffic} */
  public Traffic traffic() {
    return traffic;
  }

  /**
   * {@return the drift of the rows received, as {@code diglm drift} computes it}
   *
   * @param span which of the received rows
   * @throws IllegalArgumentException if they are fewer than two
   */
  public Drift drift(Traffic.Span span) {
    return traffic.drift(joint.first(), span);
  }

  /**
   * {@return what explains rows} The first call needs one pass over the kept training rows.
   *
   * @param own the model of one target
   */
  public Explanations explanations(Predictor own) {
    return explanations.computeIfAbsent(
        joint.judgesAlike() ? joint.first() : own, Explanations::of);
  }

  /** Holds the model. Returns false if it is already closed. */
  boolean hold() {
    for (int now = holders.get(); now > 0; now = holders.get()) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Releases it. */
  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      joint.close();
    }
  }
}
